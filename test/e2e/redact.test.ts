import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { alnumKey } from '../helpers/keys.ts';

const CLI = resolve('dist/js/cli.js');
const key = alnumKey('e2e redact');

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of shell in which `hexhound` is the built command and `KEY` a key that nobody told it. */
function shell(line: string, env: Record<string, string> = {}): Result {
  const program = `set -o pipefail; hexhound() { "$NODE" "$CLI" "$@"; }; ${line}`;
  const all = { PATH: process.env.PATH, NODE: process.execPath, CLI, KEY: key, ...env };
  return spawnSync('bash', ['--norc', '-c', program], { env: all, encoding: 'utf8' });
}

test('a reader that has seen enough ends it quietly, however much follows', () => {
  const { stdout, stderr } = shell('yes "solving with key=$KEY" | hexhound redact | head -1');
  expect(stdout).toBe(`solving with key=****${key.slice(-4)}\n`);
  expect(stderr).toBe('');
  const line = 'set +o pipefail; yes key=$KEY | { hexhound redact; echo $? >&2; } | head -1';
  expect(shell(line).stderr).toBe('0\n');
});

test('bytes that are no text come out as they went in, with the keys among them masked', () => {
  const noise = randomBytes(1_000_000);
  const input = Buffer.concat([noise, Buffer.from(`\n${key}\n`), noise]);
  const { stdout, status } = spawnSync(process.execPath, [CLI, 'redact', '--known-only', '-q'], {
    input,
    env: { PATH: process.env.PATH, CAPTCHAAI_API_KEY: key },
    maxBuffer: 2 * input.length,
  });
  const expected = Buffer.concat([noise, Buffer.from(`\n****${key.slice(-4)}\n`), noise]);
  expect([status, stdout.equals(expected)]).toEqual([0, true]);
});

test('a variable that can hold no key does not stop it', () => {
  const { status, stdout } = shell('echo text | hexhound redact', { CAPTCHAAI_API_KEY: 'a'.repeat(20_000) });
  expect([status, stdout]).toEqual([0, 'text\n']);
});

test('the backup key of any service is masked', () => {
  const { stdout } = shell('echo "- $KEY -" | hexhound redact', { TWOCAPTCHA_API_KEY_BACKUP: key });
  expect(stdout).toBe(`- ****${key.slice(-4)} -\n`);
});

test.skipIf(!existsSync('/dev/full'))('a disk that is full is said, and is no result', () => {
  for (const command of ['echo text | hexhound redact', 'hexhound verify --help']) {
    const { status, stderr } = shell(`${command} > /dev/full`);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^hexhound: standard output: cannot be written: ENOSPC.*\n$/),
    ]);
  }
});

test('a key on the command line is refused and not repeated', () => {
  for (const line of ['hexhound redact "$KEY"', 'hexhound redact "--$KEY"', 'hexhound redact --key-env "$KEY"']) {
    const { status, stderr } = shell(`${line} < /dev/null`);
    expect([status, stderr.includes(key)]).toEqual([2, false]);
    expect(stderr).toContain('Put it into a variable (--key-env NAME); this one should be replaced');
  }
});
