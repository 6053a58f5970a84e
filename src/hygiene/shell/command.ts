/** A piece of a word. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `operation` is what a `${NAME...}` does with the value: `#` before it, or `:-`, `:0:4`, `%%.*` and the like behind it. */
  | { readonly kind: 'variable'; readonly name: string; readonly operation: string }
  /** `${{ text }}`: put in before the shell sees it, whatever the quotation marks. */
  | { readonly kind: 'expression'; readonly text: string }
  | { readonly kind: 'command'; readonly commands: readonly Command[] };

export interface Word {
  readonly parts: readonly Part[];
  /** Line in the script, from 0. */
  readonly line: number;
}

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
  readonly line: number;
}

/** The word as far as it is known: variables are left out. */
export function plainText({ parts }: Word): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** A command's name without the folder; undefined where it is no fixed name. */
export function nameOf(command: Command): string | undefined {
  const word = command.words[0];
  return word === undefined || word.parts.length === 0 || word.parts.some(({ kind }) => kind !== 'text')
    ? undefined
    : plainText(word).replace(/^.*\//, '');
}

/** All commands in the order they run, those in substitutions before the command they are part of. */
export function* everyCommand(commands: readonly Command[]): Generator<Command> {
  for (const command of commands) {
    const words = [...command.words, ...command.assignments.map(({ value }) => value), ...command.input];
    for (const { parts } of words) {
      for (const part of parts) if (part.kind === 'command') yield* everyCommand(part.commands);
    }
    yield command;
  }
}
