import { readdirSync, readFileSync } from 'node:fs';
import { constants, deflateSync, inflateSync, type ZlibOptions } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantiate } from '../../src/kernel/wasm.ts';
import { DeflateWriter, FIXED_DISTANCES, FIXED_LITLENS } from './deflate.ts';

/** src/kernel/assembly/errors.ts */
const TRUNCATED = -1;
const TOO_LONG = -2;
const TOO_SHORT = -3;
const BAD_HEADER = -4;
const BAD_BLOCK_TYPE = -5;
const BAD_STORED_LENGTH = -6;
const BAD_CODE_LENGTHS = -7;
const BAD_CODE = -8;
const BAD_DISTANCE = -9;
const BAD_CHECKSUM = -10;

const ROOM = 512 * 1024;
/** Bytes behind the input that may be read. */
const READ_AHEAD = 16;
const AROUND = 64;
const SENTINEL = 0xb7;

const LETTERS = 'abcdefghijklmn';

const wasm = instantiate();
const input = wasm.reserve(ROOM);
const output = wasm.reserve(ROOM) + AROUND;
const memory = new Uint8Array(wasm.memory.buffer);

/** What the kernel makes of a stream: what is wrong, or how long the stream is and its bytes. */
function inflate(stream: Uint8Array, size: number): number | { consumed: number; bytes: Buffer } {
  memory.set(stream, input);
  // What stands behind the input must not matter.
  memory.fill(0x3b, input + stream.length, input + stream.length + READ_AHEAD);
  memory.fill(SENTINEL, output - AROUND, output + size + AROUND);
  const result = wasm.inflate(input, input + stream.length, output, output + size);
  const around = [memory.subarray(output - AROUND, output), memory.subarray(output + size, output + size + AROUND)];
  for (const bytes of around) if (bytes.some((byte) => byte !== SENTINEL)) throw new Error('it wrote elsewhere');
  return result < 0 ? result : { consumed: result, bytes: Buffer.from(memory.subarray(output, output + size)) };
}

/** What zlib makes of it; undefined, if that is not `size` bytes. */
function expected(stream: Uint8Array, size: number): { consumed: number; bytes: Buffer } | undefined {
  try {
    // With `info` it gives an object, which its types do not know.
    const { buffer, engine } = inflateSync(stream, { info: true } as ZlibOptions) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return buffer.length === size ? { consumed: engine.bytesWritten, bytes: buffer } : undefined;
  } catch {
    return undefined;
  }
}

/** That the kernel judges a stream as zlib does. */
function compare(stream: Uint8Array, size: number): void {
  const found = inflate(stream, size);
  const wanted = expected(stream, size);
  if (typeof found === 'number' ? wanted === undefined : wanted && found.consumed === wanted.consumed) {
    if (typeof found === 'number' || wanted?.bytes.equals(found.bytes)) return;
  }
  expect(found).toEqual(wanted ?? expect.any(Number));
}

function seeded(size: number, alphabet: number, seed: number): Buffer {
  let state = seed;
  return Buffer.from(
    Array.from({ length: size }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * alphabet) + (alphabet < 64 ? 97 : 0);
    }),
  );
}

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
    { numRuns: 400 },
  );
});

test('source files are inflated to what they were', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
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
      { numRuns: 600 },
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
      { numRuns: 2000 },
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
    { numRuns: 800 },
  );
});

describe('by hand', () => {
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
});
