import type { Flag, Flags } from '../flags.ts';

/** A command, for completion. */
export interface Completed {
  readonly name: string;
  readonly summary: string;
  /** Its first arguments, where these are words. */
  readonly actions: readonly string[];
  readonly flags: Flags;
}

/** The ways to write a flag: `-f`, `--format`. */
export function spellings(name: string, { short }: Flag): readonly string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}

/** Whether the value of a flag is a file. */
export function isFile({ value }: Flag): boolean {
  return value === 'FILE';
}
