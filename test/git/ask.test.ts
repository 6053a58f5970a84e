import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askGit } from '../../src/git/ask.ts';
import { openRepository } from '../../src/git/repository.ts';
import { createRepository, GIT_ENV, temporaryFolder } from '../helpers/repository.ts';

/** Windows does not run shell scripts. */
const withScripts = test.runIf(process.platform !== 'win32');

/** An environment whose git is this shell script. */
function withGit(script: string): Record<string, string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'git'), 0o755);
  return { ...GIT_ENV, PATH: `${folder}${delimiter}${GIT_ENV.PATH}` };
}

const config = ['config', '--get', 'user.nickname'];

test('an answer keeps its spaces; none is the empty text; a complaint is an error', async () => {
  const repository = createRepository();
  const context = { cwd: repository.path, env: GIT_ENV };
  expect(await askGit(context, config)).toBe('');
  repository.git('config', 'user.nickname', ' Ada ');
  expect(await askGit(context, config)).toBe(' Ada ');
  await expect(askGit(context, ['rev-parse', '--verify', 'nothing'])).rejects.toThrow(
    expect.objectContaining({ code: 'E_GIT', subject: repository.path, message: 'Needed a single revision' }),
  );
});

withScripts('what git warns of before it gives up is not why it gave up', async () => {
  const env = withGit('echo "warning: one thing" >&2; echo "fatal: another" >&2; echo "hint: a third" >&2; exit 128');
  await expect(askGit({ cwd: temporaryFolder(), env }, config)).rejects.toThrow(/^another$/);
});

withScripts.each([
  ['killed', 'echo true; kill -9 $$'],
  ['silent, and not content', 'echo true; exit 128'],
])('a git that was %s has not answered', async (_, script) => {
  const context = { cwd: temporaryFolder(), env: withGit(script) };
  await expect(askGit(context, config)).rejects.toThrow(expect.objectContaining({ message: 'git ended early' }));
});

withScripts('what is written by who outlives git belongs to the answer', async () => {
  const env = withGit('(sleep 0.3; echo late) & echo early');
  expect(await askGit({ cwd: temporaryFolder(), env }, config)).toBe('early\nlate');
});

test('without git, and in no folder', async () => {
  const cwd = temporaryFolder();
  await expect(askGit({ cwd, env: { PATH: cwd } }, config)).rejects.toThrow('git cannot be started');
  await expect(askGit({ cwd: join(cwd, 'nowhere'), env: GIT_ENV }, config)).rejects.toThrow('no such folder');
});

withScripts('the environment is the one that is given, and nothing of our own process', async () => {
  const { path } = createRepository();
  process.env.GIT_DIR = '/nowhere';
  onTestFinished(() => {
    delete process.env.GIT_DIR;
  });
  expect((await openRepository({ cwd: path, env: GIT_ENV })).gitDir).toBe(join(path, '.git'));
  const lines = await askGit({ cwd: path, env: { ...withGit('env'), EDITOR: 'vi', GIT_SSH: 'x', ADA: '1' } }, ['x']);
  const names = lines.split('\n').map((line) => line.split('=')[0]);
  expect(names).toEqual(expect.arrayContaining(['ADA', 'GIT_NO_LAZY_FETCH', 'GIT_LITERAL_PATHSPECS']));
  expect(names.filter((name = '') => ['EDITOR', 'GIT_SSH', 'GIT_DIR'].includes(name))).toEqual([]);
});

test('the variables of a hook say which repository is meant', async () => {
  const [here, there] = [createRepository(), createRepository()];
  const env = { ...GIT_ENV, GIT_DIR: join(there.path, '.git') };
  expect((await openRepository({ cwd: here.path, env })).gitDir).toBe(join(there.path, '.git'));
});

test.each([
  'alias.x',
  'core.askPass',
  'core.editor',
  'core.fsmonitor',
  'core.hooksPath',
  'core.pager',
  'core.sshCommand',
  'credential.helper',
  'diff.external',
  'filter.x.clean',
  'gpg.program',
  'include.path',
  'init.templateDir',
  'merge.x.driver',
  'protocol.allow',
  'remote.x.uploadpack',
  'submodule.x.update',
  'tar.x.command',
  'url.https://example.com/.insteadOf',
])('a user may have %s in the environment', async (name) => {
  const { path } = createRepository();
  const env = {
    ...GIT_ENV,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: name,
    GIT_CONFIG_VALUE_0: '/nowhere',
    PREFIX: '/usr',
  };
  expect((await openRepository({ cwd: path, env })).root).toBe(path);
});

withScripts('neither the pager nor the file system monitor of a repository is run', async () => {
  const repository = createRepository();
  const trap = join(repository.path, 'trap');
  writeFileSync(trap, `#!/bin/sh\ntouch '${repository.path}/sprung'\n`, { mode: 0o755 });
  for (const name of ['core.fsmonitor', 'core.pager', 'pager.config']) repository.git('config', name, trap);
  await askGit({ cwd: repository.path, env: GIT_ENV }, ['status']);
  expect(existsSync(join(repository.path, 'sprung'))).toBe(false);
  repository.git('status');
  expect(existsSync(join(repository.path, 'sprung'))).toBe(true);
});

test('hooks are off, but for whoever asks where they are', async () => {
  const repository = createRepository();
  repository.git('config', 'core.hooksPath', 'mine');
  const context = { cwd: repository.path, env: GIT_ENV };
  const args = ['config', '--get', 'core.hooksPath'];
  expect(await askGit(context, args)).toBe('/dev/null');
  expect(await askGit(context, args, { hooks: true })).toBe('mine');
});
