import { readFileSync } from 'node:fs';

/** A file that the build has written beside the program. */
export function readData(name: string): string {
  return readFileSync(new URL(`${__DATA__}${name}`, import.meta.url), 'utf8');
}
