import { readdirSync, readFileSync } from 'node:fs';
import { constants, deflateSync, inflateSync, type ZlibOptions } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../helpers/runs.ts';
import { DeflateWriter, FIXED_LITLENS } from './deflate.ts';
import { compare, inflate, seeded } from './inflating.ts';

const LETTERS = 'abcdefghijklmn';

const words = fc.constantFrom(
  'const ',
  'return',
  ' => {\n',
  '  ',
  'import { a } from ',
  "'x'",
  ';\n',
  'é',
  '0',
  '='.repeat(40),
);
const contents: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.array(words, { maxLength: 400 }).map((list) => Buffer.from(list.join(''))),
  // Long matches, from near and far.
  fc
    .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 })), { maxLength: 12 })
    .map((parts) => Buffer.concat(parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes)))),
  fc
    .tuple(fc.integer({ max: 300_000, min: 0 }), fc.integer({ min: 1, max: 256 }), fc.nat())
    .map((all) => seeded(...all)),
);

const options: fc.Arbitrary<ZlibOptions> = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
  windowBits: fc.integer({ min: 9, max: 15 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
});

test('what zlib deflates, in all of its ways, is inflated to what it was', () => {
  fc.assert(
    fc.property(contents, options, (bytes, how) => {
      const stream = deflateSync(bytes, how);
      const found = inflate(stream, bytes.length);
      if (typeof found === 'number') throw new Error(`it is said to be damaged: ${found}`);
      expect(found.consumed).toBe(stream.length);
      expect(found.bytes.equals(bytes)).toBe(true);
    }),
    runs(100),
  );
});

test('source files are inflated to what they were', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!generated)\.ts$/.test(path),
  );
  expect(files.length).toBeGreaterThan(50);
  for (const path of files) {
    const bytes = readFileSync(`src/${path}`);
    for (const level of [1, 6, 9]) compare(deflateSync(bytes, { level }), bytes.length);
  }
});

test('bytes behind the stream are left alone', () => {
  const bytes = Buffer.from('some text and some more text');
  const stream = deflateSync(bytes);
  const found = inflate(Buffer.concat([stream, seeded(1000, 256, 1)]), bytes.length);
  expect(found).toEqual({ consumed: stream.length, bytes });
});

test('streams of several blocks of every kind are inflated', () => {
  const bytes = Buffer.from('stored, then fixed, then fixed again');
  const writer = new DeflateWriter()
    .bits(0, 3)
    .bytes(Buffer.of(6, 0, 0xf9, 0xff))
    .bytes(bytes.subarray(0, 6));
  writer
    .bits(0, 3)
    .bytes(Buffer.of(0, 0, 0xff, 0xff))
    .bits(2, 3)
    .symbol(FIXED_LITLENS, 256)
    .bits(3, 3);
  for (const byte of bytes.subarray(6)) writer.symbol(FIXED_LITLENS, byte);
  const stream = writer.symbol(FIXED_LITLENS, 256).finish(bytes);
  expect(inflate(stream, bytes.length)).toEqual({ consumed: stream.length, bytes });
});

