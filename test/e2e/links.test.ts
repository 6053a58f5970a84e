import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { readEnvFile } from '../../src/files/env-file.ts';
import { planWrite } from '../../src/files/write-env-file.ts';
import { addRotation, ROTATIONS_FILE } from '../../src/respond/rotate/rotations.ts';
import { runCommand } from '../helpers/io.ts';
import { hexKey } from '../helpers/keys.ts';
import { type Repository, repositoryWithBase, temporaryFolder } from '../helpers/repository.ts';
import { keyLine } from '../helpers/scan.ts';

/*
 * A repository can bring links that lead out of it, in its work tree and, where the whole folder was handed on, in its .git.
 * Whatever writes must not write through them.
 */

const BEFORE = 'what was there before\n';
let outside: string;
let repository: Repository;

beforeEach(() => {
  outside = temporaryFolder();
  repository = repositoryWithBase();
  writeFileSync(join(outside, 'file'), BEFORE);
  symlinkSync(join(outside, 'file'), join(repository.path, 'linked'));
  symlinkSync(outside, join(repository.path, 'out'));
  repository.write('a.js', keyLine(hexKey('a'))).commit('links');
});

function expectUntouched(): void {
  expect([readdirSync(outside), readFileSync(join(outside, 'file'), 'utf8')]).toEqual([['file'], BEFORE]);
}

const OUTPUTS = ['linked', 'out/file', 'out/new'];
const env = { CAPTCHAAI_API_KEY: hexKey('balance'), CAPTCHAAI_URL: 'http://127.0.0.1:9' };

test.each(
  [
    ['scan', ['--format', 'json']],
    ['history', ['--format', 'sarif']],
    ['staged', []],
    ['audit', ['--format', 'json', '--no-history']],
    ['balance', ['--no-history']],
  ].flatMap(([command, args]) => OUTPUTS.map((output) => [command, args, output] as [string, string[], string])),
)('hexhound %s %j --output %s', async (command, args, output) => {
  const run = runCommand(command, repository.path, [...args, '--output', join(repository.path, output)], { env });
  await expect(run).rejects.toMatchObject({ code: 'E_USAGE', message: expect.stringContaining('symbolic link') });
  expectUntouched();
});

test('a folder that is no repository and is scanned, by its name too', async () => {
  const folder = temporaryFolder();
  symlinkSync(join(outside, 'file'), join(folder, 'linked'));
  for (const [cwd, args] of [
    [folder, []],
    [outside, [folder]],
  ] as const) {
    const run = runCommand('scan', cwd, [...args, '--format', 'json', '--output', join(folder, 'linked')]);
    await expect(run).rejects.toMatchObject({ code: 'E_USAGE' });
  }
  expectUntouched();
});

test.each(['linked', 'out/file', 'out/new'])('hexhound balance --history %s', async (path) => {
  const run = await runCommand('balance', repository.path, ['--history', join(repository.path, path)], { env });
  expect(run.code).toBe(2);
  expectUntouched();
});

test('hexhound purge, with a folder of plans in .git that is a link, and with --output', async () => {
  symlinkSync(outside, join(repository.path, '.git/hexhound'));
  const { stdout } = await runCommand('history', repository.path, ['--format', 'json']);
  const { fingerprint } = JSON.parse(stdout).findings[0];
  await expect(runCommand('purge', repository.path, [fingerprint])).rejects.toMatchObject({
    message: expect.stringContaining('symbolic link'),
  });
  const output = ['--output', join(repository.path, 'out/plan.txt')];
  await expect(runCommand('purge', repository.path, [fingerprint, ...output])).rejects.toThrow('symbolic link');
  expectUntouched();
});

test('hexhound audit --fix, with the same folder', async () => {
  symlinkSync(join(outside, 'deep'), join(repository.path, '.git/hexhound'));
  const workflow = ['on: push', 'jobs:', '  a:', '    runs-on: x', '    env:', `      API_KEY: ${hexKey('workflow')}`];
  repository
    .write('.github/workflows/a.yml', `${workflow.join('\n')}\n    steps: [{ run: make }]\n`)
    .commit('workflow');
  await expect(runCommand('audit', repository.path, ['--fix', '--yes', '--no-history'])).rejects.toThrow(
    'symbolic link',
  );
  expectUntouched();
});

test('hexhound baseline: a configured folder that is a link, and one outside of the repository', async () => {
  for (const path of ['out/base.jsonl', join(outside, 'base.jsonl'), '../base.jsonl']) {
    repository.write('hexhound.yaml', `baseline: ${path}\n`);
    await expect(runCommand('baseline', repository.path, ['create', '--files'])).rejects.toThrow(
      /symbolic link|inside of this repository/,
    );
  }
  expectUntouched();
  repository.remove('hexhound.yaml');
  const named = join(temporaryFolder(), 'base.jsonl');
  expect((await runCommand('baseline', repository.path, ['create', '--files', '--baseline', named])).code).toBe(0);
  await expect(
    runCommand('baseline', repository.path, ['create', '--files', '--baseline', 'out/base.jsonl']),
  ).rejects.toThrow('symbolic link');
  expectUntouched();
});

test('what hexhound rotate writes: .env, and the list of rotations', () => {
  writeFileSync(join(outside, 'file'), 'A=b\n');
  symlinkSync(join(outside, 'file'), join(repository.path, '.env'));
  symlinkSync(join(outside, 'new'), join(repository.path, ROTATIONS_FILE));
  for (const path of ['.env', 'out/file', 'out/new']) {
    expect(() => planWrite(readEnvFile(path, repository.path), { A: 'c' })).toThrow('symbolic link');
  }
  const rotation = { date: '2026-01-01', service: 'captchaai', variable: 'A', reason: 'age' };
  expect(() => addRotation(repository.path, rotation)).toThrow('symbolic link');
  expect([readdirSync(outside), readFileSync(join(outside, 'file'), 'utf8')]).toEqual([['file'], 'A=b\n']);
});

test('hexhound init: a folder of hooks and files that are links', async () => {
  repository.remove('.git/hooks');
  symlinkSync(join(outside, 'hooks'), join(repository.path, '.git/hooks'));
  await expect(runCommand('init', repository.path, ['--yes'])).rejects.toMatchObject({ name: 'HexhoundError' });
  expectUntouched();
});
