import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { hexKey } from '../helpers/keys.ts';
import { createRepository, GIT_ENV, type Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';

const CLI = resolve('dist/js/cli.js');
const KEY = hexKey('cli');

/** Runs the built command line as a user would. */
function hexhound(cwd: string, args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    env: GIT_ENV,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function repositoryWithKey(): Repository {
  const repository = createRepository();
  repository.write('a.js', keyLine(KEY)).commit('add');
  return repository;
}

test.each([
  [['scan'], 1],
  [['history', 'HEAD..HEAD'], 0],
  [['scan', '--exit-code', '7'], 7],
  [['scan', 'nowhere'], 2],
  [['scan', '--frobnicate'], 2],
  [['frobnicate'], 2],
  [['--version'], 0],
  [['scan', '--help'], 0],
])('hexhound %j exits with %i', (args, code) => {
  expect(hexhound(repositoryWithKey().path, args).status).toBe(code);
});

test('findings go to stdout, errors to stderr, and neither holds the key', () => {
  const { path } = repositoryWithKey();
  const { stdout, stderr } = hexhound(path, ['scan']);
  expect(stdout).toContain('CaptchaAI API key');
  expect(stderr).toBe('');
  const wrong = hexhound(path, ['scan', 'nowhere']);
  expect([wrong.stdout, wrong.stderr]).toEqual(['', 'hexhound: nowhere: no such file or folder\n']);
  expect(stdout + stderr).not.toContain(KEY);
});

test.skipIf(process.platform === 'win32')('a current folder that was deleted is named', () => {
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" scan';
  const run = spawnSync('sh', ['-c', script, process.execPath, CLI], { cwd: temporaryFolder(), encoding: 'utf8' });
  expect([run.status, run.stdout, run.stderr]).toEqual([
    2,
    '',
    'hexhound: the current folder: is not there any more\n',
  ]);
});

test('several reports at once', () => {
  const { path } = repositoryWithKey();
  const args = [
    'history',
    '-f',
    'terminal',
    '-f',
    'json',
    '-o',
    'r.json',
    '-o',
    'r.sarif',
    '-f',
    'jsonl',
    '-o',
    'r.jsonl',
  ];
  const { stdout } = hexhound(path, args);
  expect(stdout).toContain('1 finding');
  const [json, sarif] = ['r.json', 'r.sarif'].map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')));
  expect([json.findings.length, sarif.runs[0].results.length]).toEqual([1, 1]);
  expect(
    readFileSync(join(path, 'r.jsonl'), 'utf8')
      .split('\n')
      .map((line) => line && JSON.parse(line).type),
  ).toEqual(['finding', 'summary', '']);
});

test('with all reports in files the last line goes to stderr, unless --quiet', () => {
  const { path } = repositoryWithKey();
  const { stdout, stderr } = hexhound(path, ['scan', '-f', 'json', '-o', 'r.json']);
  expect([stdout, stderr]).toEqual(['', expect.stringMatching(/^1 finding \(1 high\) in 1 file, .*\n$/)]);
  expect(hexhound(path, ['scan', '-f', 'json', '-o', 'r.json', '-q']).stderr).toBe('');
});

test('file names cannot speak to the terminal', () => {
  const repository = createRepository();
  repository.write('\x1b[2Jclean\n.js', keyLine(KEY)).commit('hostile');
  const { stdout, status } = hexhound(repository.path, ['scan']);
  expect(status).toBe(1);
  expect(stdout).toContain('\\x1b[2Jclean\\x0a.js');
  expect(stdout).not.toContain('\x1b');
});

test('a real commit with a key is refused by the hook that init installs, one without passes', () => {
  const repository = createRepository();
  const bin = join(temporaryFolder(), 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'hexhound'), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`);
  chmodSync(join(bin, 'hexhound'), 0o755);
  const env = { ...GIT_ENV, PATH: `${bin}:${GIT_ENV.PATH}` };
  const run = (command: string, args: string[]) =>
    spawnSync(command, args, { cwd: repository.path, env, encoding: 'utf8', input: '' });

  expect(run('hexhound', ['init', '--yes']).status).toBe(0);
  repository.git('add', '--all');
  expect(run('git', ['commit', '--quiet', '-m', 'set up']).status).toBe(0);

  repository.write('a.js', keyLine(KEY)).git('add', 'a.js');
  const refused = run('git', ['commit', '-m', 'with a key']);
  expect(refused.status).toBe(1);
  expect(refused.stdout + refused.stderr).toContain('CaptchaAI API key');
  expect(refused.stdout + refused.stderr).not.toContain(KEY);
  expect(repository.git('log', '--format=%s')).toBe('set up');

  repository.write('a.js', 'key = process.env.CAPTCHAAI_API_KEY\n').git('add', 'a.js');
  expect(run('git', ['commit', '--quiet', '-m', 'without']).status).toBe(0);
  expect(repository.git('log', '--format=%s')).toBe('without\nset up');
});

test('a reader that stops early does not change the exit code', () => {
  const { path } = repositoryWithKey();
  const { status } = spawnSync(
    'sh',
    ['-c', `{ "${process.execPath}" "${CLI}" scan --all; echo $? >&3; } 3>code | head -n 1`],
    {
      cwd: path,
      env: GIT_ENV,
    },
  );
  expect([status, readFileSync(join(path, 'code'), 'utf8')]).toEqual([0, '1\n']);
});
