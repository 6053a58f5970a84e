import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { gitText } from '../../git/run.ts';
import type { GitContext } from '../../git/safety.ts';
import { HexhoundError } from '../../model/errors.ts';
import { shownTyped } from '../file-rules/typed-text.ts';
import { toPosix } from './list-files.ts';

/**
 * Makes a filter of files and folders that somebody names, or a hook manager such as lint-staged appends.
 * @param top the top of the work tree, which the paths that are asked for are relative to
 * @throws HexhoundError E_SOURCE for what is neither on disk nor staged, E_USAGE for what is outside of the work tree
 */
export async function namedPaths(
  files: readonly string[],
  context: GitContext,
  top: string,
): Promise<(path: string) => boolean> {
  const named = new Set<string>();
  for (const file of files) {
    const full = resolve(context.cwd, file);
    const path = toPosix(relative(realpathSync(top), physical(full)));
    if (path.startsWith('../') || path === '..' || isAbsolute(path))
      throw new HexhoundError('E_USAGE', shownTyped(file), 'is outside of this repository');
    if (!existsSync(full) && !(await isStaged(path, { ...context, cwd: top })))
      throw new HexhoundError('E_SOURCE', shownTyped(file), 'no such file or folder, and nothing staged there');
    named.add(path);
  }
  if (named.has('')) return () => true;
  return (path) => {
    for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
      if (named.has(at)) return true;
      if (!at.includes('/')) return false;
    }
  };
}

/** Whether the next commit changes a path, or deletes it. */
async function isStaged(path: string, context: GitContext): Promise<boolean> {
  const changed = ['diff', '--cached', '--name-only', '--no-renames', '--no-ext-diff', '--', path];
  return (await gitText(context, changed)) !== '';
}

/** The path with the links in its folders resolved, but not the file itself, which git may track as a link. */
function physical(full: string): string {
  const folder = dirname(full);
  return existsSync(folder) ? join(realpathSync(folder), basename(full)) : full;
}
