import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ApiKey } from '../../src/runtime/api-key.ts';
import { CaptchaAI } from '../../src/runtime/captchaai.ts';
import { errorFromCode } from '../../src/runtime/codes.ts';
import { CaptchaAIError } from '../../src/runtime/error.ts';
import { KeyRing } from '../../src/runtime/key-ring.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { byKey, captchaai, failing, ok, saying } from './service.ts';
import { rejectionOf, thrownBy } from './thrown.ts';

const key = alnumKey('key-ring');
const backup = hexKey('key-ring');

/** A ring, and everything that it tells. */
function ringOf(options: { readonly backup?: string; readonly url?: string; readonly restMs?: number } = { backup }) {
  const ring = new KeyRing({ key, backup: options.backup, url: options.url }, { restMs: options.restMs });
  const events: unknown[] = [];
  for (const name of ['rejected', 'rotated', 'exhausted'] as const) {
    ring.on(name, (event) => events.push([name, event]));
  }
  return { ring, events };
}

/** Takes only these keys, after a while. */
function taking(...accepted: readonly string[]): (given: ApiKey) => Promise<string> {
  return async (given) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (!accepted.includes(given.reveal())) throw errorFromCode('ERROR_KEY_DOES_NOT_EXIST');
    return given.name;
  };
}

const REASON = errorFromCode('ERROR_KEY_DOES_NOT_EXIST').reason;
const REJECTED = ['rejected', { key: 'primary', reason: REASON }];
const ROTATED = ['rotated', { from: 'primary', to: 'backup', reason: REASON }];

test('the primary is used as long as it is taken', async () => {
  const { ring, events } = ringOf();
  expect(await ring.use(taking(key))).toBe('primary');
  expect([ring.current.name, events]).toEqual(['primary', []]);
});

test('a rejection rotates to the backup, runs again, and stays there', async () => {
  const { ring, events } = ringOf();
  const run = vi.fn(taking(backup));
  expect(await ring.use(run)).toBe('backup');
  expect(await ring.use(run)).toBe('backup');
  expect(run.mock.calls.map(([given]) => given.name)).toEqual(['primary', 'backup', 'backup']);
  expect(events).toEqual([REJECTED, ROTATED]);
});

test('ten rejections at once rotate once, and all ten succeed', async () => {
  const { ring, events } = ringOf();
  const run = vi.fn(taking(backup));
  const results = await Promise.all(Array.from({ length: 10 }, () => ring.use(run)));
  expect(results).toEqual(Array(10).fill('backup'));
  expect(run).toHaveBeenCalledTimes(20);
  expect(events).toEqual([REJECTED, ROTATED]);
});

test('a rejection that comes late does not rotate away from the backup', async () => {
  const { ring, events } = ringOf();
  let reject = () => {};
  const late = ring.use(async (given) => {
    if (given.name === 'backup') return 'backup';
    await new Promise<void>((resolve) => {
      reject = resolve;
    });
    throw errorFromCode('ERROR_WRONG_USER_KEY');
  });
  await ring.use(taking(backup));
  reject();
  expect(await late).toBe('backup');
  expect([ring.current.name, events]).toEqual(['backup', [REJECTED, ROTATED]]);
});

test('a rejection after a rotation by hand does not rotate again', async () => {
  const { ring, events } = ringOf();
  const using = ring.use(taking(backup));
  ring.rotate('by hand');
  expect(await using).toBe('backup');
  expect([ring.current.name, events]).toEqual([
    'backup',
    [['rotated', { from: 'primary', to: 'backup', reason: 'by hand' }], REJECTED],
  ]);
});

test.each([
  'ERROR_ZERO_BALANCE',
  'ERROR_IP_NOT_ALLOWED',
  'IP_BANNED',
  'MAX_USER_TURN',
  'ERROR_SERVER_ERROR',
  'ERROR_CAPTCHA_UNSOLVABLE',
  'ERROR_PAGEURL',
  'ERROR_NEW',
])('%s never rotates', async (code) => {
  const { ring, events } = ringOf();
  const error = errorFromCode(code);
  const run = vi.fn(() => Promise.reject(error));
  expect(await rejectionOf(ring.use(run))).toBe(error);
  expect([run.mock.calls.length, ring.current.name, events]).toEqual([1, 'primary', []]);
});

test('nor does anything else that is thrown', async () => {
  const { ring, events } = ringOf();
  for (const thrown of [new Error('ERROR_KEY_DOES_NOT_EXIST'), 'E_REJECTED', undefined, null]) {
    expect(await rejectionOf(ring.use(() => Promise.reject(thrown)))).toBe(thrown);
  }
  expect([ring.current.name, events]).toEqual(['primary', []]);
});

test('an error of the caller with the code rotates too, and no key in it gets into an event', async () => {
  const { ring, events } = ringOf();
  const run = async (given: ApiKey) => {
    if (given.name === 'backup') return 'done';
    throw Object.assign(new Error(`HTTP 401 for ${given.reveal().toUpperCase()}`), { code: 'E_REJECTED' });
  };
  expect(await ring.use(run)).toBe('done');
  const reason = `HTTP 401 for ****${key.slice(-4)}`;
  expect(events).toEqual([
    ['rejected', { key: 'primary', reason }],
    ['rotated', { from: 'primary', to: 'backup', reason }],
  ]);
});

