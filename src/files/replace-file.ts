import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file atomically. A symbolic link in its place is replaced, not followed.
 * @param text as a whole or in pieces, each large enough for a system call
 * @param mode of a new file
 * @throws the system's error
 */
export function replaceFile(path: string, text: string | Iterable<string | Uint8Array>, mode = 0o666): void {
  const temporary = join(dirname(path), `.${basename(path)}.${Math.random().toString(36).slice(2)}.tmp`);
  try {
    writePieces(temporary, typeof text === 'string' ? [text] : text, 'wx', mode);
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

/**
 * Opens a file, pipe or device and writes one piece after the other.
 * @param flags of open(2) as node:fs names them
 * @throws the system's error
 */
export function writePieces(path: string, pieces: Iterable<string | Uint8Array>, flags: string, mode?: number): void {
  const file = openSync(path, flags, mode);
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}
