import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantiate } from '../../src/kernel/wasm.ts';
import { runs } from '../helpers/runs.ts';
import { bytesOf, commonRanges, type Entry, readEntries } from './trees.ts';

const HASH_BYTES = 20;

/** The least room that is always enough. */
const roomFor = (base: Uint8Array, child: Uint8Array) => Math.ceil((base.length + child.length) / 2);

/** Puts both trees into a kernel's memory and compares them there: the number or error, and what was written. */
function diff(
  base: Uint8Array,
  child: Uint8Array,
  segments: readonly (readonly number[])[],
  room = roomFor(base, child),
) {
  const kernel = instantiate();
  const place = (size: number) => kernel.reserve(size + 256) + 64;
  const [baseAt, childAt, segmentsAt] = [place(base.length), place(child.length), place(segments.length * 12)];
  const out = kernel.reserve(room + 64);
  const memory = new Uint8Array(kernel.memory.buffer);
  memory.set(base, baseAt);
  memory.set(child, childAt);
  new Uint32Array(memory.buffer, segmentsAt, segments.length * 3).set(segments.flat());
  memory.fill(0xa5, out + room, out + room + 64);
  const count = kernel.diffTrees(
    ...([baseAt, baseAt + base.length, childAt, childAt + child.length] as const),
    ...([segmentsAt, segments.length, HASH_BYTES, out, out + room] as const),
  );
  expect(memory.subarray(out + room, out + room + 64).every((byte) => byte === 0xa5)).toBe(true);
  const records: Record<'removed' | 'added', Entry[]> = { removed: [], added: [] };
  const words = new Uint32Array(memory.buffer, out, Math.max(count, 0) * 3);
  for (let at = 0; at < words.length; at += 3) {
    const [about = 0, name = 0, id = 0] = words.subarray(at, at + 3);
    const tree = about & 1 ? child : base;
    const entry = {
      kind: about >> 1,
      name: latin1(tree.subarray(name, id - 1)),
      id: latin1(tree.subarray(id, id + 20)),
    };
    records[about & 1 ? 'added' : 'removed'].push(entry);
  }
  return { count, ...records };
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const sorted = (entries: readonly Entry[]) => entries.map((entry) => JSON.stringify(entry)).sort();

/** Bytes of every value but NUL and the slash. */
const names = fc
  .array(
    fc.integer({ min: 1, max: 255 }).filter((code) => code !== 0x2f),
    { minLength: 1, maxLength: 20 },
  )
  .map((codes) => String.fromCharCode(...codes));

const entry = fc.record({
  mode: fc.constantFrom('100644', '100755', '100664', '40000', '040000', '120000', '160000', '644'),
  name: fc.oneof(fc.constantFrom('a', 'README.md', 'x'.repeat(60)), names),
  id: fc.uint8Array({ minLength: HASH_BYTES, maxLength: HASH_BYTES }).map(latin1),
});

/** A tree, and another made of pieces of it and of entries of its own. */
const family = fc
  .tuple(fc.array(entry, { minLength: 1, maxLength: 12 }), fc.array(entry, { maxLength: 5 }))
  .chain(([base, own]) =>
    fc.record({
      base: fc.constant(base),
      child: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...base, ...own) }, entry), { maxLength: 14 }),
    }),
  );

test('a child has the entries of its base, less those removed, and those added', () => {
  fc.assert(
    fc.property(family, fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat(99)), (trees, shortest, chance) => {
      const [base, child] = [bytesOf(trees.base), bytesOf(trees.child)];
      const segments = commonRanges(base, child, shortest, () => chance.next().value ?? 0);
      const { count, removed, added } = diff(base, child, segments);
      expect(count).toBe(removed.length + added.length);
      expect(sorted([...readEntries(child), ...removed])).toEqual(sorted([...readEntries(base), ...added]));
    }),
    runs(250),
  );
});

