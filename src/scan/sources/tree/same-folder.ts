import { lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Whether no symbolic link leads to a folder. The index may name files below what is a link on disk, and a folder can become one
 * while it is scanned: what is read through it can be anybody's.
 * @param folder absolute, below one that `realpathSync` gave
 */
export function isReached(folder: string | Buffer): boolean {
  try {
    const real = realpathSync.native(folder, { encoding: 'buffer' });
    // Where case does not count, the index may write it in another one than the disk.
    return real.equals(Buffer.from(folder)) || (typeof folder === 'string' && !hasLink(folder));
  } catch {
    // Gone, or not to be entered: then nothing in it was read either.
    return true;
  }
}

function hasLink(folder: string): boolean {
  if (lstatSync(folder).isSymbolicLink()) return true;
  const above = dirname(folder);
  return above !== folder && hasLink(above);
}

/** The folder of a file, by its path to open. */
export function folderOf(path: string | Buffer): string | Buffer {
  return typeof path === 'string' ? dirname(path) : path.subarray(0, path.lastIndexOf(SLASH));
}

const SLASH = 0x2f;
