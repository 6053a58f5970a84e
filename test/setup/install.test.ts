import { chmodSync, existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyChange } from '../../src/files/change.ts';
import { planInstall } from '../../src/setup/install.ts';
import { HOOKS } from '../../src/setup/plan.ts';
import { openProject } from '../../src/setup/project.ts';
import { createRepository, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';
import { expectGuarded, install, open, paths, plan, read, uninstall } from './installing.ts';
import { gitWithHooks, Stub, writeExecutable } from './stub.ts';

test('hooks of git: guard commits and merges, come only once, and go without a trace', async () => {
  const repository = createRepository();
  const first = await install(repository);
  expect(paths(first)).toEqual(HOOKS.map((hook) => `.git/hooks/${hook}`));
  expect(first.notes).toEqual([
    'these hooks are of this clone only: run hexhound init in the others too, or use a hook manager such as husky',
  ]);
  expectGuarded(repository);
  expect(paths(await plan(repository))).toEqual([]);
  expect(await uninstall(repository)).toEqual(paths(first));
  expect(existsSync(join(repository.path, '.git/hooks/pre-commit'))).toBe(false);
  expect(await uninstall(repository)).toEqual([]);
});

test('a hexhound that is not there stops the commit and says so', async () => {
  const repository = createRepository();
  await install(repository);
  // This very installation is what the hook goes on with; here it is as if that were gone.
  const hook = read(repository, '.git/hooks/pre-commit');
  expect(hook).toContain('/dist/js/bin.js');
  repository.write('.git/hooks/pre-commit', hook.replaceAll('/dist/js/bin.js', '/gone/bin.js'));
  repository.write('new', 'x').git('add', 'new');
  const { ok, stderr } = gitWithHooks(repository, ['commit', '-m', 'x']);
  expect(ok).toBe(false);
  expect(stderr).toBe(
    'hexhound was not found, so nothing has been scanned, and git stops here.\n' +
      'Install it (npm install --save-dev hexhound), or go on without it this once: --no-verify\n',
  );
  expect(gitWithHooks(repository, ['commit', '-m', 'x', '--no-verify']).ok).toBe(true);
});

test("the project's own hexhound comes before another", async () => {
  const repository = createRepository();
  await install(repository);
  const [own, other] = [new Stub(), new Stub()];
  mkdirSync(join(repository.path, 'node_modules/.bin'), { recursive: true });
  writeExecutable(join(repository.path, 'node_modules/.bin/hexhound'), own.script);
  repository.write('new', 'x').git('add', 'new');
  expect(gitWithHooks(repository, ['commit', '-m', 'x'], other).ok).toBe(true);
  expect([own.calls().length, other.calls().length]).toEqual([2, 0]);
});

test('commits of all kinds hand over the index that they use', async () => {
  const repository = createRepository();
  repository.write('a', '1').commit('first');
  await install(repository);
  const stub = new Stub();
  repository.write('a', '2');
  gitWithHooks(repository, ['commit', '-a', '-m', 'x'], stub);
  expect(stub.calls()).toEqual([
    { args: 'staged', cwd: repository.path, index: join(repository.path, '.git/index.lock') },
    { args: 'commit-msg .git/COMMIT_EDITMSG', cwd: repository.path, index: join(repository.path, '.git/index.lock') },
  ]);
  repository.write('a', '3');
  gitWithHooks(repository, ['commit', '-m', 'x', '--', 'a'], stub);
  expect(stub.calls()[0]?.index).toMatch(/\.git\/next-index-\d+\.lock$/);
});

test('an existing hook still runs, after ours, and is restored to the byte', async () => {
  const repository = createRepository();
  const own = '#!/bin/sh\necho own >> ran\nexit 0\n';
  writeExecutable(join(repository.path, '.git/hooks/pre-commit'), own);
  await install(repository);
  const stub = new Stub();
  repository.write('new', 'x').git('add', 'new');
  expect(gitWithHooks(repository, ['commit', '-m', 'x'], stub, 1).ok).toBe(false);
  expect(existsSync(join(repository.path, 'ran'))).toBe(false);
  expect(gitWithHooks(repository, ['commit', '-m', 'x'], stub).ok).toBe(true);
  expect(read(repository, 'ran')).toBe('own\n');
  await uninstall(repository);
  expect(read(repository, '.git/hooks/pre-commit')).toBe(own);
});

test('a hook that git passes over for its mode is made executable', async () => {
  const repository = createRepository();
  await install(repository);
  chmodSync(join(repository.path, '.git/hooks/pre-commit'), 0o644);
  expect(paths(await install(repository))).toEqual(['.git/hooks/pre-commit']);
  expect(lstatSync(join(repository.path, '.git/hooks/pre-commit')).mode & 0o777).toBe(0o755);
});

test('core.hooksPath inside the repository is honoured, and what it shadows is named', async () => {
  const repository = createRepository();
  repository.git('config', 'core.hooksPath', '.githooks');
  writeExecutable(join(repository.path, '.git/hooks/pre-push'), '#!/bin/sh\n');
  const { notes } = await install(repository);
  expect(notes).toEqual([
    'git runs none of pre-push in .git/hooks, because core.hooksPath is .githooks (file:.git/config)',
  ]);
  // Committed, so it must not name folders of one machine.
  expect(read(repository, '.githooks/pre-commit')).not.toContain('PATH=');
  expectGuarded(repository);
});

test('core.hooksPath outside of the repository is left alone', async () => {
  const repository = createRepository();
  const outside = temporaryFolder();
  repository.git('config', 'core.hooksPath', outside);
  await expect(plan(repository)).rejects.toMatchObject({
    code: 'E_CONFIG',
    subject: `core.hooksPath = ${outside}`,
    message: expect.stringContaining('(file:.git/config) is outside of this repository'),
  });
  expect(await uninstall(repository)).toEqual([]);
});

test('a linked work tree gets the hooks of its repository', async () => {
  const repository = createRepository();
  repository.write('a', '').commit('first');
  const linked = join(temporaryFolder(), 'linked');
  repository.git('worktree', 'add', '--quiet', linked);
  const project = await openProject({ cwd: linked, env: GIT_ENV });
  for (const change of planInstall(project).changes) applyChange(project, change);
  expectGuarded(repository);
});

test('symbolic links are neither followed nor replaced', async () => {
  const outside = temporaryFolder();
  const repository = createRepository();
  mkdirSync(join(repository.path, '.husky'));
  writeExecutable(join(outside, 'private'), 'private');
  symlinkSync(join(outside, 'private'), join(repository.path, '.husky/pre-commit'));
  await expect(plan(repository)).rejects.toThrow('is not a regular file, and so is left alone');
  expect(await uninstall(repository)).toEqual([]);
  repository.remove('.husky');
  symlinkSync(outside, join(repository.path, '.husky'));
  await expect(plan(repository)).rejects.toThrow('is outside of this repository');
});

test('a file that changed after it was shown is not overwritten', async () => {
  const repository = createRepository();
  repository.write('lefthook.yml', 'a: 1\n');
  const project = await open(repository);
  const [change] = planInstall(project).changes;
  repository.write('lefthook.yml', 'a: 2\n');
  expect(() => change && applyChange(project, change)).toThrow('has changed meanwhile: run the same command again');
  expect(read(repository, 'lefthook.yml')).toBe('a: 2\n');
});