test('what was copied is neither removed nor added, and nothing before it or behind it is lost', () => {
  const entries = Array.from({ length: 5 }, (_, index) => ({
    mode: '100644',
    name: `file-${index}`,
    id: String.fromCharCode(65 + index).repeat(HASH_BYTES),
  }));
  const base = bytesOf(entries);
  const size = base.length / 5;
  const changed = entries.with(2, { mode: '100755', name: 'file-2', id: '!'.repeat(HASH_BYTES) });
  const child = bytesOf(changed);
  // The range behind the change begins in the middle of the changed entry, as those of git do.
  const segments = [
    [0, 2 * size, 0],
    [2 * size + 6, 2 * size + 14, 2 * size + 6],
    [3 * size, 5 * size, 3 * size],
  ];
  const expected = {
    count: 2,
    removed: readEntries(bytesOf(entries.slice(2, 3))),
    added: readEntries(bytesOf(changed.slice(2, 3))),
  };
  expect(diff(base, child, segments)).toEqual(expected);
  // Of a range that is copied twice only one can be the base's.
  const twice = bytesOf([...entries.slice(0, 1), ...entries.slice(0, 1)]);
  const copies = [
    [0, size, 0],
    [size, 2 * size, 0],
  ];
  const once = { count: 1, removed: [], added: readEntries(bytesOf(entries.slice(0, 1))) };
  expect(diff(bytesOf(entries.slice(0, 1)), twice, copies)).toEqual(once);
});

test('without a base everything is added', () => {
  const tree = bytesOf([
    { mode: '40000', name: 'folder', id: 'a'.repeat(20) },
    { mode: '120000', name: 'link', id: 'b'.repeat(20) },
    { mode: '160000', name: 'module', id: '\0'.repeat(20) },
  ]);
  const added = [
    { kind: 1, name: 'folder', id: 'a'.repeat(20) },
    { kind: 2, name: 'link', id: 'b'.repeat(20) },
    { kind: 3, name: 'module', id: '\0'.repeat(20) },
  ];
  expect(diff(new Uint8Array(), tree, [])).toEqual({ count: 3, removed: [], added });
  expect(diff(new Uint8Array(), new Uint8Array(), [])).toEqual({ count: 0, removed: [], added: [] });
});

const GOOD = Buffer.from(bytesOf([{ mode: '100644', name: 'file', id: '\x07'.repeat(20) }]));

test.each([
  ['an id that is cut', GOOD.subarray(0, -1)],
  ['no id', Buffer.from('100644 file\0')],
  ['no NUL', Buffer.from('100644 file')],
  ['no name', Buffer.concat([Buffer.from('100644 \0'), Buffer.alloc(40, 7)])],
  ['no name behind a short mode', Buffer.concat([Buffer.from('1 \0'), Buffer.alloc(40, 7), Buffer.alloc(40)])],
  ['no mode', Buffer.concat([Buffer.from(' file\0'), Buffer.alloc(20, 7)])],
  ['a mode that is no number', Buffer.concat([Buffer.from('10o644 file\0'), Buffer.alloc(20, 7)])],
  ['a mode that is too long', Buffer.concat([Buffer.from('00000100644 file\0'), Buffer.alloc(20, 7)])],
  ['something behind the last entry', Buffer.concat([GOOD, Buffer.from('1')])],
])('a malformed tree: %s', (_, tree) => {
  expect(diff(new Uint8Array(), tree, [])).toMatchObject({ count: -1 });
  expect(diff(GOOD, tree, [])).toMatchObject({ count: -1 });
  expect(diff(tree, GOOD, [])).toMatchObject({ count: -2 });
});

test('records without room, and ranges that are none, are errors', () => {
  expect(diff(GOOD, GOOD, [], 23)).toMatchObject({ count: -3 });
  for (const segment of [
    [0, GOOD.length + 1, 0],
    [0, GOOD.length, 1],
    [5, 4, 0],
    [0xfffffff0, 4, 0],
    [0, 4, 0xfffffff0],
  ]) {
    expect(diff(GOOD, GOOD, [segment])).toMatchObject({ count: -4 });
  }
  expect(
    diff(GOOD, GOOD, [
      [0, 8, 0],
      [4, 12, 4],
    ]),
  ).toMatchObject({ count: -4 });
});

test('random bytes and ranges are an error or a result, and nothing is written elsewhere', () => {
  const bytes = fc
    .array(fc.constantFrom(0, 0x20, 0x30, 0x31, 0x34, 0x41), { maxLength: 120 })
    .map((list) => Uint8Array.from(list));
  const segments = fc.array(fc.tuple(fc.nat(130), fc.nat(130), fc.nat(130)), { maxLength: 5 });
  fc.assert(
    fc.property(bytes, bytes, segments, (base, child, ranges) => {
      expect(diff(base, child, ranges).count).toBeGreaterThanOrEqual(-4);
    }),
    runs(250),
  );
});
