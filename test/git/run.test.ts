import { expect, test } from 'vitest';
import { GitFailure, git, startGit } from '../../src/git/run.ts';
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
