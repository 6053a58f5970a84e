import { chmodSync, truncateSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackReader } from '../../../src/git/packs/pack-reader.ts';
import { createHistory, load, packFiles, randomNumbers } from './repositories.ts';

/** A repository with two packs, small entries and some that are larger than a block. */
function createPacks() {
  const repository = createHistory(30);
  repository.git('repack', '-adq');
  const random = randomNumbers(7);
  for (const size of [3000, 10_000, 30_000]) {
    repository.write(`${size}.bin`, Buffer.from(Array.from({ length: size }, () => random.next().value >>> 24)));
  }
  repository.commit('large');
  repository.git('repack', '-dq');
  return repository;
}

test('brings the right bytes, in whatever order they are asked for', () => {
  const { database } = load(createPacks());
  const { size, packedCount } = database.shared;
  const orders = fc.array(fc.nat(packedCount - 1), { maxLength: 300 });
  const windows = fc.record({ start: fc.nat(100), length: fc.integer({ min: 1000, max: 60_000 }) });
  fc.assert(
    fc.property(orders, windows, fc.integer({ min: 100, max: 20_000 }), (order, { start, length }, blockBytes) => {
      const memory = new Uint8Array(start + length + 100);
      const reader = new PackReader(database, { memory, start, length }, blockBytes);
      for (const n of order) {
        const compressed = database.dataLength(n);
        const at = reader.load(n);
        if (compressed > length) {
          expect(at).toBe(-1);
          continue;
        }
        expect(at >= start && at + compressed <= start + length).toBe(true);
        expect(inflateSync(memory.subarray(at, at + compressed)).length).toBe(size[n]);
      }
      expect(memory.subarray(0, start).every((byte) => byte === 0)).toBe(true);
      expect(memory.subarray(start + length).every((byte) => byte === 0)).toBe(true);
    }),
  );
});

test('what has become unreadable is refused, and the rest still read', () => {
  const repository = createPacks();
  const { database } = load(repository);
  const [pack = ''] = packFiles(repository, '.pack').filter((path) => path === database.shared.packs[0]?.path);
  const { count = 0 } = database.shared.packs[0] ?? {};
  chmodSync(pack, 0o600);
  truncateSync(pack, database.end(1));
  const memory = new Uint8Array(100_000);
  const reader = new PackReader(database, { memory, start: 0, length: memory.length });
  expect([0, 1, 2].map((n) => reader.load(n) >= 0)).toEqual([true, true, false]);
  expect(reader.load(count)).toBeGreaterThanOrEqual(0);
});
