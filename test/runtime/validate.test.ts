import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CaptchaAI } from '../../src/runtime/captchaai.ts';
import type { Validation } from '../../src/runtime/validate.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { type Answer, captchaai, failing, fieldOf, ok, type Script, saying } from './service.ts';
import { rejectionOf } from './thrown.ts';

const key = alnumKey('validate');

async function validate(script: Script, timeoutMs?: number): Promise<Validation> {
  const { url } = await captchaai(script);
  return new CaptchaAI({ key, url }, { timeoutMs }).validate();
}

test('the key goes into the body of a POST and nowhere else', async () => {
  const { url, received } = await captchaai({ balance: ok('12.5') });
  expect(await new CaptchaAI({ key, url: `${url}/in.php` }).validate()).toEqual({
    status: 'active',
    key: 'primary',
    reason: 'the service gave the balance',
    balance: 12.5,
  });
  expect(received).toMatchObject([
    {
      method: 'POST',
      path: '/res.php',
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      body: `key=${key}&action=getbalance&json=1`,
    },
  ]);
});

test.each<[string, Answer, number]>([
  ['a number', ok(0.25), 0.25],
  ['a number in a string', ok(' 3 '), 3],
  ['a status in a string', saying('{"status":"1","request":"3"}'), 3],
  ['a debt', ok('-1.5'), -1.5],
  ['text', saying('0.5'), 0.5],
  ['text with OK', saying('OK|0.5\n'), 0.5],
  ['no balance or no free threads', failing('ERROR_ZERO_BALANCE'), 0],
  ['the same as text', saying('ERROR_ZERO_BALANCE'), 0],
  ['compressed', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('7')), 7],
])('active: %s', async (_, balance, expected) => {
  expect(await validate({ balance })).toMatchObject({ status: 'active', balance: expected });
});

test('restricted: not from this address', async () => {
  expect(await validate({ balance: failing('ERROR_IP_NOT_ALLOWED') })).toMatchObject({
    status: 'restricted',
    reason: 'ERROR_IP_NOT_ALLOWED: the key is alive, but not allowed from this address',
  });
});

const NO_KEY = failing('ERROR_KEY_DOES_NOT_EXIST');

test('inactive only when the threads do not say otherwise, and never for certain', async () => {
  const { url, received } = await captchaai({ balance: NO_KEY, threads: NO_KEY });
  expect(await new CaptchaAI({ key, url }).validate()).toMatchObject({
    status: 'inactive',
    reason:
      'ERROR_KEY_DOES_NOT_EXIST: incorrect or expired (the service answers the same for an account without threads)',
    advice: expect.stringContaining('Treat a leaked key as alive'),
  });
  expect(received.map((one) => fieldOf(one, 'action'))).toEqual(['getbalance', 'threadsinfo']);
});

test.each<[string, Answer, object]>([
  ['threads', saying('{"status":1,"threads":5,"working_threads":2}'), { threads: 5, workingThreads: 2 }],
  ['none', saying('{"status":1,"threads":"0","working_threads":"0"}'), { threads: 0, workingThreads: 0 }],
])('a key that is said not to exist is active when its account tells of %s', async (_, threads, expected) => {
  const validation = await validate({ balance: NO_KEY, threads });
  expect(validation).toMatchObject({ status: 'active', ...expected });
  expect(validation).not.toHaveProperty('balance');
});

test.each<[string, Answer]>([
  ['a page', saying('<html>')],
  ['5xx', saying('{"status":1,"threads":5,"working_threads":2}', 502)],
  ['no threads', saying('{"status":1,"request":"x"}')],
  ['text for threads', saying('{"status":1,"threads":"many","working_threads":null}')],
  ['another code', failing('IP_BANNED')],
])('threads that settle nothing: %s', async (_, threads) => {
  expect(await validate({ balance: NO_KEY, threads })).toMatchObject({ status: 'inactive' });
});

