import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/kernel/arena.ts';

test('allocations never overlap, lie within, and can be made again once freed', () => {
  const sizes = fc.array(fc.oneof(fc.nat(5000), fc.constant(2 ** 40)), { minLength: 1, maxLength: 60 });
  const order = fc.infiniteStream(fc.nat());
  fc.assert(
    fc.property(sizes, order, (wanted, choices) => {
      const arena = new Arena(640, 640 + 64 * 1024);
      const held: { at: number; size: number }[] = [];
      for (const size of wanted) {
        const at = arena.allocate(size);
        if (at === undefined) {
          const next = held.splice((choices.next().value ?? 0) % Math.max(1, held.length), 1)[0];
          if (next !== undefined) arena.free(next.at);
          continue;
        }
        expect(at % 64).toBe(0);
        expect(at >= 640 && at + size <= 640 + 64 * 1024).toBe(true);
        for (const other of held) expect(at + size <= other.at || other.at + other.size <= at).toBe(true);
        held.push({ at, size });
      }
      for (const { at } of held) arena.free(at);
      expect(arena.isEmpty).toBe(true);
      // All of it is one piece again.
      expect(arena.allocate(64 * 1024)).toBe(640);
    }),
  );
});

test('the lowest free range comes first; what is not allocated cannot be freed', () => {
  const arena = new Arena(0, 1024);
  const [first, second] = [arena.allocate(100), arena.allocate(1)];
  expect([first, second, arena.allocate(2000)]).toEqual([0, 128, undefined]);
  arena.free(0);
  expect(arena.allocate(64)).toBe(0);
  expect(() => arena.free(64)).toThrow('nothing is allocated at 64');
});

test('all of it can be freed at once', () => {
  const arena = new Arena(64, 1088);
  arena.allocate(100);
  arena.free(arena.allocate(500) ?? 0);
  expect([arena.bytes, arena.touched]).toEqual([1024, 640]);
  arena.clear();
  expect([arena.isEmpty, arena.allocate(1024)]).toEqual([true, 64]);
});
