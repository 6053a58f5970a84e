import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Kernel } from '../../src/kernel/kernel.ts';
import {
  ANCHOR_WORDS,
  type AnchorList,
  type AnchorRole,
  type HeldObject,
  ObjectKernel,
  PENDING,
} from '../../src/kernel/object-kernel.ts';
import { KINDS, SHAPES } from '../../src/kernel/wasm.ts';
import { runs } from '../helpers/runs.ts';
import { CONFIG, inputs } from './inputs.ts';

const ROLE: AnchorRole = { before: 10, after: 20, canMatch: true, mention: false, marker: false };
const ARENA_BYTES = 8 * 1024 * 1024;

const scanner = new Kernel(CONFIG);
const kernel = new ObjectKernel(
  CONFIG,
  {
    keywords: CONFIG.keywords.map((_, id) => ({
      ...ROLE,
      canMatch: id % 2 === 0,
      mention: id === 1,
      marker: id === 2,
    })),
    prefixes: CONFIG.prefixes.map(() => ROLE),
    run: ROLE,
    base64: ROLE,
    packed: ROLE,
  },
  ARENA_BYTES,
);

/** Part of a child: bytes that are new, or a range of its base, as fractions of the base's length. */
type Part = { readonly insert: Uint8Array } | { readonly from: number; readonly to: number };

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const parts: fc.Arbitrary<readonly Part[]> = fc.array(
  fc.oneof(
    inputs.map((insert) => ({ insert })),
    fc.tuple(fraction, fraction).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
    // What most edits look like: nearly everything stays.
    fraction.map((from) => ({ from, to: 1 })),
    fraction.map((to) => ({ from: 0, to })),
  ),
  { minLength: 1, maxLength: 5 },
);

interface Held extends HeldObject {
  readonly anchors: AnchorList;
}

function hold(bytes: Uint8Array): HeldObject {
  const at = kernel.allocate(bytes.length);
  if (at === undefined) throw new Error('no room');
  kernel.memory.set(bytes, at);
  return { at, length: bytes.length };
}

/** The child of a base, and the ranges that it copies from it. */
function build(base: Uint8Array, plan: readonly Part[]) {
  const pieces: Uint8Array[] = [];
  const segments: [start: number, end: number, base: number][] = [];
  let length = 0;
  for (const part of plan) {
    const from = 'insert' in part ? 0 : Math.floor(part.from * base.length);
    const piece = 'insert' in part ? part.insert : base.subarray(from, Math.floor(part.to * base.length));
    const last = segments.at(-1);
    if (!('insert' in part) && piece.length > 0) {
      if (last?.[1] === length && last[2] + last[1] - last[0] === from) last[1] += piece.length;
      else segments.push([length, length + piece.length, from]);
    }
    pieces.push(piece);
    length += piece.length;
  }
  return { bytes: Buffer.concat(pieces), segments };
}

/** Anchors of a list as the scanner gives them, and what they came to. */
function read({ at, count }: AnchorList) {
  return Array.from({ length: count }, (_, i) => {
    const word = at / 4 + i * ANCHOR_WORDS;
    const [start = 0, end = 0, what = 0, record = 0] = kernel.words.subarray(word, word + ANCHOR_WORDS);
    const kind = KINDS[what & 0xff];
    const detail = what >>> 8;
    const anchor =
      kind === 'run'
        ? { kind, shape: SHAPES[detail], start, end }
        : kind === 'base64' || kind === 'packed'
          ? { kind, start, end }
          : { kind, id: detail, start, end };
    return { anchor, record, word };
  });
}

/** Bytes that decide about an anchor, and whether the content's ends are among them. */
function around(bytes: Uint8Array, start: number, end: number): string {
  const [from, to] = [start - ROLE.before, end + ROLE.after];
  return `${from < 0 ? from : ''}${Buffer.from(bytes.subarray(Math.max(0, from), to)).toString('latin1')}${to > bytes.length ? to - bytes.length : ''}`;
}

