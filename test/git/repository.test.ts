import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { createRepository, createRepositoryIn, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';

const rootFrom = async (cwd: string, env = GIT_ENV) => (await openRepository({ cwd, env })).root;

test('the top of the work tree, as git names it, from wherever one is in it', async () => {
  const repository = createRepository();
  const top = realpathSync.native(repository.path);
  const below = join(repository.path, 'a/b');
  mkdirSync(below, { recursive: true });
  const link = join(temporaryFolder(), 'link');
  symlinkSync(below, link);
  for (const cwd of [repository.path, below, link]) expect([cwd, await rootFrom(cwd)]).toEqual([cwd, top]);
  expect(repository.git('rev-parse', '--show-toplevel')).toBe(top);
});

test('no work tree: a bare repository, and the folder .git', async () => {
  const bare = createRepositoryIn(temporaryFolder(), '--bare');
  expect(await rootFrom(bare.path)).toBeUndefined();
  const repository = createRepository();
  expect(await rootFrom(join(repository.path, '.git'))).toBeUndefined();
  expect(await rootFrom(join(repository.path, '.git/refs'))).toBeUndefined();
});

test('a work tree that the environment names', async () => {
  const repository = createRepository();
  const elsewhere = realpathSync.native(temporaryFolder());
  const env = { ...GIT_ENV, GIT_DIR: join(repository.path, '.git'), GIT_WORK_TREE: elsewhere };
  mkdirSync(join(elsewhere, 'a'));
  expect([await rootFrom(elsewhere, env), await rootFrom(join(elsewhere, 'a'), env)]).toEqual([elsewhere, elsewhere]);
});
