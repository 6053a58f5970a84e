import { constants, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DeflateWriter, FIXED_DISTANCES, FIXED_LITLENS } from './deflate.ts';
import {
  BAD_BLOCK_TYPE,
  BAD_CHECKSUM,
  BAD_CODE,
  BAD_CODE_LENGTHS,
  BAD_DISTANCE,
  BAD_HEADER,
  BAD_STORED_LENGTH,
  compare,
  expected,
  inflate,
  seeded,
  TOO_LONG,
  TOO_SHORT,
  TRUNCATED,
} from './inflating.ts';

const nothing = Buffer.alloc(0);
/** Lengths of a code for literals a and b, the block's end, and matches of three, of two bits each. */
const LITLENS = Array.from({ length: 258 }, (_, i) => ([97, 98, 256, 257].includes(i) ? 2 : 0));

const cases: readonly (readonly [string, number, Uint8Array, number])[] = [
  ['nothing at all', TRUNCATED, nothing, 0],
  ['not deflate', BAD_HEADER, Buffer.of(0x79, 0x9b, 3, 0, 0, 0, 0, 1), 0],
  ['a window of 64 KiB', BAD_HEADER, Buffer.of(0x88, 0x1c, 3, 0, 0, 0, 0, 1), 0],
  ['wrong check bits', BAD_HEADER, Buffer.of(0x78, 0x9d, 3, 0, 0, 0, 0, 1), 0],
  ['a preset dictionary', BAD_HEADER, Buffer.of(0x78, 0xbb, 0, 0, 0, 1, 3, 0, 0, 0, 0, 1), 0],
  ['a reserved block type', BAD_BLOCK_TYPE, new DeflateWriter().bits(7, 3).finish(nothing), 0],
  [
    'a stored block with a wrong complement',
    BAD_STORED_LENGTH,
    new DeflateWriter()
      .bits(1, 3)
      .bytes(Buffer.of(1, 0, 0xff, 0xff, 9))
      .finish(Buffer.of(9)),
    1,
  ],
  [
    'a wrong checksum',
    BAD_CHECKSUM,
    new DeflateWriter().bits(3, 3).symbol(FIXED_LITLENS, 97).symbol(FIXED_LITLENS, 256).finish(Buffer.from('b')),
    1,
  ],
  ['287 symbols', BAD_CODE_LENGTHS, new DeflateWriter().dynamic(pad(LITLENS, 287), [1]).finish(nothing), 0],
  ['31 distances', BAD_CODE_LENGTHS, new DeflateWriter().dynamic(LITLENS, pad([1], 31)).finish(nothing), 0],
  ['too many codes', BAD_CODE_LENGTHS, dynamic(LITLENS.with(99, 2), [1]), 0],
  ['too few codes', BAD_CODE_LENGTHS, dynamic(LITLENS.with(97, 0), [1]), 0],
  ['no end', BAD_CODE_LENGTHS, dynamic(LITLENS.with(256, 0).with(99, 2), [1]), 0],
  ['a single code of two bits', BAD_CODE_LENGTHS, dynamic(LITLENS, [2]), 0],
  ['too many distances', BAD_CODE_LENGTHS, dynamic(LITLENS, [1, 1, 1]), 0],
  ['a length repeated with none before', BAD_CODE_LENGTHS, repeated(16), 0],
  ['zeroes for more symbols than there are', BAD_CODE_LENGTHS, repeated(18, 18, 18), 0],
  ['a bit that is no distance code', BAD_CODE, dynamic(LITLENS, [1], [97, 257], 1), 4],
  ['a distance where there are none', BAD_CODE, dynamic(LITLENS, [0], [97, 257], 0), 4],
  ['a bit that is no code', BAD_CODE, dynamic(pad([], 256).concat(1), [1], [], 1), 0],
  ['literal 286', BAD_CODE, new DeflateWriter().bits(3, 3).symbol(FIXED_LITLENS, 286).finish(nothing), 9],
  [
    'distance symbol 30',
    BAD_CODE,
    new DeflateWriter().bits(3, 3).symbol(FIXED_LITLENS, 257).symbol(FIXED_DISTANCES, 30).finish(nothing),
    9,
  ],
  ['a distance too far back', BAD_DISTANCE, dynamic(LITLENS, [1, 1], [97, 257], 1), 4],
  ['a match before everything', BAD_DISTANCE, dynamic(LITLENS, [1, 1], [257], 0), 3],
  ['more than asked for, in a literal', TOO_LONG, dynamic(LITLENS, [1], [97, 98]), 1],
  ['more than asked for, in a match', TOO_LONG, dynamic(LITLENS, [1], [97, 257], 0), 3],
  ['less than asked for', TOO_SHORT, dynamic(LITLENS, [1], [97, 98]), 3],
];
test.each(cases)('%s', (_, error, stream, size) => {
  expect(inflate(stream, size)).toBe(error);
  expect(expected(stream, size)).toBeUndefined();
});

