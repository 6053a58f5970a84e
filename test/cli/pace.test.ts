import { expect, test } from 'vitest';
import { Pace } from '../../src/cli/pace.ts';

/** Seconds left as they are foretold at `time`, and as they will be, of work in phases of so many things in so many seconds. */
function foretold(phases: readonly (readonly [count: number, seconds: number])[], time: number) {
  const total = phases.reduce((sum, [count]) => sum + count, 0);
  const end = phases.reduce((sum, [, seconds]) => sum + seconds, 0);
  const doneAt = (at: number) => {
    let [done, left] = [0, at];
    for (const [count, seconds] of phases) {
      done += count * Math.min(1, left / seconds);
      left = Math.max(0, left - seconds);
    }
    return done;
  };
  const pace = new Pace(0);
  let at = 0.5;
  for (; at <= time; at += 0.1) pace.add(doneAt(at), at);
  return { left: (total - doneAt(at - 0.1)) / pace.rate, true: end - at + 0.1 };
}

test.each([
  ['the first are fast', [[50_000, 1] as const, [50_000, 30] as const], 12],
  ['the first are slow', [[1000, 10] as const, [99_000, 10] as const], 13],
  ['all are alike', [[100_000, 20] as const], 1],
  ['the last are slow', [[90_000, 10] as const, [10_000, 20] as const], 18],
])('%s: the time left is soon right', (_name, phases, settled) => {
  for (let time = settled; time < phases.reduce((sum, [, seconds]) => sum + seconds, 0) - 1; time++) {
    const { left, true: right } = foretold(phases, time);
    expect(left / right).toBeGreaterThan(0.6);
    expect(left / right).toBeLessThan(1.6);
  }
});

test('one object that takes half a minute is forgotten in a few seconds', () => {
  const pace = new Pace(0);
  for (let time = 1; time <= 10; time++) pace.add(time * 1000, time);
  pace.add(10_001, 40);
  expect(pace.rate).toBeLessThan(100);
  for (let second = 1; second <= 20; second++) pace.add(10_001 + second * 1000, 40 + second);
  expect(pace.rate).toBeGreaterThan(800);
});

test('nothing done yet, and a count that starts again', () => {
  const pace = new Pace(5);
  expect(pace.rate).toBe(0);
  pace.add(0, 6);
  expect(pace.rate).toBe(0);
  pace.add(100_000, 7);
  pace.add(10, 8);
  expect(pace.rate).toBe(10);
});