test('without a backup a rejection is the end', async () => {
  const { ring, events } = ringOf({});
  const run = vi.fn(taking());
  expect(await rejectionOf(ring.use(run))).toMatchObject({ code: 'E_REJECTED', reason: REASON });
  expect(run).toHaveBeenCalledTimes(1);
  expect(events).toEqual([REJECTED, ['exhausted', { reason: REASON }]]);
});

test('when both are rejected nothing is asked for a while, and then both again', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { ring, events } = ringOf({ backup, restMs: 60_000 });
  const run = vi.fn(taking());
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => rejectionOf(ring.use(run))));
  expect(outcomes).toEqual(Array(5).fill(expect.objectContaining({ code: 'E_REJECTED' })));
  const both = [REJECTED, ROTATED, ['rejected', { key: 'backup', reason: REASON }], ['exhausted', { reason: REASON }]];
  expect(events).toEqual(both);

  const asked = run.mock.calls.length;
  vi.advanceTimersByTime(59_000);
  expect(await rejectionOf(ring.use(run))).toMatchObject({
    code: 'E_REJECTED',
    message: `every key has been rejected; the last reason: ${REASON}. No call is made for another 1 s; testKey() calls at once.`,
    retryAfterMs: 1000,
  });
  expect(run).toHaveBeenCalledTimes(asked);

  vi.advanceTimersByTime(1_000);
  expect(await ring.use(taking(key))).toBe('primary');
  expect(events.slice(both.length)).toEqual([
    ['rejected', { key: 'backup', reason: REASON }],
    ['rotated', { from: 'backup', to: 'primary', reason: REASON }],
  ]);
});

test('rotate changes by hand, both ways, and masks the reason', () => {
  const { ring, events } = ringOf();
  expect([ring.rotate(`leaked: ${key}`), ring.rotate()]).toEqual(['backup', 'primary']);
  expect(events).toEqual([
    ['rotated', { from: 'primary', to: 'backup', reason: `leaked: ****${key.slice(-4)}` }],
    ['rotated', { from: 'backup', to: 'primary', reason: 'requested by the application' }],
  ]);
  expect(thrownBy(() => ringOf({}).ring.rotate())).toMatchObject({ code: 'E_NO_KEY' });
});

test('rotate by hand works in the rest too', async () => {
  const { ring } = ringOf();
  await rejectionOf(ring.use(taking()));
  expect(ring.rotate('replaced in the account')).toBe('primary');
  expect(await ring.use(taking(key))).toBe('primary');
});

test('testKey asks about one key, does not rotate, and ends the rest when it finds one active', async () => {
  let isTaken = false;
  const { url } = await captchaai({
    balance: byKey({
      [key]: (response, received) => (isTaken ? ok('3') : saying('ERROR_KEY_DOES_NOT_EXIST'))(response, received),
      [backup]: failing('ERROR_IP_NOT_ALLOWED'),
    }),
  });
  const { ring, events } = ringOf({ backup, url });
  expect(await ring.testKey('primary')).toMatchObject({ status: 'inactive', key: 'primary' });
  expect(await ring.testKey('backup')).toMatchObject({ status: 'restricted', key: 'backup' });
  expect([ring.current.name, events]).toEqual(['primary', []]);

  await rejectionOf(ring.use(taking()));
  isTaken = true;
  expect(await ring.testKey('primary')).toMatchObject({ status: 'active', balance: 3 });
  expect(await ring.use(taking(key))).toBe('primary');
});

test('testKey of a key that is not there', async () => {
  const { ring } = ringOf({});
  expect(await rejectionOf(ring.testKey('backup'))).toMatchObject({
    code: 'E_NO_KEY',
    message: 'there is no backup key',
  });
  expect(await rejectionOf(ring.testKey(key as 'backup'))).toMatchObject({ message: 'there is no such key' });
});

test('balance rotates, validate does not', async () => {
  const { url } = await captchaai({ balance: byKey({ [backup]: ok('2') }) });
  const client = new CaptchaAI({ key, backup, url });
  expect(await client.validate()).toMatchObject({ status: 'inactive', key: 'primary' });
  expect(await client.balance()).toBe(2);
  expect(await client.validate()).toMatchObject({ status: 'active', key: 'backup', balance: 2 });
});

test('a listener can be taken away, and one that throws breaks nothing but is heard of', async () => {
  const { ring, events } = ringOf();
  const uncaught: unknown[] = [];
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', (error) => uncaught.push(error));
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
  });
  const off = ring.on('rotated', () => events.push('gone'));
  off();
  const mine = new Error('mine');
  ring.on('rotated', () => {
    throw mine;
  });
  expect(await ring.use(taking(backup))).toBe('backup');
  await new Promise((resolve) => setImmediate(resolve));
  expect([events, uncaught]).toEqual([[REJECTED, ROTATED], [mine]]);
});

test('a ring shows no key', () => {
  const { ring } = ringOf();
  const masks = [`****${key.slice(-4)}`, `****${backup.slice(-4)}`];
  expect(inspect(ring, { showHidden: true, depth: 9 })).toBe(
    `KeyRing (primary ${masks[0]}, backup ${masks[1]}; primary in use)`,
  );
  expect(JSON.parse(JSON.stringify(ring))).toEqual({
    current: 'primary',
    keys: { primary: masks[0], backup: masks[1] },
  });
  expect(new CaptchaAIError('E_UNKNOWN', 'x')).not.toHaveProperty('cause');
});
