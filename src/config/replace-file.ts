import { renameSync, unlinkSync, writeFileSync } from 'node:fs';

/**
 * Writes a file as a whole or not at all. A symbolic link in its place is replaced, never written through.
 * @param mode of a new file
 * @throws the system's error
 */
export function replaceFile(path: string, text: string, mode = 0o666): void {
  const temporary = `${path}.${Math.random().toString(36).slice(2)}.tmp`;
  writeFileSync(temporary, text, { flag: 'wx', mode });
  try {
    renameSync(temporary, path);
  } catch (thrown) {
    unlinkSync(temporary);
    throw thrown;
  }
}
