import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseOddFiles } from '../../src/git/own-files.ts';
import { createRepository, GIT_ENV, repositoryWithBase, temporaryFolder } from '../helpers/repository.ts';

const check = (cwd: string, env: Record<string, string> = {}) => refuseOddFiles({ cwd, env: { ...GIT_ENV, ...env } });

function makeFifo(path: string): void {
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
}

test('an ordinary repository, a linked worktree, a bare one and no repository at all are fine', () => {
  const repository = repositoryWithBase();
  const worktree = join(temporaryFolder(), 'tree');
  repository.git('worktree', 'add', '--quiet', worktree);
  const bare = createRepository('--bare').path;
  for (const path of [repository.path, worktree, bare, join(repository.path, '.git'), temporaryFolder()]) check(path);
  symlinkSync('.gitattributes', join(repository.path, '.gitattributes'));
  check(repository.path);
});

test('a file of the main repository is found from a linked worktree and from a folder in it', () => {
  const repository = repositoryWithBase();
  const worktree = join(temporaryFolder(), 'tree');
  repository.git('worktree', 'add', '--quiet', worktree);
  mkdirSync(join(worktree, 'a/b'), { recursive: true });
  makeFifo(join(repository.path, '.git/packed-refs'));
  expect(() => check(join(worktree, 'a/b'))).toThrow('is not a regular file');
});

test('the folder that a hook names counts', () => {
  const repository = repositoryWithBase();
  makeFifo(join(repository.path, '.git/config'));
  const elsewhere = temporaryFolder();
  check(elsewhere);
  expect(() => check(elsewhere, { GIT_DIR: join(repository.path, '.git') })).toThrow('is not a regular file');
});

test('a file that holds one name is not read when it is large', () => {
  const repository = repositoryWithBase();
  repository.write('.git/commondir', `${'../'.repeat(30_000)}\n`);
  expect(() => check(repository.path)).toThrow('is too large');
});
