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
  const ignored = new Set<string>();
  if (paths.length === 0) return ignored;
  const run = startGit(context, ['--no-literal-pathspecs', 'check-ignore', '-z', '--stdin']);
  run.stdin.end(paths.map((path) => `${path}\0`).join(''));
  for await (const record of recordsOf(run.stdout)) ignored.add(decodePath(record));
  const failure = await failureOf(run);
  // Exit code 1: none is ignored.
  if (failure !== undefined && failure.exitCode !== 1) throw failure;
  return ignored;
}
