import { commandLine } from '../../syntax/shell/quote.ts';
import { firstOf } from '../../syntax/words.ts';

/** One step of a purge, in order. */
export interface Step {
  readonly id: string;
  readonly title: string;
  /** Sentences about it. */
  readonly text: readonly string[];
  /** For a POSIX shell, in order. Empty if it has to be done by hand. */
  readonly commands: readonly string[];
}

export const SHOWN_NAMES = 12;

/** The first names of a list, and how many more there are. */
export function some(names: readonly string[]): string {
  return firstOf(names, SHOWN_NAMES);
}

/** A command of git in a folder. */
export function gitIn(folder: string, ...words: readonly string[]): string {
  return commandLine('git', '-C', folder, ...words);
}
