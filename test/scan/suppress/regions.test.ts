import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Region, Regions } from '../../../src/scan/suppress/regions.ts';
import { runs } from '../../helpers/runs.ts';

const region = fc
  .record({ start: fc.nat(20), length: fc.integer({ min: 1, max: 6 }), marker: fc.constantFrom('a', 'b') })
  .map(({ start, length, marker }): Region => ({ start, end: start + length, marker, at: start }));

function regionsOf(list: readonly Region[]): Regions {
  const regions = new Regions();
  for (const one of list) regions.add('key', one);
  return regions;
}

test('a region is found where one that was added shares a byte, in whatever order they come', () => {
  fc.assert(
    fc.property(
      fc.array(region, { maxLength: 8 }),
      fc.nat(26),
      fc.integer({ min: 1, max: 3 }),
      (list, start, length) => {
        const end = start + length;
        const found = regionsOf(list).find('key', start, end);
        const touching = list.filter((one) => one.start < end && start < one.end);
        expect(found === undefined).toBe(touching.length === 0);
        if (found === undefined) return;
        // The first byte that is covered, and by a comment that covers it.
        const first = Math.max(start, found.start);
        expect(first).toBe(Math.max(start, Math.min(...touching.map((one) => one.start))));
        const markers = list.filter((one) => one.start <= first && first < one.end).map(({ marker }) => marker);
        expect(markers).toContain(found.marker);
      },
    ),
    runs(500),
  );
});

test('regions are those of their key, and may come after a search', () => {
  const regions = regionsOf([{ start: 0, end: 4, marker: 'a', at: 0 }]);
  expect(regions.find('other', 0, 4)).toBeUndefined();
  expect(regions.find('key', 4, 9)).toBeUndefined();
  regions.add('key', { start: 4, end: 9, marker: 'a', at: 0 });
  expect(regions.find('key', 4, 9)).toEqual({ start: 0, end: 9, marker: 'a', at: 0 });
});
