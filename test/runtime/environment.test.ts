import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Configuration } from '../../src/runtime/configuration.ts';
import { fromEnvironment } from '../../src/runtime/environment.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { thrownBy } from './thrown.ts';

const key = alnumKey('environment');
const backup = hexKey('environment');

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'hexhound-runtime-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function file(content: string | Uint8Array): string {
  const path = join(folder(), 'secret');
  writeFileSync(path, content);
  return path;
}

function partsOf({ primary, backup: second, baseUrl }: Configuration): unknown[] {
  return [primary.reveal(), second?.reveal(), baseUrl];
}

const URL = 'https://ocr.captchaai.com';

test('keys and address come from the usual variables', () => {
  const env = {
    CAPTCHAAI_API_KEY: ` ${key}\n`,
    CAPTCHAAI_API_KEY_BACKUP: backup,
    CAPTCHAAI_URL: ' https://gateway.example/captcha/in.php\n',
  };
  expect(partsOf(fromEnvironment({ env }))).toEqual([key, backup, 'https://gateway.example/captcha']);
});

test('what is set to nothing is not set', () => {
  const env = { CAPTCHAAI_API_KEY: key, CAPTCHAAI_API_KEY_BACKUP: ' ', CAPTCHAAI_API_KEY_FILE: '', CAPTCHAAI_URL: '' };
  expect(partsOf(fromEnvironment({ env }))).toEqual([key, undefined, URL]);
});

test('the environment of the process unless another is given', () => {
  vi.stubEnv('CAPTCHAAI_API_KEY', key);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(fromEnvironment().primary.reveal()).toBe(key);
});

test('other names of variables, and their _FILE', () => {
  const env = { MY_KEY: key, MY_BACKUP_FILE: file(backup), MY_URL: 'http://127.0.0.1:8080/' };
  const options = { env, primary: 'MY_KEY', backup: 'MY_BACKUP', url: 'MY_URL' };
  expect(partsOf(fromEnvironment(options))).toEqual([key, backup, 'http://127.0.0.1:8080']);
});

test('keys in files, as Docker has secrets', () => {
  const env = {
    CAPTCHAAI_API_KEY_FILE: file(`${key}\n`),
    CAPTCHAAI_API_KEY_BACKUP_FILE: file(`\ufeff${backup}\r\n`),
  };
  expect(partsOf(fromEnvironment({ env }))).toEqual([key, backup, URL]);
});

const NOT_SET = 'no CaptchaAI key: CAPTCHAAI_API_KEY and CAPTCHAAI_API_KEY_FILE are empty or not set';