test('a single distance code, of one bit', () => {
  const bytes = Buffer.from('aaaa');
  const stream = new DeflateWriter().dynamic(LITLENS, [1]).symbol(LITLENS, 97).symbol(LITLENS, 257).bits(0, 1);
  expect(inflate(stream.symbol(LITLENS, 256).finish(bytes), 4)).toMatchObject({ bytes });
});

test('no distance code, where none is used', () => {
  const bytes = Buffer.from('ab');
  const stream = new DeflateWriter().dynamic(LITLENS, [0]).symbol(LITLENS, 97).symbol(LITLENS, 98);
  expect(inflate(stream.symbol(LITLENS, 256).finish(bytes), 2)).toMatchObject({ bytes });
});

test('nothing but the end of the block', () => {
  const litlens = [...pad([], 256), 1];
  const stream = new DeflateWriter().dynamic(litlens, [0]).symbol(litlens, 256).finish(nothing);
  expect(inflate(stream, 0)).toEqual({ consumed: stream.length, bytes: nothing });
});

test.each([
  ['284 with 30', 284, 30, 5, 257],
  ['284 with 31', 284, 31, 5, 258],
  ['285', 285, 0, 0, 258],
])('the longest lengths: %s', (_, symbol, extra, bits, length) => {
  const bytes = Buffer.from('a'.repeat(length + 1));
  const stream = new DeflateWriter().bits(3, 3).symbol(FIXED_LITLENS, 97).symbol(FIXED_LITLENS, symbol);
  stream.bits(extra, bits).symbol(FIXED_DISTANCES, 0).symbol(FIXED_LITLENS, 256);
  expect(inflate(stream.finish(bytes), bytes.length)).toMatchObject({ bytes });
});

test('a length repeated from the last literals and lengths to the first distances', () => {
  const bytes = Buffer.from('abbbbab');
  // Lengths of 2 for a, b and the end; then one for a match and four for distances.
  const [two, same, zeroes] = [2, 16, 18];
  const writer = runs(258, 4, [zeroes, 97 - 11], [two], [two], [zeroes, 127], [zeroes, 8], [two], [same, 5 - 3]);
  for (const symbol of [97, 98, 257]) writer.symbol(LITLENS, symbol);
  writer.symbol([2, 2, 2, 2], 0).symbol(LITLENS, 97).symbol(LITLENS, 98).symbol(LITLENS, 256);
  expect(inflate(writer.finish(bytes), bytes.length)).toMatchObject({ bytes });
  // Once more would be a fifth of four.
  const more = runs(258, 4, [zeroes, 97 - 11], [two], [two], [zeroes, 127], [zeroes, 8], [two], [same, 6 - 3]);
  expect(inflate(more.finish(bytes), bytes.length)).toBe(BAD_CODE_LENGTHS);
});

test('zeroes from the last lengths to the only distance', () => {
  const litlens = Array.from({ length: 286 }, (_, i) => ([97, 98, 256, 257].includes(i) ? 2 : 0));
  const [two, zeroes] = [2, 18];
  const until = (zero: number) =>
    runs(286, 1, [zeroes, 97 - 11], [two], [two], [zeroes, 127], [zeroes, 8], [two], [two], [zeroes, zero - 11]);
  const writer = until(29);
  for (const symbol of [97, 98, 256]) writer.symbol(litlens, symbol);
  expect(inflate(writer.finish(Buffer.from('ab')), 2)).toMatchObject({ bytes: Buffer.from('ab') });
  expect(inflate(until(30).finish(nothing), 0)).toBe(BAD_CODE_LENGTHS);
});

