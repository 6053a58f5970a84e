import { escapeForeign } from '../syntax/escape.ts';
import type { Io } from './command.ts';

/** A line on standard error. Names of files and what hosts say come from outside. */
export function say({ stderr }: Pick<Io, 'stderr'>, text: string): void {
  stderr.write(`hexhound: ${escapeForeign(text)}\n`);
}
