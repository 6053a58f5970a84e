import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../helpers/runs.ts';
import {
  apply,
  applySlowly,
  BAD_COPY,
  BAD_INSTRUCTION,
  copy,
  insert,
  ROOM,
  TOO_LONG,
  TOO_SHORT,
  TRUNCATED,
} from './applying.ts';

const BASE = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7 + (i >> 8) * 13 + (i >> 16)) & 0xff));

type Instruction = { readonly insert: Uint8Array } | { readonly from: number; readonly size: number };

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const sizes = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 3000 }),
  fc.constantFrom(255, 256, 65535, 65536, 65537),
);
const instructions: fc.Arbitrary<readonly Instruction[]> = fc.array(
  fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 127 }).map((bytes) => ({ insert: bytes })),
    fc.tuple(fraction, sizes).map(([where, size]) => ({ from: Math.floor(where * (BASE.length - size)), size })),
  ),
  { maxLength: 30 },
);

/** The instructions as bytes; some copies are split in two, which together are one range. */
function encode(list: readonly Instruction[], split: number): { delta: Buffer; size: number } {
  let size = 0;
  const delta = list.flatMap((instruction, i) => {
    if ('insert' in instruction) {
      size += instruction.insert.length;
      return insert(instruction.insert);
    }
    size += instruction.size;
    const head = i % 3 === split ? instruction.size >> 1 : 0;
    const tail = copy(instruction.from + head, instruction.size - head);
    return head === 0 ? tail : [...copy(instruction.from, head), ...tail];
  });
  return { delta: Buffer.from(delta), size };
}

test('random deltas make what a slow implementation makes, and the same segments', () => {
  fc.assert(
    fc.property(instructions, fc.integer({ min: 0, max: 3 }), (list, split) => {
      const { delta, size } = encode(list, split);
      const made = apply(delta, BASE, size);
      const wanted = applySlowly(delta, BASE);
      if (typeof made === 'number' || wanted === undefined) throw new Error(`${made} for a right delta`);
      expect(made.bytes.equals(wanted.bytes)).toBe(true);
      expect(made.segments).toEqual(wanted.segments);
    }),
    runs(200),
  );
});

test('bytes in segments are those of the base, and all others were inserted', () => {
  fc.assert(
    fc.property(instructions, fc.integer({ min: 0, max: 3 }), (list, split) => {
      const { delta, size } = encode(list, split);
      const made = apply(delta, BASE, size);
      if (typeof made === 'number') throw new Error(`${made} for a right delta`);
      const others: Uint8Array[] = [];
      let at = 0;
      for (const { start, end, base } of made.segments) {
        expect(made.bytes.subarray(start, end).equals(BASE.subarray(base, base + end - start))).toBe(true);
        others.push(made.bytes.subarray(at, start));
        at = end;
      }
      others.push(made.bytes.subarray(at));
      const inserted = list.flatMap((instruction) => ('insert' in instruction ? [instruction.insert] : []));
      expect(Buffer.concat(others).equals(Buffer.concat(inserted))).toBe(true);
    }),
  );
});

test('copies of every size around those that matter, at the end of the base and of the result', () => {
  const some = [...Array.from({ length: 600 }, (_, i) => i + 1), 65535, 65536, 65537, 131072, 200_000];
  for (const size of some) {
    for (const from of [0, 1, BASE.length - size]) {
      if (from + size > BASE.length) continue;
      const segments = [{ start: 1, end: 1 + size, base: from }];
      const bytes = Buffer.concat([Buffer.from('<'), BASE.subarray(from, from + size)]);
      const made = apply(Buffer.from([...insert(Buffer.from('<')), ...copy(from, size)]), BASE, size + 1);
      if (typeof made === 'number') throw new Error(`${made} for a copy of ${size}`);
      expect(made.segments).toEqual(segments);
      expect(made.bytes.equals(bytes)).toBe(true);
    }
  }
});

test('ranges that continue each other in one of the objects only are not one', () => {
  const delta = Buffer.from([...copy(10, 5), ...copy(20, 5), 1, 0x2e, ...copy(25, 5), ...copy(30, 5)]);
  expect(apply(delta, BASE, 21)).toMatchObject({
    segments: [
      { start: 0, end: 5, base: 10 },
      { start: 5, end: 10, base: 20 },
      { start: 11, end: 21, base: 25 },
    ],
  });
});

test('copies of one byte of instruction each do not overrun the segments', () => {
  const base = BASE.subarray(0, 0x10000);
  const made = apply(Buffer.alloc(9, 0x80), base, 9 * 0x10000);
  if (typeof made === 'number') throw new Error(`${made} for a right delta`);
  expect(made.bytes.equals(Buffer.concat(Array.from({ length: 9 }, () => base)))).toBe(true);
  const segments = Array.from({ length: 5 }, (_, i) => ({ start: i * 0x10000, end: (i + 1) * 0x10000, base: 0 }));
  expect(made.segments).toEqual(segments);
});

describe('damaged deltas', () => {
  const three = Buffer.from('abc');
  const cases: readonly (readonly [string, number, number[], number])[] = [
    ['a reserved instruction', BAD_INSTRUCTION, [...insert(three), 0, ...insert(three)], 6],
    ['an insertion that is cut off', TRUNCATED, [4, ...three], 4],
    ['a copy that is cut off', TRUNCATED, [0x91, 1], 1],
    ['a copy without its operands', TRUNCATED, [0xff], 1],
    ['a copy that ends behind the base', BAD_COPY, copy(BASE.length - 4, 5), 5],
    ['a copy that begins behind the base', BAD_COPY, copy(BASE.length + 1, 1), 1],
    ['a copy from so far that addresses overflow', BAD_COPY, [0x9f, 0xf0, 0xff, 0xff, 0xff, 1], 1],
    ['a copy so long that addresses overflow', BAD_COPY, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 0xffffff],
    ['an insertion of too much', TOO_LONG, insert(three), 2],
    ['a copy of too much', TOO_LONG, copy(0, 3), 2],
    ['too little', TOO_SHORT, insert(three), 4],
    ['nothing, for something', TOO_SHORT, [], 1],
  ];
  test.each(cases)('%s', (_, error, delta, size) => {
    expect(apply(Buffer.from(delta), BASE, Math.min(size, ROOM / 2))).toBe(error);
  });

  test('nothing, for nothing, is right', () => {
    expect(apply(Buffer.alloc(0), BASE, 0)).toEqual({ bytes: Buffer.alloc(0), segments: [] });
  });

  test('random bytes are judged as the slow implementation judges them', () => {
    const base = BASE.subarray(0, 70_000);
    const deltas = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 9 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(deltas, fc.option(fc.nat({ max: 200 })), (bytes, other) => {
        const delta = Buffer.from(bytes);
        const wanted = applySlowly(delta, base);
        const size = other ?? wanted?.bytes.length ?? 100;
        const made = apply(delta, base, size);
        if (wanted?.bytes.length !== size) expect(made).toBeLessThan(0);
        // Of segments there can be more than there is room for.
        else expect(typeof made === 'number' ? made : made.bytes.equals(wanted.bytes)).toBe(true);
      }),
      runs(1000),
    );
  });
});
