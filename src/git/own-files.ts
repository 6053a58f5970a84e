import { existsSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { withFile } from './packs/regular-file.ts';
import type { GitContext } from './safety.ts';

/** Files that hold a path or a ref, which git reads whole; and the most bytes that such a file may have. */
const NAMES = ['HEAD', 'commondir', 'gitdir'];
const LONGEST_NAME = 64 * 1024;

/** The other files that git reads for almost every question (gitrepository-layout(5)). */
const OTHERS = [
  ...['config', 'config.worktree', 'packed-refs', 'index', 'shallow'],
  ...['info/exclude', 'info/attributes', 'info/grafts', 'info/sparse-checkout'],
  ...['objects/info/alternates', 'objects/info/commit-graph', 'objects/info/packs'],
];

/** Files at the top of a work tree that git reads. */
const IN_WORK_TREE = ['.gitignore', '.gitattributes', '.gitmodules'];

/**
 * Makes sure that git will not wait for a fifo, or read a device without end, in place of one of its own files.
 * @throws HexhoundError E_GIT that names the file
 */
export function refuseOddFiles({ cwd, env }: GitContext): void {
  const top = topOf(cwd);
  const gitDir = env.GIT_DIR === undefined ? gitDirOf(top) : resolve(cwd, env.GIT_DIR);
  if (gitDir === undefined) return;
  for (const name of IN_WORK_TREE) refuse(join(top, name), Number.POSITIVE_INFINITY);
  for (const name of NAMES) refuse(join(gitDir, name), LONGEST_NAME);
  const common = join(gitDir, 'commondir');
  const commonDir = existsSync(common) ? resolve(gitDir, nameIn(common)) : gitDir;
  for (const folder of new Set([gitDir, commonDir])) {
    for (const name of OTHERS) refuse(join(folder, name), Number.POSITIVE_INFINITY);
  }
}

/** The nearest folder, from `folder` up, with a `.git`, or that is a bare repository; `folder` where there is none. */
function topOf(folder: string): string {
  let top = folder;
  while (!existsSync(join(top, '.git')) && !isBare(top)) {
    if (dirname(top) === top) return folder;
    top = dirname(top);
  }
  return top;
}

function isBare(folder: string): boolean {
  return existsSync(join(folder, 'HEAD')) && existsSync(join(folder, 'objects'));
}

function gitDirOf(top: string): string | undefined {
  const path = join(top, '.git');
  const stat = statOf(path);
  if (stat === undefined) return isBare(top) ? top : undefined;
  if (stat.isDirectory()) return path;
  refuse(path, LONGEST_NAME);
  // `gitdir: <path>` (gitrepository-layout(5)): of a linked worktree or a submodule.
  return resolve(top, nameIn(path).replace(/^gitdir: /, ''));
}

function nameIn(path: string): string {
  const text = withFile(path, (file) => file.read(0, file.size).toString('utf8'));
  return text.replace(/[\r\n]+$/, '').replaceAll('\0', '');
}

/** Undefined where nothing exists, or nothing can be read: git then fails with a message. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** @param limit in bytes */
function refuse(path: string, limit: number): void {
  const stat = statOf(path);
  if (stat === undefined || stat.isDirectory()) return;
  if (!stat.isFile()) throw new HexhoundError('E_GIT', path, 'is not a regular file');
  if (stat.size > limit) throw new HexhoundError('E_GIT', path, 'is too large to be what its name says');
}
