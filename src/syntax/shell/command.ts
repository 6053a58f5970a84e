/** A piece of a word. `written` is how it stands in the script. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | Variable
  /** `${{ text }}`: put in before the shell sees it, whatever the quotation marks. */
  | { readonly kind: 'expression'; readonly text: string; readonly written: string }
  | { readonly kind: 'command'; readonly commands: readonly Command[]; readonly written: string };

export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  /** What a `${NAME...}` does with the value: `#` before it, or `:-`, `:0:4`, `%%.*` and the like behind it. */
  readonly operation: string;
  /** So many of the parts behind it are what it can give instead of its value: `x` and `$B` in `${A:-x$B}`. */
  readonly defaults: number;
  readonly written: string;
}

export interface Word {
  readonly parts: readonly Part[];
  /** Line in the script, from 0. */
  readonly line: number;
  /** With its quotation marks and escapes. */
  readonly written: string;
}

export const NO_WORD: Word = { parts: [], line: 0, written: '' };

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

/** Where standard output goes. `capture`: into the word that the command stands in. */
export type Output = 'log' | 'file' | 'capture' | 'pipe';

export interface Command {
  readonly words: Word[];
  readonly assignments: Assignment[];
  /** Here-documents and here-strings. */
  readonly input: Word[];
  output: Output;
  /** What it is piped into. */
  next?: Command;
  /** Where its output goes if that is a file with a name. */
  target?: Word;
  /** The subshells around it, each with a number. */
  readonly subshells: readonly number[];
  /** The function that it stands in; empty outside of one. */
  readonly around: string;
  readonly line: number;
}

/** The word as far as it is known: variables are left out, and what they give if they are not set is not. */
export function plainText({ parts }: Word): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** The word without its quotation marks and escapes, but with variables and substitutions as they are written. */
export function withReferences({ parts }: Word): string {
  let text = '';
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    if (part?.kind === 'variable' && part.defaults > 0) {
      const defaults = parts.slice(at + 1, at + 1 + part.defaults);
      const [operator = ''] = /^:?[-=+]/.exec(part.operation) ?? [];
      text += `\${${part.name}${operator}${withReferences({ ...NO_WORD, parts: defaults })}}`;
      at += part.defaults;
    } else text += part?.kind === 'text' ? part.text : (part?.written ?? '');
  }
  return text;
}

/** The parts of a word without those that a variable can give instead of its value. */
export function withoutDefaults({ parts }: Word): Part[] {
  let skipped = 0;
  return parts.filter((part) => {
    if (skipped > 0) {
      skipped--;
      return false;
    }
    if (part.kind === 'variable') skipped = part.defaults;
    return true;
  });
}

/** A command's name without the folder; undefined where it is no fixed name. */
export function nameOf(command: Command): string | undefined {
  const word = command.words[0];
  return word === undefined || word.parts.length === 0 || word.parts.some(({ kind }) => kind !== 'text')
    ? undefined
    : plainText(word).replace(/^.*\//, '');
}

const BEFORE = new Set(['sudo', 'command', 'builtin', 'time', 'nohup', 'exec']);

/** The command without `sudo` and the like before it. */
export function headOf(command: Command): { name: string | undefined; words: readonly Word[] } {
  let from = 0;
  if (BEFORE.has(nameOf(command) ?? '')) {
    from = 1;
    while (from < command.words.length && plainText(command.words[from] ?? NO_WORD).startsWith('-')) from++;
  }
  const words = command.words.slice(from);
  return { name: nameOf({ ...command, words }), words };
}

/**
 * All commands in the order they run, those in substitutions before the command they are part of.
 * @param inInput whether those in here-documents are among them
 */
export function* everyCommand(commands: readonly Command[], inInput = true): Generator<Command> {
  for (const command of commands) {
    const { words, assignments, input } = command;
    for (const { parts } of [...words, ...assignments.map(({ value }) => value), ...(inInput ? input : [])]) {
      for (const part of parts) if (part.kind === 'command') yield* everyCommand(part.commands, inInput);
    }
    yield command;
  }
}
