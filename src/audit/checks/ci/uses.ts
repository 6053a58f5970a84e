import {
  type Command,
  everyCommand,
  headOf,
  nameOf,
  type Part,
  plainText,
  type Word,
} from '../../../syntax/shell/command.ts';
import { readShell } from '../../../syntax/shell/read.ts';
import { expressionSecret, isSecretName, type SecretRef, variableSecret } from './expression.ts';
import { fieldOf, isPrinter, outcomeOf, printedInto } from './flow.ts';
import type { CiScript } from './model.ts';

/** A secret that is part of a word. */
export interface UsedSecret extends SecretRef {
  /** Not as the CI system knows it, so that it is not masked. */
  readonly changed: boolean;
  /** Only a few characters of it. */
  readonly short: boolean;
  /** Inserted by the CI system before the shell reads the script. */
  readonly interpolated: boolean;
}

/** A command with the secrets in each of its parts. */
export interface Use {
  readonly command: Command;
  /** Aligned with the command's words. */
  readonly words: readonly (readonly UsedSecret[])[];
  readonly assignments: readonly (readonly UsedSecret[])[];
  readonly input: readonly (readonly UsedSecret[])[];
}

export interface ReadScript {
  readonly script: CiScript;
  /** In the order they run. */
  readonly uses: readonly Use[];
}

/** Reads scripts in order. A step can set variables for the later ones through `$GITHUB_ENV`. */
export function readScripts(scripts: readonly CiScript[]): ReadScript[] {
  const handed = new Map<number, Map<string, string>>();
  return scripts.map((script) => {
    const given = handed.get(script.job) ?? new Map<string, string>();
    handed.set(script.job, given);
    const env = given.size === 0 ? script.env : new Map([...given, ...script.env]);
    const uses = new UseReader({ ...script, env }).read();
    for (const use of uses) handOver(use, given);
    return { script: { ...script, env }, uses };
  });
}

/** `echo "NAME=$SECRET" >> "$GITHUB_ENV"`. */
function handOver({ command, words }: Use, given: Map<string, string>): void {
  const variable = command.target?.parts.find(({ kind }) => kind === 'variable');
  if (variable?.kind !== 'variable' || variable.name !== 'GITHUB_ENV') return;
  command.words.forEach((word, index) => {
    const name = /^([A-Za-z_]\w*)=/.exec(plainText(word))?.[1];
    const [secret] = words[index] ?? [];
    if (name !== undefined && secret !== undefined) given.set(name, secret.name);
  });
}

class UseReader {
  readonly #script: CiScript;
  /** The variables that the script itself has set. */
  readonly #locals = new Map<string, readonly UsedSecret[]>();

  constructor(script: CiScript) {
    this.#script = script;
  }

  read(): Use[] {
    const { text, posix } = this.#script;
    return posix ? [...everyCommand(readShell(text))].map((command) => this.#use(command)) : [];
  }

  #use(command: Command): Use {
    const name = nameOf(command) ?? '';
    const use = {
      command,
      words:
        name === 'printenv'
          ? command.words.map((word) => this.#variable(plainText(word)))
          : command.words.map((word) => this.#secretsIn(word.parts)),
      assignments: command.assignments.map(({ value }) => this.#secretsIn(value.parts)),
      input: command.input.map((word) => this.#secretsIn(word.parts)),
    };
    command.assignments.forEach(({ name, value }, index) => {
      this.#set(name, value, use.assignments[index] ?? []);
    });
    if (READERS.has(name)) this.#setParts(command, use.input.flat());
    const target = printedInto(command);
    if (target !== undefined) this.#keep(target, use.words.flat());
    if (DECLARES.has(name)) {
      command.words.forEach((word, index) => {
        const declared = /^([A-Za-z_]\w*)=/.exec(plainText(word))?.[1];
        if (declared !== undefined) this.#set(declared, word, use.words[index] ?? []);
      });
    }
    return use;
  }

  #set(name: string, value: Word, secrets: readonly UsedSecret[]): void {
    const computed = value.parts.some(({ kind }) => kind === 'command');
    const made: UsedSecret = { name, sure: 'likely', changed: true, short: false, interpolated: false };
    if (secrets.length === 0 && computed && isSecretName(name)) this.#locals.set(name, [made]);
    else this.#keep(name, secrets);
  }

  /** Keeps the secrets of a variable. A part of a secret counts as one if the variable has the name of a secret. */
  #keep(name: string, secrets: readonly UsedSecret[]): void {
    const isSure = isSecretName(name);
    this.#locals.set(
      name,
      secrets.map((secret) => ({ ...plain(secret), sure: isSure && secret.changed ? 'secret' : secret.sure })),
    );
  }

  /** `IFS=: read -r USER PASSWORD <<< "$SECRET"`: each variable gets a part. */
  #setParts(command: Command, secrets: readonly UsedSecret[]): void {
    for (const name of headOf(command).words.slice(1).map(plainText)) {
      if (/^[A-Za-z_]\w*$/.test(name)) this.#keep(name, secrets.map(partOf));
    }
  }

  #secretsIn(parts: readonly Part[]): UsedSecret[] {
    return parts.flatMap((part) => this.#secretsOf(part));
  }

  #secretsOf(part: Part): readonly UsedSecret[] {
    const { env } = this.#script;
    if (part.kind === 'text') return [];
    if (part.kind === 'expression') {
      const found = expressionSecret(part.text, env);
      return found === undefined ? [] : [{ ...found, changed: false, short: false, interpolated: true }];
    }
    if (part.kind === 'command') return this.#captured(part.commands);
    const { name, operation, written } = part;
    // The length, the value of the variable that it names, another value where it is set.
    if (/^\$\{[#!]/.test(written) || /^:?\+/.test(operation)) return [];
    const changed = /^(?::[\d\s-]|[%#/^,@])/.test(operation);
    const short = /^:\s?-?\d{0,3}(?::\d)?$/.test(operation) && !/^:\d+$/.test(operation);
    return this.#variable(name).map((secret) => ({ ...secret, changed: secret.changed || changed, short }));
  }

  #variable(name: string): readonly UsedSecret[] {
    const local = this.#locals.get(name);
    if (local !== undefined) return local;
    const { env, system } = this.#script;
    const found = variableSecret(name, system, env);
    return found === undefined ? [] : [{ ...found, changed: false, short: false, interpolated: false }];
  }

  /** The secrets in the output of `$(echo "$SECRET" | base64)`. */
  #captured(commands: readonly Command[]): UsedSecret[] {
    return commands.flatMap((command) => {
      const outcome = outcomeOf(command);
      if (outcome.output !== 'capture') return [];
      const field = fieldOf(command);
      if (field !== undefined && !isSecretName(field)) return [];
      const { words } = headOf(command);
      const printed = isPrinter(command) ? words.slice(1) : [];
      const secrets = this.#secretsIn([...printed, ...command.input].flatMap(({ parts }) => parts));
      const held = secrets.map((secret) => ({ ...secret, changed: secret.changed || outcome.changed }));
      if (!outcome.picked) return held;
      return field === undefined ? held.map(partOf) : held.map((secret) => ({ ...secret, changed: true }));
    });
  }
}

const READERS = new Set(['read', 'mapfile', 'readarray']);

const DECLARES = new Set(['export', 'local', 'declare', 'readonly', 'typeset']);

/** A part of a secret, which the CI system does not mask. It may be the user's name. */
function partOf(secret: UsedSecret): UsedSecret {
  return { ...plain(secret), sure: 'likely', changed: true };
}

function plain(secret: UsedSecret): UsedSecret {
  return { ...secret, interpolated: false };
}
