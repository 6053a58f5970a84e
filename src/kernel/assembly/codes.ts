import { BAD_CODE_LENGTHS, TRUNCATED } from './errors';
import { NO_CODE, SPECIAL, buildTable, extraBits, fillReversed } from './huffman';
import { fillPatterns } from './matches';
import { refilled, stream } from './stream';
import { DISTANCE_SYMBOLS, LENGTH_SYMBOLS, LITLEN_SYMBOLS, fillSymbols } from './symbols';

/*
 * How many bits the tables are looked up with, and how many entries they can have, with those of second tables: zlib's
 * examples/enough.c tells how many 286 and 30 symbols need.
 */
export const LITLEN_BITS: u32 = 10;
export const LITLEN_TABLE: usize = memory.data(1332 * 4, 64);
export const DISTANCE_BITS: u32 = 8;
export const DISTANCE_TABLE: usize = memory.data(400 * 4, 64);
/** As long as the longest code of a code length, so that there are no second tables. */
const LENGTH_BITS: u32 = 7;
const LENGTH_TABLE: usize = memory.data(128 * 4, 64);

export const FIXED_LITLEN_BITS: u32 = 9;
export const FIXED_LITLEN_TABLE: usize = memory.data(512 * 4, 64);
export const FIXED_DISTANCE_BITS: u32 = 5;
export const FIXED_DISTANCE_TABLE: usize = memory.data(32 * 4, 64);

/** The lengths of a code's symbols, a byte for each, and room for seven bytes more than the last one. */
const LENGTHS: usize = memory.data(320, 64);
const DISTANCE_LENGTHS: usize = memory.data(64, 64);

/** How many symbols have each length, 32 bits each. NONE_BEFORE counts repetitions with no length before them: an error. */
const COUNTS: usize = memory.data(20 * 4, 64);
const DISTANCE_COUNTS: usize = memory.data(20 * 4, 64);
const NONE_BEFORE: u32 = 16;

/** The order in which the lengths of code lengths stand, RFC 1951 section 3.2.7. */
const LENGTH_ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** The last length that `readLengths` has read. */
let lastLength: u32 = 0;

let filled = false;

/** Fills the tables that are the same for every stream, once. */
export function fillCodes(): void {
  if (filled) return;
  filled = true;
  fillReversed();
  fillSymbols();
  fillPatterns();
  // RFC 1951, section 3.2.6.
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  clear(COUNTS, 80);
  store<u32>(COUNTS, 24, 7 * 4);
  store<u32>(COUNTS, 152, 8 * 4);
  store<u32>(COUNTS, 112, 9 * 4);
  buildTable(FIXED_LITLEN_TABLE, FIXED_LITLEN_BITS, LENGTHS, 288, COUNTS, LITLEN_SYMBOLS);
  memory.fill(DISTANCE_LENGTHS, 5, 32);
  clear(COUNTS, 80);
  store<u32>(COUNTS, 32, 5 * 4);
  buildTable(FIXED_DISTANCE_TABLE, FIXED_DISTANCE_BITS, DISTANCE_LENGTHS, 32, COUNTS, DISTANCE_SYMBOLS);
}

/** Reads the codes of a block with dynamic ones, RFC 1951 section 3.2.7. Returns 0 or what is wrong. */
export function readCodes(): i32 {
  let next = stream.next;
  if (next > stream.limit) return TRUNCATED;
  let count = stream.count;
  let bits = stream.bits | (load<u64>(next) << count);
  next += refilled(count);
  count |= 56;
  const litlens = 257 + (<u32>bits & 31);
  const distances = 1 + (<u32>(bits >>> 5) & 31);
  const lengths: usize = <usize>(bits >>> 10) & 15;
  if (litlens > 286 || distances > 30) return BAD_CODE_LENGTHS;
  bits >>>= 14;
  count -= 14;
  clear(LENGTHS, 32);
  clear(COUNTS, 80);
  for (let at: usize = 0; at < lengths + 4; at++) {
    // Of three bits each: 57 bits, if they are all there.
    if (at == 14) {
      if (next > stream.limit) return TRUNCATED;
      bits |= load<u64>(next) << count;
      next += refilled(count);
      count |= 56;
    }
    const length = <u32>bits & 7;
    bits >>>= 3;
    count -= 3;
    store<u8>(LENGTHS + load<u8>(LENGTH_ORDER + at), length);
    increase(COUNTS, length, 1);
  }
  stream.bits = bits;
  stream.count = count;
  stream.next = next;
  if (!buildTable(LENGTH_TABLE, LENGTH_BITS, LENGTHS, 19, COUNTS, LENGTH_SYMBOLS)) return BAD_CODE_LENGTHS;
  // Here zlib wants a complete code in any case.
  if (load<u32>(LENGTH_TABLE, 4) == NO_CODE) return BAD_CODE_LENGTHS;
  return readTables(litlens, distances);
}

