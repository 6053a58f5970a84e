import { expect, test } from 'vitest';
import { HexhoundError } from '../../../src/model/errors.ts';
import { VERIFIERS } from '../../../src/rules/verifiers/services.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { type Given, verify } from './run.ts';
import { saying, serve } from './server.ts';

async function usageError(args: readonly string[], given: Given = {}): Promise<string> {
  const { thrown, out } = await verify(args, given);
  expect(out).toBe('');
  expect(thrown).toBeInstanceOf(HexhoundError);
  const { code, subject, message } = (thrown as HexhoundError).toScanError();
  expect([code, subject]).toEqual(['E_USAGE', 'verify']);
  return message;
}

const key = alnumKey('command');
const mask = `****${key.slice(-4)}`;

/** Where to get a key in place of one that the service calls wrong. */
const ANOTHER = 'Another key: https://captchaai.com';

test('a live key', async () => {
  const { url, host } = await serve(saying('{"status":1,"request":"12.50"}'));
  expect(await verify([], { env: { CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: url } })).toEqual({
    code: 0,
    out: [
      `CaptchaAI key ${mask} (CAPTCHAAI_API_KEY): active`,
      '  balance  12.5',
      '  reason   the service gave the balance',
      `  asked    ${host}`,
      '',
    ].join('\n'),
    err: `asking ${host} about one CaptchaAI key\n`,
    thrown: undefined,
  });
});

test('a live key, as JSON', async () => {
  const { url, host } = await serve(saying('{"status":1,"request":"12.50"}'));
  const { code, out } = await verify(['--format', 'json'], { env: { CAPTCHAAI_KEY: key, CAPTCHAAI_URL: url } });
  expect(code).toBe(0);
  expect(out.endsWith('}\n')).toBe(true);
  expect(JSON.parse(out)).toEqual({
    service: 'captchaai',
    status: 'active',
    key: mask,
    source: 'CAPTCHAAI_KEY',
    balance: 12.5,
    reason: 'the service gave the balance',
    host,
    advice: [],
  });
});

test.each([
  [
    0,
    'ERROR_IP_NOT_ALLOWED',
    'restricted',
    [
      'Ask from an allowed address, or look at the list of allowed addresses in the account.',
      'Hosted CI runners and cloud functions have other addresses at every run: send their calls through a fixed one, or empty the list.',
    ],
  ],
  [
    0,
    'ERROR_ZERO_BALANCE',
    'active',
    ['Wait until threads are free or extend the plan; a key that has leaked must be replaced all the same.'],
  ],
  [
    1,
    'ERROR_WRONG_USER_KEY',
    'inactive',
    ['Copy the key from the account once more, whole and without quotation marks.', ANOTHER],
  ],
  [
    1,
    'ERROR_KEY_DOES_NOT_EXIST',
    'inactive',
    [
      'Compare the key with the one in the dashboard, and see there whether the account has a plan with threads. Treat a leaked key as alive until it has been replaced.',
      'If the key was replaced, hexhound rotate --new puts the new one into .env.',
      ANOTHER,
    ],
  ],
  [
    2,
    'IP_BANNED',
    'unknown',
    [
      'The ban, for too many wrong keys, ends by itself after 5 minutes.',
      'Stop what goes on asking with a wrong key from this address, or the ban starts again.',
      'This says nothing about the key: do not replace it because of this answer.',
    ],
  ],
  [
    2,
    '<html>',
    'unknown',
    [
      'A proxy, a login page of the network or a page about maintenance answers in place of the service.',
      'This says nothing about the key: do not replace it because of this answer.',
    ],
  ],
])('exit code %i for %s', async (code, body, status, advice) => {
  const { url, host } = await serve(saying(body));
  const env = { CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: url };
  const json = await verify(['--format=json'], { env });
  const { reason, balance, ...rest } = JSON.parse(json.out);
  expect([json.code, rest]).toEqual([
    code,
    { service: 'captchaai', status, key: mask, source: 'CAPTCHAAI_API_KEY', host, advice },
  ]);
  const terminal = await verify([], { env });
  expect([terminal.code, terminal.out]).toEqual([
    code,
    [
      `CaptchaAI key ${mask} (CAPTCHAAI_API_KEY): ${status}`,
      ...(balance === undefined ? [] : [`  balance  ${balance}`]),
      `  reason   ${reason}`,
      `  asked    ${host}`,
      ...advice.map((line: string) => `  advice   ${line}`),
      '',
    ].join('\n'),
  ]);
});

