import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedRanges } from '../../../src/respond/search/changed-ranges.ts';
import { runs } from '../../helpers/runs.ts';

const NEEDLE = 'aab';
const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 30 });
const base = text.map((content) => content.replaceAll(NEEDLE, '...'));
/** What a delta does, piece by piece: inserts a text, or copies from one share of the base to another. */
const piece = fc.oneof(
  text,
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
);

test('whatever a delta makes stands in the ranges, where the base does not have it', () => {
  fc.assert(
    fc.property(base, fc.array(piece, { maxLength: 8 }), (from, pieces) => {
      let made = '';
      const records: number[] = [];
      for (const one of pieces) {
        if (typeof one === 'string') made += one;
        else {
          const [start, end] = [...one].sort((a, b) => a - b).map((share) => Math.round(share * from.length));
          const copied = from.slice(start, end);
          if (copied !== '') records.push(made.length, made.length + copied.length, start ?? 0);
          made += copied;
        }
      }
      const ranges = [
        ...changedRanges(Uint32Array.from([0, ...records]), 1, records.length / 3, made.length, NEEDLE.length - 1),
      ];
      for (const [start, end] of ranges) expect(0 <= start && start <= end && end <= made.length).toBe(true);
      for (let at = made.indexOf(NEEDLE); at >= 0; at = made.indexOf(NEEDLE, at + 1)) {
        expect(ranges.some(([start, end]) => start <= at && at + NEEDLE.length <= end)).toBe(true);
      }
    }),
    runs(1000),
  );
});

test('of a long object that was copied but for a few bytes nearly nothing is looked at', () => {
  const records = Uint32Array.from([0, 5000, 0, 5010, 10_000, 5000]);
  expect([...changedRanges(records, 0, 2, 10_000, 31)]).toEqual([[4969, 5041]]);
  expect([...changedRanges(records, 0, 1, 5000, 31)]).toEqual([]);
  expect([...changedRanges(records, 0, 0, 20, 31)]).toEqual([[0, 20]]);
});
