import { expect, test } from 'vitest';
import { PIECE_BYTES } from '../../../src/model/fragment.ts';
import { isTooSlow, TimeLimit } from '../../../src/scan/detect/time-limit.ts';

/** Steps without an end. */
function forEver(limit: TimeLimit): never {
  for (;;) limit.step();
}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (thrown) {
    return thrown;
  }
}

test('work that takes too long is ended, and the next file has time of its own', () => {
  const limit = new TimeLimit(20);
  for (let file = 0; file < 2; file++) {
    expect(isTooSlow(thrownBy(() => limit.run(1, true, () => forEver(limit))))).toBe(true);
    expect(limit.run(1, true, () => 'done')).toBe('done');
  }
});

test('a later piece has what is left, and more for its size', () => {
  const limit = new TimeLimit(20);
  const some = () => {
    for (let left = 200; left > 0; left--) limit.step();
  };
  thrownBy(() => limit.run(1, true, () => forEver(limit)));
  expect(isTooSlow(thrownBy(() => limit.run(1, false, some)))).toBe(true);
  expect(thrownBy(() => limit.run(1e6 * PIECE_BYTES, false, some))).toBeUndefined();
  expect(limit.reason).toBe('takes longer than 0.02 s');
});

test('a scan that is stopped is stopped within a file, which is not called slow', () => {
  let left = 3;
  const limit = new TimeLimit(Number.POSITIVE_INFINITY, () => left-- > 0);
  const thrown = thrownBy(() => limit.run(1, true, () => forEver(limit)));
  expect(isTooSlow(thrown)).toBe(false);
});

test('other errors go on', () => {
  const limit = new TimeLimit(20);
  expect(() => isTooSlow(new RangeError('x'))).toThrow('x');
  expect(() => limit.run(1, true, () => JSON.parse('{'))).toThrow(SyntaxError);
});