test('where the key is taken from', async () => {
  const { url, received } = await serve(saying('1'));
  const [backup, other, piped] = [hexKey('backup'), hexKey('other'), hexKey('piped')];
  const CAPTCHAAI_URL = url;
  const asked = async (args: readonly string[], given: Given) => {
    const { code, out, thrown } = await verify([...args, '--format', 'json'], given);
    expect([code, thrown]).toEqual([0, undefined]);
    return [JSON.parse(out).source, new URLSearchParams(received.at(-1)?.body).get('key')];
  };
  const all = { CAPTCHAAI_API_KEY: key, CAPTCHAAI_API_KEY_BACKUP: backup, CAPTCHAAI_KEY: other, CAPTCHAAI_URL };
  expect(await asked([], { env: all })).toEqual(['CAPTCHAAI_API_KEY', key]);
  expect(await asked([], { env: { ...all, CAPTCHAAI_API_KEY: ' ' } })).toEqual(['CAPTCHAAI_API_KEY_BACKUP', backup]);
  expect(await asked([], { env: { CAPTCHAAI_KEY: other, CAPTCHAAI_URL } })).toEqual(['CAPTCHAAI_KEY', other]);
  expect(await asked(['--env', 'MINE'], { env: { ...all, MINE: other } })).toEqual(['MINE', other]);
  expect(await asked([], { env: all, stdin: piped })).toEqual(['CAPTCHAAI_API_KEY', key]);
  expect(await asked(['-'], { env: all, stdin: `${piped}\n` })).toEqual(['standard input', piped]);
  expect(await asked(['--stdin'], { env: all, stdin: `  ${piped}\r\n` })).toEqual(['standard input', piped]);
  expect(await asked([], { env: { CAPTCHAAI_URL }, stdin: piped })).toEqual(['standard input', piped]);
});

test('another service has its own variables', async () => {
  const message = await usageError(['--service', 'anticaptcha'], { env: { CAPTCHAAI_API_KEY: key } });
  expect(message).toContain('no key in ANTICAPTCHA_API_KEY, ANTICAPTCHA_KEY, ANTI_CAPTCHA_API_KEY');
  const { code, out, err } = await verify(['--service', '2captcha', '--format', 'json'], {
    env: { TWOCAPTCHA_API_KEY: key.slice(2) },
  });
  expect([code, err, JSON.parse(out)]).toEqual([
    1,
    '',
    {
      service: '2captcha',
      status: 'inactive',
      key: `****${key.slice(-4)}`,
      source: 'TWOCAPTCHA_API_KEY',
      reason:
        'ERROR_WRONG_USER_KEY: a 2Captcha key is 32 letters and digits; this value is not (30 characters), so it was not sent',
      advice: ['Copy the key once more, whole, without quotation marks and spaces.'],
    },
  ]);
});

test('no key', async () => {
  const none =
    'no key in CAPTCHAAI_API_KEY, CAPTCHAAI_API_KEY_BACKUP, CAPTCHAAI_KEY or a variable of another service (empty or not ' +
    'set), none in .env and none on standard input. Export the variable, name another one with --env or a file with ' +
    '--dotenv, or pipe the key in';
  expect(await usageError([])).toBe(none);
  expect(await usageError([], { env: { CAPTCHAAI_API_KEY: '' }, stdin: '\n' })).toBe(none);
  expect(await usageError(['-'], { stdin: '' })).toBe('no key: standard input is empty');
  expect(await usageError(['--env', 'MINE'], { env: { CAPTCHAAI_API_KEY: key } })).toBe(
    'no key: the variable that --env names is empty or not set',
  );
});