describe('damaged streams are judged as zlib judges them', () => {
  const text = Buffer.from(readFileSync('src/kernel/assembly/adler32.ts').subarray(0, 1500));
  const streams: Record<string, Uint8Array> = {
    dynamic: deflateSync(text),
    fixed: deflateSync(text.subarray(0, 500), { strategy: constants.Z_FIXED }),
    stored: deflateSync(seeded(200, 256, 3), { level: 0 }),
    // As often as Fibonacci's numbers: the rarest get 12 bits.
    'with long codes': deflateSync(
      Buffer.from(
        [377, 233, 144, 89, 55, 34, 21, 13, 8, 5, 3, 2, 1].map((times, i) => LETTERS.charAt(i).repeat(times)).join(''),
      ),
      { strategy: constants.Z_HUFFMAN_ONLY },
    ),
    'with matches': deflateSync(
      Buffer.from(Array.from({ length: 300 }, (_, i) => `${i % 7}abc`.repeat(i % 5)).join('')),
    ),
    'of several blocks': deflateSync(text, { memLevel: 1, level: 9 }),
  };
  for (const [name, stream] of Object.entries(streams)) {
    const size = inflateSync(stream).length;

    test(`${name}: cut off`, () => {
      for (let length = 0; length < stream.length; length++) {
        expect(inflate(stream.subarray(0, length), size)).toBeLessThan(0);
      }
    });

    test(`${name}: each bit changed`, () => {
      for (let bit = 0; bit < stream.length * 8; bit++) {
        const damaged = Buffer.from(stream);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        compare(damaged, size);
      }
    });

    test(`${name}: other sizes`, () => {
      for (const other of [0, 1, size - 1, size + 1, size + 17]) expect(inflate(stream, other)).toBeLessThan(0);
    });
  }

  test('bytes changed anywhere', () => {
    const damages = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(contents, options, damages, (bytes, how, damage) => {
        const damaged = Buffer.from(deflateSync(bytes, how));
        for (const [where, byte] of damage) damaged[Math.floor(where * (damaged.length - 1))] = byte;
        compare(damaged, bytes.length);
      }),
      runs(150),
    );
  });

  test('random bits, as blocks of every type', () => {
    const streams = fc.tuple(fc.constantFrom(3, 5), fc.uint8Array({ minLength: 20, maxLength: 300 }));
    fc.assert(
      fc.property(streams, fc.nat({ max: 300 }), ([type, bits], size) => {
        const writer = new DeflateWriter().bits(type, 3);
        for (const byte of bits) writer.bits(byte, 8);
        compare(writer.finish(Buffer.alloc(0)), size);
      }),
      runs(400),
    );
  });
});

/** Lengths of `symbols` codes, of at most 15 bits: of a full code, unless something was done to it. */
function codeLengths(symbols: number): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.array(fc.nat(), { minLength: symbols - 1, maxLength: symbols - 1 }), fc.boolean())
    .map(([at, deep]) => {
      const lengths = [0];
      for (const where of at) {
        // Split one of the codes: the last one, to get long ones.
        const open = lengths.flatMap((length, i) => (length < 15 ? [i] : []));
        const index = (deep && lengths.length < 14 ? open.at(-1) : open[where % open.length]) ?? 0;
        const length = (lengths[index] ?? 0) + 1;
        lengths.splice(index, 1, length, length);
      }
      return lengths;
    });
}

test('codes of all shapes are decoded, in full and with a length changed', () => {
  const symbols = fc.array(fc.nat(), { maxLength: 200 });
  const change = fc.option(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 15 })));
  const codes = fc.integer({ min: 2, max: 257 }).chain((n) => fc.tuple(codeLengths(n), codeLengths(Math.min(n, 30))));
  fc.assert(
    fc.property(codes, symbols, change, fc.boolean(), ([some, distances], picks, changed, withMatches) => {
      // The block's end gets the last code; the others go to literals, and some to lengths.
      const lengths = some.slice(0, -1);
      const litlens = [...lengths, ...Array(256 - lengths.length).fill(0), some.at(-1) ?? 0, 0, 0];
      if (withMatches) litlens.splice(258, 1, ...litlens.splice(0, 1, 0));
      if (changed !== null) litlens[changed[0] % litlens.length] = changed[1];
      const writer = new DeflateWriter().dynamic(litlens, distances);
      const bytes: number[] = [];
      for (const pick of picks) {
        const symbol = pick % 259;
        if (symbol === 256 || !litlens[symbol]) continue;
        writer.symbol(litlens, symbol);
        if (symbol < 256) {
          bytes.push(symbol);
          continue;
        }
        // Length 3 or 4, from as far as there is.
        const near = Math.min(bytes.length, 4, distances.length);
        const length = symbol - 254;
        writer.symbol(distances, Math.max(0, near - 1));
        for (let i = 0; i < length; i++) bytes.push(bytes[bytes.length - near] ?? 0);
      }
      compare(writer.symbol(litlens, 256).finish(Buffer.from(bytes)), bytes.length);
    }),
    runs(200),
  );
});