const REDIRECT = 'HTTP 302: sent on to another host; a key is never sent after a redirect';
const endless: Answer = (response) => {
  const write = () => {
    while (response.writable && response.write(Buffer.alloc(4096, 0x20)));
  };
  response.on('drain', write);
  write();
};
const drip: Answer = (response) => {
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

test.each<[string, Answer, string]>([
  ['an empty answer', saying(''), 'HTTP 200: an empty answer'],
  ['a page', saying('<!doctype html><title>502</title>'), 'HTTP 200: a web page instead of an answer'],
  ['wrong JSON', saying('{"status":1,'), 'HTTP 200: an answer that is not in the documented form'],
  ['a success without a balance', ok('many'), 'a success without a balance'],
  ['no number', ok(null), 'a success without a balance'],
  ['too much', ok('1e999'), 'a success without a balance'],
  ['a code that nobody knows', failing('ERROR_NEW'), 'ERROR_NEW, which is not documented'],
  ['a code that may be anything', failing(key), 'a failure with a code that is not documented'],
  ['a ban', failing('IP_BANNED'), 'IP_BANNED: the service has banned this address for a while and says nothing about'],
  ['too fast', failing('MAX_USER_TURN'), 'MAX_USER_TURN: the service is busy or limits its rate and says nothing'],
  ['too busy', failing('ERROR_NO_SLOT_AVAILABLE'), 'ERROR_NO_SLOT_AVAILABLE: the service is busy'],
  ['a broken service', failing('ERROR_SERVER_ERROR'), 'ERROR_SERVER_ERROR: the service is busy'],
  ['5xx', saying('{"status":0,"request":"ERROR_KEY_DOES_NOT_EXIST"}', 500), 'HTTP 500: the service is out of order'],
  ['a gate', saying('<html>', 403), 'HTTP 403: a web page instead of an answer'],
  ['no script', saying('not found', 404), 'HTTP 404: an answer that is not in the documented form'],
  ['a redirect', saying('', 302, { location: 'https://other.example/' }), REDIRECT],
  ['one that leads nowhere', saying('', 302), 'HTTP 302: sent on elsewhere; a key is never sent after a redirect'],
  ['a huge answer', saying(' '.repeat(65_537)), 'HTTP 200: an answer of more than 64 KiB'],
  ['an endless answer', endless, 'HTTP 200: an answer of more than 64 KiB'],
  ['a hanging connection', () => {}, 'timed out: no answer within 0.3 s'],
  ['a slow drip', drip, 'timed out: no answer within 0.3 s'],
  ['half an answer', (response) => response.writeHead(200).write('{"status":1'), 'timed out: no answer within 0.3 s'],
  ['a reset', (response) => response.socket?.resetAndDestroy(), 'the connection broke off (ECONNRESET)'],
  [
    'a cut',
    (response) => {
      response.writeHead(200, { 'content-length': 99 }).write('{"status":1', () => response.socket?.destroy());
    },
    'the connection broke off (UND_ERR_SOCKET)',
  ],
])('unknown, never inactive: %s', async (_, balance, reason) => {
  const slow = reason.startsWith('timed out');
  const validation = await validate({ balance }, slow ? 300 : undefined);
  expect(validation).toMatchObject({ status: 'unknown', key: 'primary' });
  expect(validation.reason.slice(0, reason.length)).toBe(reason);
});

test.each([
  ['http://127.0.0.1:9', 'the call failed'],
  ['https://no-such-host.invalid', 'the name of the host cannot be resolved'],
])('unknown: nobody at %s', async (url, reason) => {
  const { status, reason: said } = await new CaptchaAI({ key, url }).validate();
  expect([status, said.slice(0, reason.length)]).toEqual(['unknown', reason]);
});

test('unknown: no TLS there', async () => {
  const { url } = await captchaai({ balance: ok('1') });
  expect(await new CaptchaAI({ key, url: url.replace('http:', 'https:') }).validate()).toMatchObject({
    status: 'unknown',
    reason: expect.stringMatching(/^no trusted TLS connection \(ERR_SSL_/),
  });
});

test('the time limit holds for a fetch that takes no notice of it', async () => {
  const client = new CaptchaAI({ key }, { timeoutMs: 50, fetch: () => new Promise(() => {}) });
  expect(await client.validate()).toMatchObject({ status: 'unknown', reason: expect.stringContaining('timed out') });
});

test('one call is waited for 10 seconds unless told otherwise, as the page of documents says', async () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const validation = new CaptchaAI({ key, fetch: () => new Promise(() => {}) }).validate();
  await vi.advanceTimersByTimeAsync(9999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect((await validation).reason).toBe('timed out: no answer within 10 s');
  const limits = [...readFileSync('docs/application.md', 'utf8').matchAll(/--max-time (\d+)/g)];
  expect(limits.map(([, seconds]) => seconds)).toEqual(['10', '10']);
});

test('a fetch of the caller gets the key in the body alone, and may not follow redirects', async () => {
  const calls: unknown[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    calls.push([url, init.redirect, String(init.body).includes(key), JSON.stringify(init).includes(key)]);
    return Object.defineProperty(new Response('1'), 'redirected', { value: true });
  };
  expect(await new CaptchaAI({ key, fetch }).validate()).toMatchObject({
    status: 'unknown',
    reason: 'a redirect: sent on elsewhere; a key is never sent after a redirect',
  });
  expect(calls).toEqual([['https://ocr.captchaai.com/res.php', 'manual', true, false]]);
});

test('a redirect that a browser does not show is one', async () => {
  const opaque = Object.defineProperties(new Response(null), {
    type: { value: 'opaqueredirect' },
    status: { value: 0 },
  });
  expect(await new CaptchaAI({ key, fetch: async () => opaque }).validate()).toMatchObject({
    status: 'unknown',
    reason: 'a redirect: sent on elsewhere; a key is never sent after a redirect',
  });
});

test('a browser does not tell why a call failed', async () => {
  vi.stubGlobal('window', {});
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await new CaptchaAI({ key, fetch }).validate()).toMatchObject({
    status: 'unknown',
    reason: 'the call failed, and a browser does not tell why',
    advice: expect.stringContaining('CORS'),
  });
});

test('what a fetch throws is not repeated', async () => {
  const fetch = () => Promise.reject(new Error(`cannot POST key=${key}`, { cause: { code: key } }));
  expect(await new CaptchaAI({ key, fetch }).validate()).toMatchObject({
    status: 'unknown',
    reason: 'the call failed',
  });
});

test('the caller can end it, before and within', async () => {
  const { url, received } = await captchaai({ balance: () => {} });
  const client = new CaptchaAI({ key, url });
  const reason = new Error('enough');
  expect(await rejectionOf(client.validate(AbortSignal.abort(reason)))).toBe(reason);
  expect(received).toEqual([]);
  const controller = new AbortController();
  const validating = rejectionOf(client.validate(controller.signal));
  while (received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort(reason);
  expect(await validating).toBe(reason);
});

test('balance gives the number or an error that says why there is none', async () => {
  const balance = async (script: Script) =>
    new CaptchaAI({ key, url: (await captchaai(script)).url }, { timeoutMs: 300 }).balance();
  expect(await balance({ balance: ok('1.5') })).toBe(1.5);
  expect(await balance({ balance: failing('ERROR_ZERO_BALANCE') })).toBe(0);
  const without = saying('{"status":1,"threads":0,"working_threads":0}');
  const some = saying('{"status":1,"threads":5,"working_threads":2}');
  for (const [script, expected] of [
    [
      { balance: NO_KEY, threads: NO_KEY },
      { code: 'E_REJECTED', serviceCode: 'ERROR_KEY_DOES_NOT_EXIST' },
    ],
    [{ balance: NO_KEY, threads: without }, { code: 'E_NO_THREADS' }],
    [
      { balance: NO_KEY, threads: some },
      { code: 'E_UNKNOWN', retryable: false },
    ],
    [{ balance: failing('ERROR_IP_NOT_ALLOWED') }, { code: 'E_RESTRICTED' }],
    [{ balance: failing('IP_BANNED') }, { code: 'E_BANNED', retryable: false, retryAfterMs: 300_000 }],
    [{ balance: failing('MAX_USER_TURN') }, { code: 'E_UNKNOWN', retryable: true, retryAfterMs: 10_000 }],
    [{ balance: saying('') }, { code: 'E_UNKNOWN', retryable: true }],
    [{ balance: () => {} }, { code: 'E_TIMEOUT', retryable: true }],
  ] as const) {
    expect(await rejectionOf(balance(script))).toMatchObject({ name: 'CaptchaAIError', ...expected });
  }
});

test('options that cannot be used are refused at once', () => {
  for (const options of [{ timeoutMs: 0 }, { timeoutMs: 2 ** 31 }, { timeoutMs: Number.NaN }, { restMs: -1 }]) {
    expect(() => new CaptchaAI({ key: hexKey('options') }, options)).toThrow(/must be a number of milliseconds/);
  }
  expect(() => new CaptchaAI(undefined as never)).toThrow('no CaptchaAI key: neither a configuration nor { key }');
});
