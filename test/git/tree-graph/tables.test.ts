import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteStrings } from '../../../src/git/tree-graph/byte-strings.ts';
import { NumberPairs } from '../../../src/git/tree-graph/number-pairs.ts';

test('pairs keep the numbers that they were given', () => {
  const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer());
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 9000, size: 'max' }), (list) => {
      const pairs = new NumberPairs();
      const expected = new Map<string, number>();
      for (const [first, second] of list) {
        const key = `${first} ${second}`;
        expect(pairs.find(first, second)).toBe(expected.get(key) ?? -1);
        if (!expected.has(key)) expected.set(key, expected.size);
        const pair = pairs.add(first, second);
        expect([pair, pairs.first(pair), pairs.second(pair)]).toEqual([expected.get(key), first, second]);
      }
      expect(pairs.size).toBe(expected.size);
    }),
    { numRuns: 10 },
  );
});

test('byte strings keep their numbers, and those of others are mapped to them', () => {
  const strings = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 3000, size: 'max' });
  fc.assert(
    fc.property(strings, strings, (ours, theirs) => {
      const [here, there] = [new ByteStrings(), new ByteStrings()];
      const add = (to: ByteStrings, one: Uint8Array) => to.add(Uint8Array.of(9, ...one, 9), 1, one.length + 1);
      const numbers = ours.map((one) => add(here, one));
      const others = theirs.map((one) => add(there, one));
      const map = here.addAll(there.pack());
      expect(numbers.map((number) => [...here.at(number)])).toEqual(ours.map((one) => [...one]));
      expect(others.map((number) => [...here.at(map[number] ?? -1)])).toEqual(theirs.map((one) => [...one]));
      expect(here.size).toBe(new Set([...ours, ...theirs].map((one) => one.join())).size);
    }),
    { numRuns: 10 },
  );
});
