import {
  DISTANCE_BITS,
  DISTANCE_TABLE,
  FIXED_DISTANCE_BITS,
  FIXED_DISTANCE_TABLE,
  FIXED_LITLEN_BITS,
  FIXED_LITLEN_TABLE,
  LITLEN_BITS,
  LITLEN_TABLE,
} from './codes';
import { BAD_CODE, BAD_DISTANCE, TOO_LONG, TRUNCATED } from './errors';
import { LAST, SPECIAL } from './huffman';
import { copyMatch } from './matches';
import { refilled, stream } from './stream';

/** Bits are shifted left by two here, so that the lowest are the byte offset of an entry in a table. */
const SHIFT: u64 = 2;
const LITLEN_MASK: usize = ((1 << LITLEN_BITS) - 1) << 2;
const DISTANCE_MASK: usize = ((1 << DISTANCE_BITS) - 1) << 2;
const FIXED_LITLEN_MASK: usize = ((1 << FIXED_LITLEN_BITS) - 1) << 2;
const FIXED_DISTANCE_MASK: usize = ((1 << FIXED_DISTANCE_BITS) - 1) << 2;

/** The most bits of a distance: its code and its extra bits. */
const MAX_DISTANCE_BITS: u64 = 28;

@inline
function isLiteral(entry: u64): bool {
  return <i32>entry < 0;
}

/** `fixed` is a constant where this is inlined, so that the table's address is part of the instruction and needs no register. */
@inline
function litlenAt(fixed: bool, bits: u64): u64 {
  return fixed
    ? load<u32>(<usize>bits & FIXED_LITLEN_MASK, FIXED_LITLEN_TABLE)
    : load<u32>(<usize>bits & LITLEN_MASK, LITLEN_TABLE);
}

@inline
function distanceAt(fixed: bool, bits: u64): u64 {
  return fixed
    ? load<u32>(<usize>bits & FIXED_DISTANCE_MASK, FIXED_DISTANCE_TABLE)
    : load<u32>(<usize>bits & DISTANCE_MASK, DISTANCE_TABLE);
}

/** The entry of the second table that `entry` of the first at `table` leads to. Fixed codes have none. */
@inline
function secondAt(table: usize, entry: u64, bits: u64): u64 {
  const index = (entry >>> 16) + ((bits >>> SHIFT) & ((1 << (entry >>> 8)) - 1));
  return load<u32>(table + (<usize>index << 2));
}

/** The extra bits that stand behind the code of `entry`. */
@inline
function extraBits(bits: u64, entry: u64): u32 {
  return <u32>((bits & ((<u64>1 << SHIFT << entry) - 1)) >>> (entry >>> 8) >>> SHIFT);
}

/**
 * Inflates the symbols of a block. Returns 0 or what is wrong.
 *
 * Most of the time is spent between one symbol's look-up and the next, and on mispredicted branches. So nothing else is done
 * between look-ups, and the refills are written out wherever bits may run short.
 */
@inline
function inflateSymbols(fixed: bool): i32 {
  const limit = stream.limit;
  const start = stream.start;
  const toEnd = stream.toEnd;
  let next = stream.position;
  let count = (stream.count & 7) + SHIFT;
  let bits = (stream.bits << SHIFT) & ((1 << count) - 1);
  let to = stream.to;
  if (next > limit) return TRUNCATED;
  bits |= load<u64>(next) << count;
  next += refilled(count);
  count |= 56;
  let entry = litlenAt(fixed, bits);
  // Here there are at least 54 bits: enough for four literals of the first table, or for three and a length.
  for (;;) {
    if (isLiteral(entry)) {
      bits >>>= entry;
      count -= entry;
      if (to + 4 > toEnd) {
        if (to == toEnd) return TOO_LONG;
        store<u8>(to++, entry >>> 16);
        if (next > limit) return TRUNCATED;
        bits |= load<u64>(next) << count;
        next += refilled(count);
        count |= 56;
        entry = litlenAt(fixed, bits);
        continue;
      }
      store<u8>(to, entry >>> 16);
      entry = litlenAt(fixed, bits);
      if (isLiteral(entry)) {
        bits >>>= entry;
        count -= entry;
        store<u8>(to, entry >>> 16, 1);
        entry = litlenAt(fixed, bits);
        if (isLiteral(entry)) {
          bits >>>= entry;
          count -= entry;
          store<u8>(to, entry >>> 16, 2);
          entry = litlenAt(fixed, bits);
          if (isLiteral(entry)) {
            bits >>>= entry;
            count -= entry;
            store<u8>(to, entry >>> 16, 3);
            to += 4;
            if (next > limit) return TRUNCATED;
            bits |= load<u64>(next) << count;
            next += refilled(count);
            count |= 56;
            entry = litlenAt(fixed, bits);
            continue;
          }
          to += 3;
        } else to += 2;
      } else to += 1;
    }
    if (entry & SPECIAL) {
      if (entry & LAST) break;
      bits >>>= entry;
      count -= entry;
      entry = secondAt(LITLEN_TABLE, entry, bits);
      if (isLiteral(entry)) {
        bits >>>= entry;
        count -= entry;
        if (to == toEnd) return TOO_LONG;
        store<u8>(to++, entry >>> 16);
        if (next > limit) return TRUNCATED;
        bits |= load<u64>(next) << count;
        next += refilled(count);
        count |= 56;
        entry = litlenAt(fixed, bits);
        continue;
      }
      if (entry & SPECIAL) break;
    }
    const length = <usize>(entry >>> 16) + extraBits(bits, entry);
    bits >>>= entry;
    count -= entry;
    if ((count & 63) < MAX_DISTANCE_BITS + SHIFT) {
      if (next > limit) return TRUNCATED;
      bits |= load<u64>(next) << count;
      next += refilled(count);
      count |= 56;
    }
    entry = distanceAt(fixed, bits);
    if (entry & SPECIAL) {
      if (entry & LAST) return BAD_CODE;
      bits >>>= entry;
      count -= entry;
      entry = secondAt(DISTANCE_TABLE, entry, bits);
    }
    const distance = <usize>(entry >>> 16) + extraBits(bits, entry);
    bits >>>= entry;
    count -= entry;
    if (distance > to - start) return BAD_DISTANCE;
    if (length > toEnd - to) return TOO_LONG;
    // The next symbol is looked up before the copy, which takes less time.
    if (next > limit) return TRUNCATED;
    bits |= load<u64>(next) << count;
    next += refilled(count);
    count |= 56;
    entry = litlenAt(fixed, bits);
    copyMatch(to, distance, length, toEnd);
    to += length;
  }
  if (entry >>> 16 != 0) return BAD_CODE;
  stream.next = next;
  stream.bits = bits >>> entry >>> SHIFT;
  stream.count = count - entry - SHIFT;
  stream.to = to;
  return 0;
}

/** Inflates a block with the codes of RFC 1951, section 3.2.6. Returns 0 or what is wrong. */
export function inflateFixed(): i32 {
  return inflateSymbols(true);
}

/** Inflates a block with the codes that `readCodes` has read. Returns 0 or what is wrong. */
export function inflateDynamic(): i32 {
  return inflateSymbols(false);
}
