import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderOf } from '../../../src/git/packs/sort-offsets.ts';

test('orders like sorting does, and keeps equal ones in their order', () => {
  const offsets = fc.oneof(fc.nat(70_000), fc.nat(), fc.maxSafeNat(), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 48));
  fc.assert(
    fc.property(fc.array(offsets), (values) => {
      const expected = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
      expect([...orderOf(Float64Array.from(values))]).toEqual(expected);
    }),
  );
});