function readTables(litlens: u32, distances: u32): i32 {
  clear(LENGTHS, 304);
  clear(COUNTS, 80);
  clear(DISTANCE_LENGTHS, 64);
  clear(DISTANCE_COUNTS, 80);
  lastLength = NONE_BEFORE;
  let at = readLengths(LENGTHS, 0, litlens, COUNTS);
  if (at == 0) return TRUNCATED;
  // The last length may be repeated for the first distances.
  const over = at - litlens;
  store<u64>(LENGTHS + litlens, 0);
  store<u64>(DISTANCE_LENGTHS, eightTimes(lastLength));
  increase(COUNTS, lastLength, 0 - over);
  increase(DISTANCE_COUNTS, lastLength, over);
  at = readLengths(DISTANCE_LENGTHS, over, distances, DISTANCE_COUNTS);
  if (at == 0) return TRUNCATED;
  if (at > distances) return BAD_CODE_LENGTHS;
  store<u64>(DISTANCE_LENGTHS + distances, 0);
  if (load<u32>(COUNTS + NONE_BEFORE * 4) != 0) return BAD_CODE_LENGTHS;
  // Without a code for its end, a block would have none.
  if (load<u8>(LENGTHS, 256) == 0) return BAD_CODE_LENGTHS;
  if (!buildTable(LITLEN_TABLE, LITLEN_BITS, LENGTHS, litlens, COUNTS, LITLEN_SYMBOLS)) return BAD_CODE_LENGTHS;
  if (!buildTable(DISTANCE_TABLE, DISTANCE_BITS, DISTANCE_LENGTHS, distances, DISTANCE_COUNTS, DISTANCE_SYMBOLS)) {
    return BAD_CODE_LENGTHS;
  }
  return 0;
}

/**
 * Reads the lengths from number `at` on until there are `end`, or more, if the last one is repeated further. Returns
 * how many, or 0 if the input ends before.
 *
 * Branches that depend on the lengths could not be predicted. So it writes each length eight times, however often it is
 * repeated: the surplus is overwritten by the next, and zeroes, of which there can be more, are there from the start.
 */
function readLengths(lengths: usize, at: u32, end: u32, counts: usize): u32 {
  let next = stream.next;
  let bits = stream.bits;
  let count = stream.count;
  let length = lastLength;
  while (at < end) {
    if (next > stream.limit) return 0;
    bits |= load<u64>(next) << count;
    next += refilled(count);
    count |= 56;
    // Codes of at most 7 bits, with up to 7 extra bits.
    for (let i = 0; i < 4; i++) {
      const entry = <u64>load<u32>(<usize>(bits & ((1 << LENGTH_BITS) - 1)) << 2, LENGTH_TABLE);
      const times = <u32>(entry >>> 24) + extraBits(bits, entry);
      // As before, if it is SPECIAL: its own is 0 then.
      length = (length & <u32>(<i32>(entry << 17) >> 31)) | (<u32>(entry >>> 16) & 0xff);
      bits >>>= entry;
      count -= entry;
      store<u64>(lengths + at, eightTimes(length));
      increase(counts, length, times);
      at += times;
      if (at >= end) break;
    }
  }
  stream.next = next;
  stream.bits = bits;
  stream.count = count;
  lastLength = length;
  return at;
}

@inline
function eightTimes(byte: u32): u64 {
  return <u64>byte * 0x0101010101010101;
}

@inline
function increase(counts: usize, length: u32, by: u32): void {
  const count = counts + (length << 2);
  store<u32>(count, load<u32>(count) + by);
}

/** `size` is a multiple of 16. */
@inline
function clear(at: usize, size: usize): void {
  const zeroes = i8x16.splat(0);
  for (const end = at + size; at < end; at += 16) v128.store(at, zeroes);
}
