import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocateIds, IdTable } from '../../../src/git/packs/id-table.ts';
import type { HashBytes } from '../../../src/git/packs/pack-index.ts';

/** Ids that often begin, and often end, alike. */
function idsOf(hashBytes: HashBytes) {
  const byte = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, 255) }, fc.nat(255));
  return fc.array(
    fc
      .uint8Array({ minLength: hashBytes, maxLength: hashBytes })
      .chain((random) => fc.tuple(fc.nat(hashBytes), byte).map(([length, filler]) => random.fill(filler, 0, length))),
  );
}

test.each<HashBytes>([20, 32])('finds what was added first, in ids of %i bytes', (hashBytes) => {
  fc.assert(
    fc.property(idsOf(hashBytes), idsOf(hashBytes), fc.nat(7), (known, others, at) => {
      const shared = allocateIds(hashBytes, known.length);
      const table = new IdTable(shared);
      const first = new Map<string, number>();
      for (const [n, id] of known.entries()) {
        shared.ids.set(id, n * hashBytes);
        const hex = Buffer.from(id).toString('hex');
        if (!first.has(hex)) first.set(hex, n);
        expect(table.add(n)).toBe(first.get(hex));
      }
      for (const id of [...known, ...others]) {
        const bytes = new Uint8Array(at + hashBytes + 3);
        bytes.set(id, at);
        expect(table.find(bytes, at)).toBe(first.get(Buffer.from(id).toString('hex')) ?? -1);
      }
    }),
  );
});

test('finds nothing where the bytes end', () => {
  const shared = allocateIds(20, 1);
  const table = new IdTable(shared);
  shared.ids.fill(1);
  table.add(0);
  expect(table.find(new Uint8Array(19).fill(1), 0)).toBe(-1);
  expect(table.find(new Uint8Array(20).fill(1), 0)).toBe(0);
});
