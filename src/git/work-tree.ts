import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { askGit } from './ask.ts';
import { readIndex } from './index-files.ts';
import { decodePath } from './path.ts';
import { findRepository, type Repository } from './repository.ts';
import { failureOf, recordsOf, startGit } from './run.ts';
import type { GitContext } from './safety.ts';

/** The repository whose work tree has its top folder at `path`; undefined for any other path. */
export async function findRepositoryAt(context: GitContext, path: string): Promise<Repository | undefined> {
  const full = resolve(context.cwd, path);
  const repository = await findRepository({ ...context, cwd: full }).catch(() => undefined);
  return repository?.root !== undefined && realpathSync(repository.root) === realpathSync(full)
    ? repository
    : undefined;
}

/** Paths of the tracked files, relative to the top folder. */
export async function trackedFiles(repository: Repository): Promise<string[]> {
  const files: string[] = [];
  for await (const { path } of readIndex({ ...repository, cwd: repository.root ?? repository.cwd })) files.push(path);
  return files;
}

/** Folders of all worktrees, the main one first (git-worktree(1), PORCELAIN FORMAT). */
export async function listWorktrees(repository: Repository): Promise<string[]> {
  const lines = (await askGit(repository, ['worktree', 'list', '--porcelain'])).split('\n');
  return lines.flatMap((line) => (line.startsWith('worktree ') ? [line.slice('worktree '.length)] : []));
}

/** Those of the paths that git ignores. @param paths relative to `context.cwd` */
export async function listIgnored(context: GitContext, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  return new Set((await checkIgnore(context, [], paths)).map((path) => path.slice('./'.length)));
}

/**
 * What `git check-ignore` says about paths: its fields, one after the other.
 * @param paths relative to `context.cwd`; it says `./` before each
 */
export async function checkIgnore(
  context: GitContext,
  options: readonly string[],
  paths: readonly string[],
): Promise<string[]> {
  // It does not run with literal pathspecs, which all our other commands use.
  const args = ['--no-literal-pathspecs', 'check-ignore', ...options, '-z', '--stdin'];
  // `./` so that a name that begins with a colon is not read as pathspec magic.
  const run = startGit(context, args, { input: paths.map((path) => `./${path}\0`).join('') });
  const fields: string[] = [];
  for await (const record of recordsOf(run.stdout)) fields.push(decodePath(record));
  const failure = await failureOf(run);
  // Exit code 1: none is ignored.
  if (failure !== undefined && failure.exitCode !== 1) throw failure;
  return fields;
}
