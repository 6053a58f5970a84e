import { getEventListeners } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CaptchaAI } from '../../src/runtime/captchaai.ts';
import { pause, startDeadline, untilAborted } from '../../src/runtime/deadline.ts';
import { alnumKey } from '../helpers/keys.ts';
import { captchaai, failing, ok, saying } from './service.ts';
import { rejectionOf } from './thrown.ts';

const never = () => new Promise<never>(() => {});

test('a deadline fires with its own reason, or with that of its parent if it comes first', async () => {
  const own = startDeadline(5, () => 'late');
  expect(await rejectionOf(untilAborted(own.signal, never))).toBe('late');

  const controller = new AbortController();
  const child = startDeadline(60_000, () => 'late', controller.signal);
  const waiting = rejectionOf(untilAborted(child.signal, never));
  controller.abort('enough');
  expect(await waiting).toBe('enough');
  child.end();

  const after = startDeadline(60_000, () => 'late', AbortSignal.abort('before'));
  expect(await rejectionOf(untilAborted(after.signal, never))).toBe('before');
  after.end();
});

test('what has ended fires no more', async () => {
  const controller = new AbortController();
  const deadline = startDeadline(1, () => 'late', controller.signal);
  deadline.end();
  await new Promise((resolve) => setTimeout(resolve, 20));
  controller.abort();
  expect(deadline.signal.aborted).toBe(false);
});

test('nothing is started, and no time passes, after the signal has fired', async () => {
  let started = false;
  const start = async () => {
    started = true;
  };
  expect(await rejectionOf(untilAborted(AbortSignal.abort('before'), start))).toBe('before');
  expect(await rejectionOf(pause(60_000, AbortSignal.abort('before')))).toBe('before');
  expect(started).toBe(false);
});

test('no listener is left at a signal that many things wait for', async () => {
  const { signal } = new AbortController();
  for (let round = 0; round < 20; round++) {
    await pause(0, signal);
    await rejectionOf(untilAborted(signal, () => Promise.reject(new Error('failed'))));
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('no timer and no listener is left behind, whatever comes out', async () => {
  const { url } = await captchaai({
    balance: [ok('1'), saying('<html>')],
    submit: [failing('ERROR_SERVER_ERROR'), ok('72'), failing('ERROR_PAGEURL')],
    result: [failing('CAPCHA_NOT_READY'), ok('text')],
  });
  const client = new CaptchaAI({ key: alnumKey('deadline'), url });
  const { signal } = new AbortController();
  const set = vi.spyOn(globalThis, 'setTimeout');
  const cleared = vi.spyOn(globalThis, 'clearTimeout');
  onTestFinished(() => {
    set.mockRestore();
    cleared.mockRestore();
  });
  await client.validate(signal);
  await client.validate(signal);
  for (const outcome of ['solved', 'failed']) {
    const options = { signal, waitMs: 1, pollMs: 1, retryMs: 1 };
    const token = await client.solve({ method: 'base64', body: 'QUJD' }, options).then(
      () => 'solved',
      () => 'failed',
    );
    expect(token).toBe(outcome);
  }
  // The time limits of single calls and of a whole solution; what fetch sets is its own.
  const limits = set.mock.results.filter((_, index) => [10_000, 180_000].includes(Number(set.mock.calls[index]?.[1])));
  const left = limits.filter(({ value }) => !cleared.mock.calls.some(([timer]) => timer === value));
  expect([limits.length, left, getEventListeners(signal, 'abort')]).toEqual([9, [], []]);
});
