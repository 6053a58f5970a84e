import { expect, test } from 'vitest';
import { HexhoundError } from '../../src/model/errors.ts';
import { runCommand } from '../helpers/io.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';

const key = hexKey('redact command');

test('standard input with every key masked', async () => {
  const other = alnumKey('redact command');
  const named = alnumKey('redact named', 20);
  const basic = Buffer.from(`u:${named}`).toString('base64');
  const stdin = `one ${key}\nkey=${other}\n${named} ${basic}\n`;
  const { code, stdout, stderr } = await runCommand('redact', '.', ['--key-env', 'MINE'], {
    stdin,
    env: { CAPTCHAAI_API_KEY: key, MINE: named },
  });
  expect(code).toBe(0);
  expect(stdout).toBe(`one ****${key.slice(-4)}\nkey=****${other.slice(-4)}\n**** ${basic.slice(0, 3)}****\n`);
  expect(stderr).toBe('hexhound: masked 4 secrets\n');
});

test('--keep-hashes, --known-only, --quiet', async () => {
  const stdin = `token_sha256=${hexKey('hash', 64)} password=${alnumKey('p', 9)}\n`;
  const kept = await runCommand('redact', '.', ['--keep-hashes', '-q'], { stdin });
  expect(kept).toEqual({ code: 0, stdout: stdin.replace(alnumKey('p', 9), '****'), stderr: '' });
  expect((await runCommand('redact', '.', ['--known-only'], { stdin })).stdout).toBe(stdin);
});

test.each([
  [[key], {}],
  [['--key-env', 'NONE'], {}],
  [['--key-env', 'SHORT'], { SHORT: 'ab1x' }],
])('what is wrong is said without a key', async (args, env) => {
  const error = await runCommand('redact', '.', args, { env }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HexhoundError);
  expect(String(error)).not.toMatch(new RegExp(`${key}|ab1x`));
});
