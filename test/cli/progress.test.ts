import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';

/** A terminal that keeps what was written to it, and a clock that is set by hand. */
function fake(isTTY = true, columns = 80) {
  const written: string[] = [];
  const stream = Object.assign(
    new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        written.push(chunk);
        done();
      },
    }),
    { isTTY, columns },
  );
  const clock = { time: 1000 };
  return { stream, written, clock, now: () => clock.time };
}

test('done, share, rate, time left, findings', () => {
  const { stream, written, clock, now } = fake();
  const progress = createProgress(stream, true, now);
  clock.time += 2000;
  progress.update({ done: 12_345, total: 57_302, unit: 'objects' });
  clock.time += 1000;
  progress.update({ done: 57_302, total: 57_302, unit: 'objects', findings: 3 });
  progress.end();
  expect(written).toEqual([
    '\r\x1b[K12,345 of 57,302 objects, 21 %, 6,173/s, 7 s left',
    '\r\x1b[K57,302 of 57,302 objects, 100 %, 23,698/s, 3 found',
    '\r\x1b[K',
  ]);
});

test('the time left is that at the pace of now', () => {
  const { stream, written, clock, now } = fake(true, 200);
  const progress = createProgress(stream, true, now);
  // 50,000 in the first second, then 1,000 a second.
  clock.time += 1000;
  progress.update({ done: 50_000, total: 100_000, unit: 'objects' });
  for (let second = 1; second <= 15; second++) {
    clock.time += 1000;
    progress.update({ done: 50_000 + second * 1000, total: 100_000, unit: 'objects' });
  }
  expect(written.at(-1)).toBe('\r\x1b[K65,000 of 100,000 objects, 65 %, 1,011/s, 35 s left');
});

test('without a total', () => {
  const { stream, written, clock, now } = fake();
  const progress = createProgress(stream, true, now);
  clock.time += 1000;
  progress.update({ done: 10, unit: 'files' });
  expect(written).toEqual(['\r\x1b[K10 files, 10/s']);
});

test('ten times a second at most, and not at all for short work', () => {
  const { stream, written, clock, now } = fake();
  const progress = createProgress(stream, true, now);
  for (let done = 0; done < 499; done++, clock.time++) progress.update({ done, unit: 'files' });
  progress.end();
  expect(written).toEqual([]);
  progress.update({ done: 1, unit: 'files' });

  const long = createProgress(stream, true, now);
  for (let done = 0; done < 1500; done++, clock.time++) long.update({ done, unit: 'files' });
  expect(written).toHaveLength(10);
  long.end();
  long.end();
  clock.time += 1000;
  long.update({ done: 1, unit: 'files' });
  expect(written).toHaveLength(11);
});

test('never a full line, never an escape of somebody else', () => {
  const { stream, written, clock, now } = fake(true, 20);
  const progress = createProgress(stream, true, now);
  clock.time += 1000;
  progress.update({ done: 1, unit: '\x1b[31mobjects of a long name' });
  expect(written).toEqual(['\r\x1b[K1 \\x1b[31mobjects …']);
});

test('nothing where nobody looks', () => {
  for (const [isTTY, enabled] of [
    [false, true],
    [true, false],
  ] as const) {
    const { stream, written, clock, now } = fake(isTTY);
    const progress = createProgress(stream, enabled, now);
    clock.time += 5000;
    progress.update({ done: 1, unit: 'files' });
    progress.end();
    expect(written).toEqual([]);
  }
});

test('a terminal that does not know its width', () => {
  const { stream, written, clock, now } = fake(true, 0);
  const progress = createProgress(stream, true, now);
  clock.time += 2000;
  progress.update({ done: 5, total: 10, unit: 'objects' });
  expect(written).toEqual(['\r\x1b[K5 of 10 objects, 50 %, 3/s, 2 s left']);
});