test('the most bits between two literals', () => {
  // One code of each length: of 10 bits a literal, of 15 the length and the distance with most extra bits.
  const litlens = pad([], 286);
  for (const [i, symbol] of [256, 0, 1, 2, 3, 4, 5, 6, 7, 97, 8, 9, 10, 11, 284, 12].entries()) {
    litlens[symbol] = Math.min(i + 1, 15);
  }
  const distances = Array.from({ length: 30 }, (_, i) => (i < 14 ? i + 1 : i > 27 ? 15 : 0));
  const far = seeded(32768, 256, 7);
  const writer = new DeflateWriter()
    .bits(0, 3)
    .bytes(Buffer.of(0, 0x80, 0xff, 0x7f))
    .bytes(far);
  writer.dynamic(litlens, distances);
  let bytes = far;
  for (let literals = 0; literals < 12; literals++) {
    for (let i = 0; i < literals; i++) writer.symbol(litlens, 97);
    writer.symbol(litlens, 284).bits(13, 5).symbol(distances, 29).bits(0x1555, 13);
    const from = bytes.length + literals - 24577 - 0x1555;
    bytes = Buffer.concat([bytes, Buffer.alloc(literals, 'a'), bytes.subarray(from, from + 227 + 13)]);
  }
  const stream = writer.symbol(litlens, 256).finish(bytes);
  expect(inflate(stream, bytes.length)).toEqual({ consumed: stream.length, bytes });
});

test('the farthest distance', () => {
  const far = seeded(32768, 256, 5);
  const bytes = Buffer.concat([far, far.subarray(0, 3)]);
  const writer = new DeflateWriter()
    .bits(0, 3)
    .bytes(Buffer.of(0, 0x80, 0xff, 0x7f))
    .bytes(far)
    .bits(3, 3);
  writer.symbol(FIXED_LITLENS, 257).symbol(FIXED_DISTANCES, 29).bits(0x1fff, 13).symbol(FIXED_LITLENS, 256);
  expect(inflate(writer.finish(bytes), bytes.length)).toMatchObject({ bytes });
});

test('every distance up to 40, with every length up to 70, at the end of the output and before it', () => {
  for (let distance = 1; distance <= 40; distance++) {
    for (let length = 3; length <= 70; length++) {
      const begin = seeded(distance, 256, distance);
      const match = Buffer.from(Array.from({ length }, (_, i) => begin[i % distance] ?? 0));
      for (const end of [nothing, Buffer.from('.'.repeat(40))]) {
        const bytes = Buffer.concat([begin, match, end]);
        compare(deflateSync(bytes, { level: 9, strategy: constants.Z_FIXED }), bytes.length);
      }
    }
  }
});

function dynamic(
  litlens: readonly number[],
  distances: readonly number[],
  symbols: readonly number[] = [],
  distance?: number,
): Uint8Array {
  const writer = new DeflateWriter().dynamic(litlens, distances);
  for (const symbol of symbols) writer.symbol(litlens, symbol);
  if (distance !== undefined) writer.bits(distance, 1);
  return writer.symbol(litlens, 256).finish(Buffer.from('ab'));
}

/** The header of a dynamic block, by symbols for code lengths (2, 16 or 18) and their extra bits. */
function runs(litlens: number, distances: number, ...symbols: readonly (readonly [number, number?])[]): DeflateWriter {
  const writer = new DeflateWriter().bits(5, 3);
  writer
    .bits(litlens - 257, 5)
    .bits(distances - 1, 5)
    .bits(12, 4);
  const lengths = Array.from({ length: 19 }, (_, symbol) =>
    symbol === 2 ? 1 : symbol === 16 || symbol === 18 ? 2 : 0,
  );
  for (const symbol of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2]) writer.bits(lengths[symbol] ?? 0, 3);
  for (const [symbol, extra = 0] of symbols) {
    writer.symbol(lengths, symbol).bits(extra, symbol === 18 ? 7 : symbol === 16 ? 2 : 0);
  }
  return writer;
}

/** A dynamic block with these symbols for code lengths, each with the most that its extra bits can be. */
function repeated(...symbols: readonly number[]): Uint8Array {
  const writer = new DeflateWriter().bits(5, 3).bits(0, 5).bits(0, 5).bits(0, 4);
  const lengths = pad([], 16).concat(2, 2, 1);
  for (const symbol of [16, 17, 18, 0]) writer.bits(lengths[symbol] ?? 0, 3);
  for (const symbol of symbols) writer.symbol(lengths, symbol).bits(127, symbol === 16 ? 2 : symbol === 17 ? 3 : 7);
  return writer.bytes(Buffer.alloc(40)).finish(nothing);
}

function pad(lengths: readonly number[], count: number): number[] {
  return [...lengths, ...Array<number>(count - lengths.length).fill(0)];
}
