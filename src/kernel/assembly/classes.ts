import { BLOCK, Block } from './blocks';

/*
 * Every byte is in at most one class, and every class is a bit, so that sets of classes are unions of bits. A class is
 * a rectangle in the table of ASCII with high nibbles for rows and low nibbles for columns: two look-ups of a nibble
 * and one AND tell the classes of 16 bytes at once.
 */

/** 0-9: high nibble 3, low nibble 0-9. */
const DIGIT: u8 = 0x01;
/** A-O and a-o: high nibble 4 or 6, low nibble 1-F. */
const LETTER_A_O: u8 = 0x02;
/** P-Z and p-z: high nibble 5 or 7, low nibble 0-A. */
const LETTER_P_Z: u8 = 0x04;
const UNDERSCORE: u8 = 0x08;
const DASH: u8 = 0x10;
const PLUS_SLASH: u8 = 0x20;
const BACKSLASH: u8 = 0x40;
const PERCENT: u8 = 0x80;

export const ALNUM: u8 = DIGIT | LETTER_A_O | LETTER_P_Z;
const WORD: u8 = ALNUM | UNDERSCORE;
/** The alphabets of base64 and base64url together. */
const RUN: u8 = WORD | DASH | PLUS_SLASH;
const ESCAPE: u8 = BACKSLASH | PERCENT;

/** Classes by low nibble. */
const BY_LOW = memory.data<u8>([
  DIGIT | LETTER_P_Z,
  ALNUM,
  ALNUM,
  ALNUM,
  ALNUM,
  ALNUM | PERCENT,
  ALNUM,
  ALNUM,
  ALNUM,
  ALNUM,
  LETTER_A_O | LETTER_P_Z,
  LETTER_A_O | PLUS_SLASH,
  LETTER_A_O | BACKSLASH,
  LETTER_A_O | DASH,
  LETTER_A_O,
  LETTER_A_O | UNDERSCORE | PLUS_SLASH,
]);

/** Classes by high nibble: none for control characters and beyond ASCII. */
const BY_HIGH = memory.data<u8>([
  0,
  0,
  DASH | PLUS_SLASH | PERCENT,
  DIGIT,
  LETTER_A_O,
  LETTER_P_Z | UNDERSCORE | BACKSLASH,
  LETTER_A_O,
  LETTER_P_Z,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
]);

/** Loaded rather than written as a literal, which V8 would build anew every time it is used in a loop. */
const NIBBLES = memory.data<u8>([15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15]);

/** The classes of 16 bytes. */
@inline
function classesOf(bytes: v128, byLow: v128, byHigh: v128, nibbles: v128): v128 {
  const low = v128.and(bytes, nibbles);
  const high = v128.and(i16x8.shr_u(bytes, 4), nibbles);
  return v128.and(i8x16.swizzle(byLow, low), i8x16.swizzle(byHigh, high));
}

/** Which of 64 bytes, given their classes, are in one of `classes`. */
@inline
function members(a: v128, b: v128, c: v128, d: v128, classes: v128): u64 {
  return ~(
    outsiders(a, classes) |
    (outsiders(b, classes) << 16) |
    (outsiders(c, classes) << 32) |
    (outsiders(d, classes) << 48)
  );
}

/** Which of 16 bytes are not: to compare for inequality would take an instruction more. */
@inline
function outsiders(bytes: v128, classes: v128): u64 {
  return <u64>i8x16.bitmask(i8x16.eq(v128.and(bytes, classes), i8x16.splat(0)));
}

/** Fills in `words`, `runs` and `escapes` of `count` blocks whose bytes are at `at`. */
export function classifyBlocks(block: Block, count: usize, at: usize): void {
  const byLow = v128.load(BY_LOW);
  const byHigh = v128.load(BY_HIGH);
  const nibbles = v128.load(NIBBLES);
  const word = i8x16.splat(<i8>WORD);
  const run = i8x16.splat(<i8>RUN);
  const escape = i8x16.splat(<i8>ESCAPE);
  for (; count != 0; count--) {
    const a = classesOf(v128.load(at), byLow, byHigh, nibbles);
    const b = classesOf(v128.load(at, 16), byLow, byHigh, nibbles);
    const c = classesOf(v128.load(at, 32), byLow, byHigh, nibbles);
    const d = classesOf(v128.load(at, 48), byLow, byHigh, nibbles);
    block.words = members(a, b, c, d, word);
    block.runs = members(a, b, c, d, run);
    block.escapes = members(a, b, c, d, escape);
    block = block.after;
    at += BLOCK;
  }
}

/** Which of the 64 bytes at `at` are in one of `classes`. */
export function membersAt(at: usize, classes: u8): u64 {
  const byLow = v128.load(BY_LOW);
  const byHigh = v128.load(BY_HIGH);
  const nibbles = v128.load(NIBBLES);
  return members(
    classesOf(v128.load(at), byLow, byHigh, nibbles),
    classesOf(v128.load(at, 16), byLow, byHigh, nibbles),
    classesOf(v128.load(at, 32), byLow, byHigh, nibbles),
    classesOf(v128.load(at, 48), byLow, byHigh, nibbles),
    i8x16.splat(<i8>classes),
  );
}

@inline
export function isDigit(byte: u8): bool {
  return byte - 0x30 < 10;
}

@inline
export function isLetter(byte: u8): bool {
  return (byte | 0x20) - 0x61 < 26;
}

/** A-F or a-f. */
@inline
export function isHexLetter(byte: u8): bool {
  return (byte | 0x20) - 0x61 < 6;
}

/** Of the alphabets of base64 and base64url: [A-Za-z0-9+/_-]. */
@inline
export function isRunCharacter(byte: u8): bool {
  return isDigit(byte) || isLetter(byte) || byte == 0x2b || byte == 0x2f || byte == 0x5f || byte == 0x2d;
}