test('wrong use', async () => {
  const env = { CAPTCHAAI_API_KEY: key };
  const noArguments = 'takes no arguments but -; a key is read from a variable or from standard input';
  expect(await usageError([key.slice(0, 31)], { env })).toBe(noArguments);
  expect(await usageError(['-', 'x'], { env })).toBe(noArguments);
  expect(await usageError(['--service', 'none'], { env })).toBe(
    `--service must be one of ${VERIFIERS.map(({ service }) => service).join(', ')}`,
  );
  expect(await usageError(['--format', 'xml'], { env })).toBe('--format must be terminal or json');
  for (const seconds of ['0', '-1', 'x', '', '601', 'Infinity', 'NaN']) {
    expect(await usageError([`--timeout=${seconds}`], { env })).toBe('--timeout must be a number of seconds up to 600');
  }
  expect(await usageError(['-', '--env', 'MINE'], { env })).toBe('--env and standard input cannot both give the key');
  expect(await usageError(['-'], { stdin: `${key}\n${key}\n` })).toBe(
    'standard input has more than one line; it must be one key',
  );
  expect(await usageError(['-'], { stdin: 'x'.repeat(5000) })).toBe('standard input is too long to be one key');
  const { thrown } = await verify([], { env: { ...env, CAPTCHAAI_URL: 'http://captcha.example' } });
  expect((thrown as HexhoundError).toScanError()).toEqual({
    code: 'E_CONFIG',
    subject: 'CAPTCHAAI_URL',
    message: 'a key sent over plain http can be read on the way; use https',
  });
});

test('--timeout is for the whole call', async () => {
  const { url } = await serve((response) => response.writeHead(200).write('1'));
  const { code, out } = await verify(['--timeout', '0.2', '--format', 'json'], {
    env: { CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: url },
  });
  expect([code, JSON.parse(out).reason]).toEqual([2, 'timed out: no answer within 0.2 s']);
});

test('advice about what is around the call', async () => {
  const { url, host } = await serve(saying('ERROR_WRONG_USER_KEY'));
  const advice = async (env: Readonly<Record<string, string>>) =>
    JSON.parse((await verify(['--format', 'json'], { env })).out).advice;
  const CAPTCHAAI_API_KEY = ` ${key}\n`;
  expect(await advice({ CAPTCHAAI_API_KEY, CAPTCHAAI_API_KEY_BACKUP: hexKey('backup'), CAPTCHAAI_URL: url })).toEqual([
    'There is white space around the key in the variable; other programs may send it along.',
    'Copy the key from the account once more, whole and without quotation marks.',
    ANOTHER,
    'CAPTCHAAI_API_KEY_BACKUP is set too: --env CAPTCHAAI_API_KEY_BACKUP asks about that one.',
  ]);
  const wrong = 'Copy the key from the account once more, whole and without quotation marks.';
  expect(await advice({ CAPTCHAAI_API_KEY: key, CAPTCHAAI_KEY: key, CAPTCHAAI_URL: url })).toEqual([wrong, ANOTHER]);
  const tls = { CAPTCHAAI_API_KEY: key, CAPTCHAAI_URL: `https://${host}`, HTTPS_PROXY: 'http://proxy.example' };
  const certificate = 'If a proxy of your network inspects TLS, name its certificate in NODE_EXTRA_CA_CERTS.';
  const nothingSaid = 'This says nothing about the key: do not replace it because of this answer.';
  expect(await advice(tls)).toEqual([
    certificate,
    'HTTPS_PROXY names a proxy: look at it too, or name the host in NO_PROXY.',
    nothingSaid,
  ]);
  expect(await advice({ ...tls, HTTPS_PROXY: '' })).toEqual([certificate, nothingSaid]);
});
