import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askGit } from '../../src/git/ask.ts';
import { GitFailure, git, gitText, startGit } from '../../src/git/run.ts';
import { createRepository, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';

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

const TRACES = [
  ...['TRACE', 'TRACE_FSMONITOR', 'TRACE_PACK_ACCESS', 'TRACE_PACKET', 'TRACE_PACKFILE', 'TRACE_PERFORMANCE'],
  ...['TRACE_REFS', 'TRACE_SETUP', 'TRACE_SHALLOW', 'TRACE_CURL', 'TRACE_OF_A_LATER_GIT', 'TRACE2', 'TRACE2_EVENT'],
  ...['TRACE2_PERF', 'REDIRECT_STDOUT', 'REDIRECT_STDERR'],
];

test('git traces nothing into files or between its answers, whatever asks for it', async () => {
  const repository = createRepository();
  repository.write('a.txt', '').commit('first');
  const traces = temporaryFolder();
  const config = join(temporaryFolder(), 'config');
  for (const target of ['normalTarget', 'perfTarget', 'eventTarget']) {
    for (const file of ['.git/config', config])
      repository.git('config', '--file', file, `trace2.${target}`, join(traces, target));
  }
  const toFiles = Object.fromEntries(TRACES.map((name) => [`GIT_${name}`, join(traces, name)]));
  const toStderr = Object.fromEntries(TRACES.map((name) => [`GIT_${name}`, '1']));
  for (const settings of [toFiles, toStderr, {}]) {
    const context = { cwd: repository.path, env: { ...GIT_ENV, GIT_CONFIG_GLOBAL: config, ...settings } };
    const run = startGit(context, ['ls-files']);
    run.stdin.end();
    run.stdout.resume();
    await run.done;
    expect(run.warnings()).toBe('');
    expect(await askGit(context, ['rev-parse', '--is-bare-repository'])).toBe('false');
  }
  expect(readdirSync(traces)).toEqual([]);
});
