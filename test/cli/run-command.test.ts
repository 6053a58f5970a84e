import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HexhoundError, UsageError } from '../../src/model/errors.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { createRepository, temporaryFolder } from '../helpers/repository.ts';

const KEY = alnumKey('run command');

test.each(['frobnicate', 'toString', ''])('there is no command %j', async (name) => {
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

/** What a command said, wherever it said it; the error that stopped it is what the program would print. */
async function saidBy(name: string, args: readonly string[], stdin?: string): Promise<string> {
  const outcome = await runCommand(name, createRepository().path, args, stdin === undefined ? {} : { stdin }).catch(
    (thrown: unknown) => {
      if (!(thrown instanceof HexhoundError)) throw thrown;
      return { code: 2, stdout: '', stderr: `${thrown.subject}: ${thrown.message}` };
    },
  );
  return `${outcome.code} ${outcome.stdout}${outcome.stderr}`;
}

/** Keys of several shapes: bare, hexadecimal, with a prefix, base64 with slashes, the login of an address. */
const PASTED: readonly (readonly [shape: string, pasted: string, key: string])[] = [
  ['letters and digits', KEY, KEY],
  ['hexadecimal', hexKey('pasted'), hexKey('pasted')],
  ['short', alnumKey('pasted', 20), alnumKey('pasted', 20)],
  ['prefixed', `sk-${alnumKey('pasted', 24)}`, alnumKey('pasted', 24)],
  ['base64', `${alnumKey('pasted', 18)}/${alnumKey('more', 10)}+${alnumKey('rest', 10)}`, alnumKey('pasted', 18)],
  ['address', `https://ada:${alnumKey('login', 12)}@example.com/app.git`, alnumKey('login', 12)],
];

test.each(PASTED)('what looks like a key is not repeated: %s', async (_, pasted, key) => {
  const said: string[] = [await saidBy(pasted, []), await saidBy(`--${pasted}`, [])];
  for (const name of ['scan', 'history', 'explain', 'purge']) said.push(await saidBy(name, [pasted]));
  said.push(await saidBy('scan', ['-'], `${pasted}\n`), await saidBy('scan', ['-'], `a\n${pasted}\nb/${pasted}\n`));
  said.push(await saidBy('scan', ['--format=json', '-'], `README.md\n${pasted}\n`));
  expect(said.filter((text) => text.includes(key))).toEqual([]);
});

const COMMANDS = 'scan staged history stdin verify balance rotate audit purge redact init baseline rules explain';

test.each(COMMANDS.split(' '))('%s does not repeat a key, wherever it was pasted', async (name) => {
  const said: string[] = [];
  for (const args of [['.', KEY], [`--${KEY}`], [`--nonsense=${KEY}`], ['-z', KEY], [`${KEY}:3`], [`x/${KEY}/y`]]) {
    said.push(await saidBy(name, args, ''));
  }
  for (const flag of ['config', 'format', 'output', 'min-confidence', 'timeout', 'service', 'repository']) {
    said.push(await saidBy(name, [`--${flag}`, `${KEY}/x`], ''));
  }
  expect(said.filter((text) => text.includes(KEY))).toEqual([]);
});

test('what looks like no key is repeated', async () => {
  expect(await saidBy('scan', ['src/no-such-file-2024.ts'])).toContain('src/no-such-file-2024.ts: no such file');
  expect(await saidBy('history', ['feature/add-login-2'])).toContain('feature/add-login-2');
  expect(await saidBy('scan', [KEY])).toBe(`2 ****: no such file or folder`);
});

test('--help runs nothing, whatever else is said', async () => {
  const repository = createRepository();
  const { code, stdout } = await runCommand('init', repository.path, ['--yes', '--help']);
  expect([code, stdout.split('\n')[0]]).toEqual([0, 'Usage: hexhound init [options]']);
  expect(existsSync(join(repository.path, '.git/hooks/pre-commit'))).toBe(false);
});