test('through generations of deltas the anchors are those of a whole scan, and keep what is decided about them', () => {
  fc.assert(
    fc.property(inputs, fc.array(parts, { minLength: 1, maxLength: 4 }), (root, generations) => {
      const held: Held[] = [];
      let bytes: Uint8Array = Buffer.from(root);
      const keep = (object: HeldObject, list: AnchorList) => {
        // What each anchor came to is told by where it stands: a list's numbers are its own.
        for (const { word, record, anchor } of read(list)) {
          if (record === PENDING) kernel.words[word + 3] = 1 + anchor.start;
        }
        const anchors = kernel.keepAnchors(list);
        if (anchors === undefined) throw new Error('no room');
        held.push({ ...object, anchors });
      };
      const first = hold(bytes);
      const list = kernel.anchorsOf(first, undefined);
      if (list === undefined) throw new Error('no room');
      expect(read(list).map(({ anchor }) => anchor)).toEqual(scanner.scan(bytes));
      keep(first, list);
      let origins = new Map(read(list).map(({ record }) => [record, bytes]));
      for (const plan of generations) {
        const base = held.at(-1);
        if (base === undefined) throw new Error('no base');
        const child = build(bytes, plan);
        const object = hold(child.bytes);
        const table = kernel.arena.allocate(12 * child.segments.length) ?? 0;
        kernel.words.set(child.segments.flat(), table / 4);
        const segments = { at: table, count: child.segments.length };
        const derived = kernel.anchorsOf(object, { base, anchors: base.anchors, segments });
        kernel.arena.free(table);
        if (derived === undefined) throw new Error('no room');
        const anchors = read(derived);
        expect(anchors.map(({ anchor }) => anchor)).toEqual(scanner.scan(child.bytes));
        const { tally } = kernel;
        expect(tally.pending).toBe(anchors.filter(({ record }) => record === PENDING).length);
        expect(tally.decided).toBe(anchors.filter(({ record }) => record !== PENDING && record !== 0).length);
        expect(SHAPES.map((_, shape) => tally.runs(shape))).toEqual(
          SHAPES.map((shape) => anchors.filter(({ anchor }) => anchor.shape === shape).length),
        );
        const isSilent = ({ kind, id = 0 }: { kind: string | undefined; id?: number }) =>
          kind === 'keyword' && id % 2 === 1;
        expect(anchors.filter(({ anchor, record }) => (record === 0) !== isSilent(anchor))).toEqual([]);
        const changed = anchors.filter(({ anchor: { start, end }, record }) => {
          const origin = origins.get(record);
          if (record === PENDING || record === 0 || origin === undefined) return false;
          return around(child.bytes, start, end) !== around(origin, record - 1, record - 1 + end - start);
        });
        expect(changed).toEqual([]);
        keep(object, derived);
        bytes = child.bytes;
        origins = new Map(
          read(held.at(-1)?.anchors ?? derived).map(({ record, anchor, word }) => {
            kernel.words[word + 3] = record === 0 ? 0 : 1 + anchor.start;
            return [1 + anchor.start, bytes];
          }),
        );
      }
      for (const { at, anchors } of held) {
        kernel.free(at);
        kernel.freeAnchors(anchors);
      }
      expect(kernel.arena.isEmpty).toBe(true);
    }),
    runs(300),
  );
});

test('what is far away from a change is not evaluated again', () => {
  const line = 'captcha_key = 1\n';
  const base = Buffer.from(line.repeat(100));
  const object = hold(base);
  const list = kernel.anchorsOf(object, undefined);
  const anchors = list && kernel.keepAnchors(list);
  if (anchors === undefined) throw new Error('no room');
  for (const { word, record } of read(anchors)) if (record === PENDING) kernel.words[word + 3] = 7;
  const middle = 50 * line.length;
  const child = hold(Buffer.concat([base.subarray(0, middle), Buffer.from('x'), base.subarray(middle)]));
  const table = kernel.arena.allocate(24) ?? 0;
  kernel.words.set([0, middle, 0, middle + 1, base.length + 1, middle], table / 4);
  kernel.anchorsOf(child, { base: object, anchors, segments: { at: table, count: 2 } });
  // Behind the change the lines that an escape could reach over, and before it those that the longest keyword could.
  const { pending, decided, mentions, markers } = kernel.tally;
  expect({ pending, decided, mentions, markers }).toEqual({ pending: 14, decided: 86, mentions: 100, markers: 0 });
  kernel.free(object.at);
  kernel.free(child.at);
  kernel.freeAnchors(anchors);
  kernel.arena.free(table);
});

test('an object with too many anchors is refused', () => {
  const object = hold(Buffer.alloc(2_000_000, 'a'));
  expect(kernel.anchorsOf(object, undefined)).toBeUndefined();
  kernel.free(object.at);
});
