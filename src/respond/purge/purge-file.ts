import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { writePieces } from '../../files/replace-file.ts';
import { refuseLinks } from '../../files/write.ts';
import type { Repository } from '../../git/repository.ts';
import { listIgnored } from '../../git/work-tree.ts';
import { HexhoundError, systemReason } from '../../model/errors.ts';

/** A folder of ours within `.git`, which git does not touch. */
const FOLDER = 'hexhound';

/** Readable and writable by the owner only. */
const FILE_MODE = 0o600;

/**
 * The path of the file with the values: `--output`, or `purge-<date>.txt` within `.git`, where it is never committed.
 * @throws HexhoundError E_USAGE for a file that exists already, and for one that git would add
 */
export async function choosePurgeFile(
  output: string | undefined,
  repository: Repository,
  cwd: string,
  date: string,
): Promise<string> {
  if (output !== undefined) {
    const path = resolve(cwd, output);
    if (existsSync(path)) throw new HexhoundError('E_USAGE', output, 'is there already: it is not overwritten');
    await refuseTracked(path, output, repository);
    return path;
  }
  return firstFree((suffix) => join(repository.commonDir, FOLDER, `purge-${date}${suffix}.txt`));
}

/** The first path at which nothing exists, without a suffix or with `-2`, `-3` and so on. */
export function firstFree(pathWith: (suffix: string) => string): string {
  let path = pathWith('');
  for (let number = 2; existsSync(path); number++) path = pathWith(`-${number}`);
  return path;
}

/** @throws HexhoundError E_USAGE for a file in the work tree that git does not ignore */
async function refuseTracked(path: string, shown: string, repository: Repository): Promise<void> {
  const { root } = repository;
  if (root === undefined || !existsSync(dirname(path))) return;
  const inside = relative(realpathSync(root), join(realpathSync(dirname(path)), basename(path)));
  if (inside.startsWith('..') || isAbsolute(inside) || /^\.git(\/|$)/.test(inside)) return;
  if ((await listIgnored({ ...repository, cwd: root }, [inside])).size === 0) {
    throw new HexhoundError('E_USAGE', shown, 'lies in the work tree, where git would add it: choose another place');
  }
}

/**
 * Writes a new file that only its owner can read.
 * @throws HexhoundError E_SOURCE; E_USAGE for a symbolic link of the repository on the way
 */
export function writePrivate(path: string, shown: string, text: string): void {
  refuseLinks(path);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writePieces(path, [text], 'wx', FILE_MODE);
  } catch (cause) {
    // Part of a file is of no use.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(path, { force: true });
    throw new HexhoundError('E_SOURCE', shown, systemReason(cause, 'cannot be written'), { cause });
  }
}