test.each<[string, () => Record<string, string>, string, string]>([
  ['nothing', () => ({}), 'E_NO_KEY', NOT_SET],
  ['nothing but white space', () => ({ CAPTCHAAI_API_KEY: ' ' }), 'E_NO_KEY', NOT_SET],
  ['a backup alone', () => ({ CAPTCHAAI_API_KEY_BACKUP: backup }), 'E_NO_KEY', NOT_SET],
  [
    'key and file',
    () => ({ CAPTCHAAI_API_KEY: key, CAPTCHAAI_API_KEY_FILE: file(key) }),
    'E_BAD_KEY',
    'CAPTCHAAI_API_KEY and CAPTCHAAI_API_KEY_FILE are both set',
  ],
  [
    'a file that is not there',
    () => ({ CAPTCHAAI_API_KEY_FILE: join(folder(), 'none') }),
    'E_NO_KEY',
    'no CaptchaAI key: the file that CAPTCHAAI_API_KEY_FILE names cannot be read (ENOENT)',
  ],
  [
    'a folder',
    () => ({ CAPTCHAAI_API_KEY_FILE: folder() }),
    'E_NO_KEY',
    'no CaptchaAI key: the file that CAPTCHAAI_API_KEY_FILE names cannot be read (EISDIR)',
  ],
  [
    'the key where a path belongs',
    () => ({ CAPTCHAAI_API_KEY_FILE: key }),
    'E_NO_KEY',
    'no CaptchaAI key: the file that CAPTCHAAI_API_KEY_FILE names cannot be read (ENOENT)',
  ],
  [
    'an empty file',
    () => ({ CAPTCHAAI_API_KEY_FILE: file('\n') }),
    'E_NO_KEY',
    'no CaptchaAI key: the file of CAPTCHAAI_API_KEY_FILE is empty',
  ],
  [
    'an endless file',
    () => ({ CAPTCHAAI_API_KEY_FILE: '/dev/zero' }),
    'E_BAD_KEY',
    'the file that CAPTCHAAI_API_KEY_FILE names is too long to hold one key',
  ],
  [
    'a whole .env file',
    () => ({ CAPTCHAAI_API_KEY_FILE: file(`CAPTCHAAI_API_KEY=${key}\nB=1\n`) }),
    'E_BAD_KEY',
    'the file of CAPTCHAAI_API_KEY_FILE does not hold a CaptchaAI key: it has more than one line',
  ],
  [
    'a bad backup',
    () => ({ CAPTCHAAI_API_KEY: key, CAPTCHAAI_API_KEY_BACKUP: `${backup}!` }),
    'E_BAD_KEY',
    'CAPTCHAAI_API_KEY_BACKUP does not hold a CaptchaAI key: it has 33 characters, and a key has 32',
  ],
  [
    'one key twice',
    () => ({ CAPTCHAAI_API_KEY: key, CAPTCHAAI_API_KEY_BACKUP_FILE: file(key) }),
    'E_BAD_KEY',
    'the file of CAPTCHAAI_API_KEY_BACKUP_FILE holds the same key as the primary',
  ],
  [
    'plain http',
    () => ({ CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: `http://${key}.example` }),
    'E_BAD_URL',
    'CAPTCHAAI_URL cannot be used: a key sent over plain http can be read on the way; use https',
  ],
  [
    'a key in the address',
    () => ({ CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: `https://ocr.captchaai.com/in.php?key=${key}` }),
    'E_BAD_URL',
    'CAPTCHAAI_URL cannot be used: the address must not have a part after ? or #',
  ],
])('refused: %s', (_, env, code, reason) => {
  const thrown = thrownBy(() => fromEnvironment({ env: env() }));
  expect(thrown).toMatchObject({ name: 'CaptchaAIError', code, reason });
  const shown = inspect(thrown, { showHidden: true, depth: 9 });
  expect([key, backup].filter((value) => shown.includes(value))).toEqual([]);
});

test('a key given where the name of a variable belongs is not repeated', () => {
  for (const option of ['primary', 'backup', 'url']) {
    const thrown = thrownBy(() => fromEnvironment({ env: { CAPTCHAAI_API_KEY: key }, [option]: key }));
    expect(thrown).toMatchObject({ code: 'E_BAD_OPTION' });
    expect(inspect(thrown, { showHidden: true })).not.toContain(key);
  }
});

test('without a process, as in a browser, the error says so', () => {
  vi.stubGlobal('process', undefined);
  try {
    expect(thrownBy(() => fromEnvironment())).toMatchObject({
      code: 'E_NO_KEY',
      reason: 'no CaptchaAI key: there are no environment variables here',
    });
    expect(thrownBy(() => fromEnvironment({ env: { CAPTCHAAI_API_KEY_FILE: '/x' } }))).toMatchObject({
      code: 'E_NO_KEY',
      reason: 'no CaptchaAI key: CAPTCHAAI_API_KEY_FILE names a file, and files cannot be read here',
    });
    expect(fromEnvironment({ env: { CAPTCHAAI_API_KEY: key } }).primary.reveal()).toBe(key);
  } finally {
    vi.unstubAllGlobals();
  }
});

test('a configuration shows no key', () => {
  const configuration = new Configuration({ key, backup, url: 'https://gateway.example/in.php' });
  const shown = [String(configuration), inspect(configuration, { showHidden: true }), JSON.stringify(configuration)];
  expect(shown[0]).toBe(`CaptchaAI at gateway.example (primary ****${key.slice(-4)}, backup ****${backup.slice(-4)})`);
  expect([key, backup].filter((value) => shown.join().includes(value))).toEqual([]);
});
