import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';

const KEY = hexKey('hostile config');

/** Settings whose value is a program that git runs. */
const PROGRAMS = [
  ...['core.fsmonitor', 'core.pager', 'pager.log', 'pager.diff', 'pager.config', 'core.editor', 'sequence.editor'],
  ...['core.sshCommand', 'core.gitProxy', 'core.askPass', 'core.alternateRefsCommand', 'credential.helper'],
  ...['gpg.program', 'gpg.ssh.program', 'gpg.x509.program', 'gpg.ssh.defaultKeyCommand'],
  ...['diff.external', 'diff.shout.textconv', 'diff.shout.command', 'merge.shout.driver', 'interactive.diffFilter'],
  ...['filter.shout.clean', 'filter.shout.smudge', 'filter.shout.process', 'uploadpack.packObjectsHook'],
  ...['alias.ls-files', 'alias.update-index', 'alias.log', 'trailer.shout.command', 'submodule.x.update'],
];

const HOOKS = [
  ...['pre-commit', 'commit-msg', 'post-checkout', 'post-index-change', 'reference-transaction', 'pre-auto-gc'],
  ...['fsmonitor-watchman', 'post-rewrite', 'sendemail-validate', 'applypatch-msg', 'pre-push'],
];

/** A project with everything that the commands look at, whose git runs a canary wherever it runs anything. */
function hostile(): { repository: Repository; wasRun: () => boolean } {
  const repository = createRepository();
  repository.write('.env', `CAPTCHAAI_API_KEY=${KEY}\n`).write('a.py', keyLine(KEY)).write('b.txt', 'b\n');
  repository.write('.gitignore', '').commit('all of it');
  repository.git('tag', '-a', 'v1', '-m', 'first');
  const mark = join(temporaryFolder(), 'was-run');
  repository.write(join('.git', 'canary'), `#!/bin/sh\ntouch '${mark}'\nexit 1\n`).chmod(join('.git', 'canary'), 0o755);
  for (const name of PROGRAMS) repository.git('config', name, `sh '${repository.path}/.git/canary'`);
  for (const [name, value] of [
    ['log.showSignature', 'true'],
    ['diff.shout.cachetextconv', 'false'],
    ['filter.shout.required', 'true'],
    ['core.hooksPath', '.git/hooks'],
    ['core.untrackedCache', 'true'],
    ['remote.origin.url', `ext::sh ${repository.path}/.git/canary`],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.uploadpack', `sh ${repository.path}/.git/canary`],
  ] as const) {
    repository.git('config', name, value);
  }
  for (const hook of HOOKS) {
    repository.write(`.git/hooks/${hook}`, `#!/bin/sh\ntouch '${mark}'\n`).chmod(`.git/hooks/${hook}`, 0o755);
  }
  repository.write('.git/info/attributes', '* filter=shout diff=shout merge=shout text eol=crlf\n');
  // Changed files, whose contents git would have to filter before it could compare them.
  repository.write('b.txt', 'changed\n').write('.env', `CAPTCHAAI_API_KEY=${KEY}\nA=1\n`).write('new.txt', 'new\n');
  return { repository, wasRun: () => existsSync(mark) };
}

test.each([
  'audit --quiet',
  'audit --quiet --fix --yes',
  'scan --quiet',
  'staged --quiet',
  'history --quiet',
  'history --quiet HEAD',
  'purge --all',
  'baseline create',
  'init --yes',
  'init --uninstall --yes',
  'explain a.py:1',
  'rotate --new --yes --force',
])('%s runs nothing that the repository configures', async (line) => {
  const { repository, wasRun } = hostile();
  const [name = '', ...args] = line.split(' ');
  const env = { CAPTCHAAI_URL: 'http://127.0.0.1:9' };
  await runCommand(name, repository.path, args, { env, stdin: hexKey('hostile new') });
  expect(wasRun()).toBe(false);
});

test('the canary sings where git does run filters', () => {
  const { repository, wasRun } = hostile();
  expect(() => repository.git('add', '.env')).toThrow();
  expect(wasRun()).toBe(true);
});

test('audit --fix takes a changed file out of the index, and only that', async () => {
  const { repository } = hostile();
  repository.write('sub/.env.production', `CAPTCHAAI_API_KEY=${KEY}\n`).write('sub/- odd\n.env', `API_KEY=${KEY}\n`);
  repository.gitWith(
    { input: 'sub/.env.production\0sub/- odd\n.env\0' },
    ...['-c', 'core.hooksPath=/dev/null', '-c', 'core.attributesFile=/dev/null', '-c', 'core.fsmonitor=false'],
    ...['-c', 'filter.shout.process=', '-c', 'filter.shout.clean=cat', '-c', 'filter.shout.required=false'],
    ...['update-index', '--add', '-z', '--stdin'],
  );
  const { stdout } = await runCommand('audit', repository.path, ['--quiet', '--fix', '--yes', '--no-history']);
  expect(stdout).toContain('untracked .env, which stays on disk');
  const left = repository.git('-c', 'core.fsmonitor=false', 'ls-files', '-z').split('\0');
  expect(left.filter((path) => path !== '')).toEqual(['.gitignore', 'a.py', 'b.txt']);
  expect(existsSync(join(repository.path, 'sub/.env.production'))).toBe(true);
});
