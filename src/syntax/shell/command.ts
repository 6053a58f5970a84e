/** A piece of a word. `written` is its text in the script. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | Variable
  /** `${{ text }}`: a CI system replaces it before the shell sees it, even in quotation marks. */
  | { readonly kind: 'expression'; readonly text: string; readonly written: string }
  | { readonly kind: 'command'; readonly commands: readonly Command[]; readonly written: string };

export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  /** The operation in `${NAME...}`: `#` before the name, or `:-`, `:0:4`, `%%.*` and the like after it. */
  readonly operation: string;
  /** The number of parts after it that are its default: `x` and `$B` in `${A:-x$B}`. */
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

/** Where standard output goes. `capture`: a command substitution. */
export type Output = 'log' | 'file' | 'capture' | 'pipe';

export interface Command {
  readonly words: Word[];
  readonly assignments: Assignment[];
  /** Here-documents and here-strings. */
  readonly input: Word[];
  output: Output;
  /** The command that it is piped into. */
  next?: Command;
  /** The file that its output goes to. */
  target?: Word;
  /** The numbers of the subshells around it. */
  readonly subshells: readonly number[];
  /** The function around it; empty if there is none. */
  readonly around: string;
  readonly line: number;
}

/** The fixed text of a word, without variables but with their defaults. */
export function plainText({ parts }: Word): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** The word without quotation marks and escapes, with variables and substitutions as they are written. */
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

/** The parts of a word without the defaults of variables. */
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

/** A command's name without its folder; undefined if it is not a fixed text. */
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
 * All commands in the order they run. Those in substitutions come before the command around them.
 * @param inInput include those in here-documents
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
