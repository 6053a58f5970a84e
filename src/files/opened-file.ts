import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { exactText, MIB, readSmallFile } from './read-file.ts';

/** The only folders in which files are read and written. Paths are absolute. */
export interface RepositoryFolders {
  /** The top of the work tree. */
  readonly root: string;
  /** `.git`, of the main work tree where there are several. */
  readonly commonDir: string;
}

/** A file that we may show and rewrite, as it was when it was opened. */
export interface OpenedFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the root, with slashes, where it is inside. */
  readonly shown: string;
  /** Undefined where there is no such file yet. */
  readonly text: string | undefined;
  readonly executable: boolean;
}

/** Far more than a hook or a manifest ever has, in bytes. */
const MAX_BYTES = 4 * MIB;

/**
 * Reads a file of the work tree or of `.git`. Symbolic links are refused: a repository could have us print, or change,
 * what lies outside of it.
 * @param path absolute, or relative to the root
 * @throws HexhoundError E_CONFIG
 */
export function openFile({ root, commonDir }: RepositoryFolders, path: string): OpenedFile {
  const absolute = resolve(root, path);
  const fromRoot = relative(root, absolute);
  const shown = isAbsolute(fromRoot) ? absolute : fromRoot.split(sep).join('/');
  const folder = dirname(absolute);
  if (!isInside(root, folder) && !isInside(commonDir, folder)) {
    throw new HexhoundError('E_CONFIG', shown, 'is outside of this repository');
  }
  return { path: absolute, shown, text: readPlainFile(absolute, shown), executable: isExecutable(absolute) };
}

/**
 * The text of a file that is not a symbolic link; undefined if it does not exist.
 * @param shown what messages call it
 * @throws HexhoundError E_CONFIG
 */
export function readPlainFile(path: string, shown: string): string | undefined {
  const read = readSmallFile(path, MAX_BYTES, 'refused');
  if ('bytes' in read) {
    const text = exactText(read.bytes);
    if (text !== undefined) return text;
    throw new HexhoundError('E_CONFIG', shown, 'is not UTF-8 text, and so is left alone');
  }
  if (read.failure === 'missing') return undefined;
  if (read.failure === 'unreadable') throw read.cause;
  const isLarge = read.failure === 'too large';
  const why = isLarge ? 'is too large to be what its name says' : 'is not a regular file, and so is left alone';
  throw new HexhoundError('E_CONFIG', shown, why);
}

/** Whether a file is executable. Git ignores hooks that are not. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether `path`, which need not exist, is inside `folder`, with symbolic links resolved. */
export function isInside(folder: string, path: string): boolean {
  const fromFolder = relative(realpathSync(folder), realPathOf(path));
  return !isAbsolute(fromFolder) && fromFolder !== '..' && !fromFolder.startsWith(`..${sep}`);
}

function realPathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realPathOf(dirname(path)), basename(path));
}
