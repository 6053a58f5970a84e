import { isDigit } from './classes';
import { PACKED, addResult } from './results';

/*
 * Text in another alphabet: characters that are written as escapes although none of them needs to be, and hexadecimal
 * digits that stand for characters. Only the beginning is checked here; `unpack.ts` reads the whole.
 */

/** Escapes in a row. */
const ESCAPES: u32 = 6;
/** Hexadecimal digits: a hash that looks like text in as many is one in a million. */
const DIGITS: usize = 32;
/** The longest escape that is looked for before another: only from the first of several on there is something to read. */
const LONGEST_BEFORE: usize = 6;

/** Adds where escapes of visible characters begin, which may be escapes again. Bits of `marks` are set at backslashes, percent signs and others. */
export function findEscaped(at: usize, marks: u64): void {
  for (; marks != 0; marks &= marks - 1) {
    const start = at + <usize>ctz(marks);
    const size = escapeSize(start);
    if (size == 0 || (size <= LONGEST_BEFORE && escapeSize(start - size) == size)) continue;
    let end = start + size;
    let count: u32 = 1;
    for (; count < ESCAPES; count++) {
      const next = escapeSize(end);
      if (next == 0) break;
      end += next;
    }
    if (count == ESCAPES) addResult(PACKED, 0, start, end);
  }
}

/** Adds the words that begin at the set bits of `starts` and are hexadecimal digits of text, perhaps behind `0x` or `\x`. */
export function findHexText(at: usize, starts: u64): void {
  for (; starts != 0; starts &= starts - 1) {
    const start = at + <usize>ctz(starts);
    const digits = start + hexPrefix(start);
    let next = digits;
    for (const end = digits + DIGITS; next < end && isPrintable(hexByte(next)); ) next += 2;
    if (next == digits + DIGITS) addResult(PACKED, 0, start, next);
  }
}

/** Length of the escape at `at` of one visible character; 0 if there is none. */
function escapeSize(at: usize): usize {
  const first = load<u8>(at);
  if (first == 0x25 /* % */) return isVisible(hexByte(at + 1)) ? 3 : 0;
  if (first != 0x5c /* \ */) return 0;
  const kind = load<u8>(at + 1);
  if (isDigit(kind)) return numericSize(at);
  if (kind == 0x78 /* x */ || kind == 0x75 /* u */) {
    // `\x{67}`, `\u{67}`
    if (load<u8>(at + 2) == 0x7b /* { */) return isVisible(hexByte(at + 3)) && load<u8>(at + 5) == 0x7d /* } */ ? 6 : 0;
    if (kind == 0x78) return isVisible(hexByte(at + 2)) ? 4 : 0;
    return load<u16>(at + 2) == 0x3030 && isVisible(hexByte(at + 4)) ? 6 : 0;
  }
  // `\U00000067`
  const isLong = kind == 0x55 /* U */ && load<u32>(at + 2) == 0x30303030 && load<u16>(at + 6) == 0x3030;
  return isLong && isVisible(hexByte(at + 8)) ? 10 : 0;
}

/** Of a backslash and a digit: `\147` in C, `\67 ` and `\000067` in CSS. */
function numericSize(at: usize): usize {
  if (load<u32>(at + 1) == 0x30303030) return isVisible(hexByte(at + 5)) ? 7 : 0;
  if (load<u8>(at + 3) == 0x20) return isVisible(hexByte(at + 1)) ? 4 : 0;
  const octal = (octalOf(at + 1) << 6) | (octalOf(at + 2) << 3) | octalOf(at + 3);
  return octal < 128 && isVisible(octal) ? 4 : 0;
}

/** The value of the octal digit at `at`, or else more than 7. */
@inline
function octalOf(at: usize): u32 {
  const digit = load<u8>(at) - 0x30;
  return digit < 8 ? <u32>digit : 0xff;
}

/** 1 behind a backslash for the `x` of `\x67687071`, 2 for `0x`. */
@inline
function hexPrefix(at: usize): usize {
  if ((load<u16>(at) | 0x2000) == 0x7830 /* 0x */) return 2;
  return load<u8>(at) == 0x78 && load<u8>(at - 1) == 0x5c ? 1 : 0;
}

/** The byte that the two hexadecimal digits at `at` stand for; 0 if they are none. */
@inline
function hexByte(at: usize): u32 {
  const high = digitOf(load<u8>(at));
  const low = digitOf(load<u8>(at + 1));
  return (high | low) > 15 ? 0 : (high << 4) | low;
}

/** The value of a hexadecimal digit, or else more than 15. */
@inline
function digitOf(byte: u8): u32 {
  if (isDigit(byte)) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? <u32>letter + 10 : 0xff;
}

@inline
function isPrintable(byte: u32): bool {
  return byte - 0x20 < 0x5f || byte == 0x0a || byte == 0x0d;
}

@inline
function isVisible(byte: u32): bool {
  return byte - 0x21 < 0x5e;
}
