import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey } from '../helpers/keys.ts';
import { createRepository, temporaryFolder } from '../helpers/repository.ts';

const KEY = alnumKey('run command');

test.each(['frobnicate', 'Scan', 'toString', ''])('there is no command %j', async (name) => {
  await expect(runCommand(name, '.', ['--help'])).rejects.toMatchObject({
    code: 'E_USAGE',
    subject: name,
    message: 'there is no such command (hexhound --help lists them)',
  });
});

test.each([
  ['init', ['husky'], 'takes no arguments'],
  ['audit', ['a', 'b'], 'takes one folder'],
  ['verify', ['--timeout=x'], '--timeout must be a number of seconds up to 600'],
  ['redact', ['x'], 'takes no arguments: it reads standard input'],
])('a usage error of %s names the command', async (name, args, message) => {
  const thrown = await runCommand(name, temporaryFolder(), args).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'E_USAGE', subject: name, message, cause: expect.any(UsageError) });
  expect(thrown).not.toBeInstanceOf(UsageError);
});

test('an unknown flag is an error of the command too', async () => {
  await expect(runCommand('init', '.', ['--force'])).rejects.toMatchObject({
    code: 'E_USAGE',
    subject: 'init',
    message: "Unknown option '--force' (see hexhound init --help)",
  });
});

test('other errors keep their subject', async () => {
  await expect(runCommand('scan', temporaryFolder(), ['nowhere'])).rejects.toMatchObject({
    code: 'E_SOURCE',
    subject: 'nowhere',
  });
});

test.each(['verify', 'balance', 'rotate', 'redact'])(
  '%s refuses a key as an argument, with --help too',
  async (name) => {
    for (const args of [[KEY], ['--help', KEY], [`--nonsense=${KEY}`]]) {
      const thrown = await runCommand(name, temporaryFolder(), args).catch((error: unknown) => error);
      expect(thrown).toMatchObject({
        code: 'E_USAGE',
        subject: name,
        message: expect.stringContaining('on the command'),
      });
      expect(String(thrown)).not.toContain(KEY.slice(0, 8));
    }
  },
);

test('where no key belongs, what looks like one is an argument like any other', async () => {
  await expect(runCommand('scan', temporaryFolder(), [KEY])).rejects.toMatchObject({ code: 'E_SOURCE', subject: KEY });
});

test('--help runs nothing, whatever else is said', async () => {
  const repository = createRepository();
  const { code, stdout } = await runCommand('init', repository.path, ['--yes', '--help']);
  expect([code, stdout.split('\n')[0]]).toEqual([0, 'Usage: hexhound init [options]']);
  expect(existsSync(join(repository.path, '.git/hooks/pre-commit'))).toBe(false);
});
