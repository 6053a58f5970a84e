import { expect, test } from 'vitest';
import { median, type Result, rate } from './compare.ts';

const result = (name: string, runs: [wall: number, cpu: number][], more: Partial<Result> = {}): Result => ({
  name,
  kind: 'peer',
  cores: 'all',
  runs: runs.map(([wall, cpu]) => ({ wall, cpu })),
  ...more,
});

test('the median is the one in the middle, or between the two there', () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 2])).toBe(2);
  expect(median([9, 1, 2, 4])).toBe(3);
  expect(median([])).toBeNaN();
});

test('ratios are to the fastest peer on as many processors, in each figure', () => {
  const ours = result(
    'ours',
    [
      [1, 2],
      [1, 3],
      [50, 1],
    ],
    { kind: 'ours' },
  );
  const rows = rate([ours, result('a', [[2, 8]]), result('b', [[4, 4]]), result('c', [[1, 1]], { cores: 'one' })]);
  expect(rows.map(({ name, median: { wall, cpu }, ratio }) => ({ name, wall, cpu, ratio }))).toEqual([
    { name: 'ours', wall: 1, cpu: 2, ratio: { wall: 0.5, cpu: 0.5 } },
    { name: 'a', wall: 2, cpu: 8, ratio: { wall: 1, cpu: 2 } },
    { name: 'b', wall: 4, cpu: 4, ratio: { wall: 2, cpu: 1 } },
    { name: 'c', wall: 1, cpu: 1, ratio: { wall: 1, cpu: 1 } },
  ]);
});

test('what failed has no ratio, and is no peer to be compared with', () => {
  const rows = rate([
    result('ours', [[1, 1]], { kind: 'ours' }),
    result('slow', [[4, 4]]),
    result('stopped', [[0.1, 0.1]], { failure: 'git ended early' }),
  ]);
  expect(rows.map(({ ratio }) => ratio)).toEqual([{ wall: 0.25, cpu: 0.25 }, { wall: 1, cpu: 1 }, undefined]);
  expect(rate([result('ours', [[1, 1]], { kind: 'ours' })])[0]).not.toHaveProperty('ratio');
});

test('memory is a figure only where it could be measured', () => {
  const runs = [5, 7, 6].map((memory) => ({ wall: 1, cpu: 1, memory, ownMemory: memory - 1 }));
  expect(rate([result('a', [], { runs })])[0]?.median).toEqual({ wall: 1, cpu: 1, memory: 6, ownMemory: 5 });
  expect(rate([result('a', [[1, 1]])])[0]?.median).toEqual({ wall: 1, cpu: 1 });
});
