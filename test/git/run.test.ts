import { expect, test } from 'vitest';
import { GitFailure, git, gitText, startGit } from '../../src/git/run.ts';
import { createRepository, GIT_ENV } from '../helpers/repository.ts';

const listeners = () => process.listenerCount('exit');

test('the end of this process is watched while git runs, however often, and no longer', async () => {
  const before = listeners();
  const context = { cwd: createRepository().path, env: GIT_ENV };
  const runs = Array.from({ length: 12 }, () => startGit(context, ['cat-file', '--batch']));
  expect(listeners()).toBe(before + 1);
  for (const run of runs) {
    run.stdin.end();
    run.stdout.resume();
  }
  await Promise.all(runs.map(({ done }) => done));
  expect(listeners()).toBe(before);
});

test('nor is it watched after git failed, or could not be started', async () => {
  const before = listeners();
  const { path } = createRepository();
  await expect(git({ cwd: path, env: GIT_ENV }, ['cat-file', '-e', 'no-such-thing'])).rejects.toThrow(GitFailure);
  await expect(git({ cwd: path, env: { PATH: '/nowhere' } }, ['version'])).rejects.toThrow('was not found');
  await expect(git({ cwd: `${path}/nowhere`, env: GIT_ENV }, ['version'])).rejects.toThrow('was not found');
  expect(listeners()).toBe(before);
});

test('paths are no patterns, whatever the environment says', async () => {
  const repository = createRepository();
  repository.write('[a].txt', '').write('a.txt', '').commit('first');
  const env = { ...GIT_ENV, GIT_GLOB_PATHSPECS: '1', GIT_ICASE_PATHSPECS: '1', GIT_LITERAL_PATHSPECS: '0' };
  const context = { cwd: repository.path, env };
  expect(await gitText(context, ['ls-files', '--', '[a].txt'])).toBe('[a].txt');
  expect(await gitText(context, ['ls-files', '--', 'A.txt'])).toBe('');
  const checkIgnore = ['--no-literal-pathspecs', 'check-ignore', '--no-index', '--non-matching', '--verbose', 'a.txt'];
  await expect(gitText(context, checkIgnore)).rejects.toMatchObject({ exitCode: 1 });
});
