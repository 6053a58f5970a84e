import { BLOCK, Block } from './blocks';

/*
 * Every byte is in at most one class, and every class is a bit, so that sets of classes are unions of bits. A class is
 * a rectangle in the table of ASCII with high nibbles for rows and low nibbles for columns: two look-ups of a nibble
 * and one AND tell the classes of 16 bytes at once.
 */

/** 0-9: high nibble 3, low nibble 0-9. */
const DIGIT: u8 = 0x40;
/** A-O and a-o: high nibble 4 or 6, low nibble 1-F. */
const LETTER_A_O: u8 = 0x20;
/** P-Z, p-z and _: high nibble 5 or 7, low nibble 0-A or F. DEL is in it too, for there are no more bits. */
const LETTER_P_Z: u8 = 0x10;
/** + - / */
const SIGN: u8 = 0x08;
/** [ \ */
const BRACKET: u8 = 0x04;
const PERCENT: u8 = 0x02;
/** Control characters of text are left out: tab, line feed, carriage return. */
const CONTROL: u8 = 0x01;
/** High nibble 1 or 8-F. This and the three classes above are the marks: bytes that begin an escape, or do not occur in text. */
const BEYOND: u8 = 0x80;

const WORD: u8 = DIGIT | LETTER_A_O | LETTER_P_Z;
/** As signed numbers, classes of words are above this one, and those of the alphabets of base64 and base64url above that. */
const BELOW_WORDS: i8 = 0x0f;
const BELOW_RUNS: i8 = 0x07;

/** Classes by low nibble. */
const BY_LOW = memory.data<u8>([
  DIGIT | LETTER_P_Z | CONTROL | BEYOND,
  WORD | CONTROL | BEYOND,
  WORD | CONTROL | BEYOND,
  WORD | CONTROL | BEYOND,
  WORD | CONTROL | BEYOND,
  WORD | PERCENT | CONTROL | BEYOND,
  WORD | CONTROL | BEYOND,
  WORD | CONTROL | BEYOND,
  WORD | CONTROL | BEYOND,
  WORD | BEYOND,
  LETTER_A_O | LETTER_P_Z | BEYOND,
  LETTER_A_O | SIGN | BRACKET | CONTROL | BEYOND,
  LETTER_A_O | BRACKET | CONTROL | BEYOND,
  LETTER_A_O | SIGN | BEYOND,
  LETTER_A_O | CONTROL | BEYOND,
  LETTER_A_O | LETTER_P_Z | SIGN | CONTROL | BEYOND,
]);

/** Classes by high nibble. */
const BY_HIGH = memory.data<u8>([
  CONTROL,
  BEYOND,
  SIGN | PERCENT,
  DIGIT,
  LETTER_A_O,
  LETTER_P_Z | BRACKET,
  LETTER_A_O,
  LETTER_P_Z,
  BEYOND,
  BEYOND,
  BEYOND,
  BEYOND,
  BEYOND,
  BEYOND,
  BEYOND,
  BEYOND,
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

/** Which of 64 bytes have a class above `limit`. */
@inline
function above(a: v128, b: v128, c: v128, d: v128, limit: v128): u64 {
  return (
    <u64>i8x16.bitmask(i8x16.gt_s(a, limit)) |
    (<u64>i8x16.bitmask(i8x16.gt_s(b, limit)) << 16) |
    (<u64>i8x16.bitmask(i8x16.gt_s(c, limit)) << 32) |
    (<u64>i8x16.bitmask(i8x16.gt_s(d, limit)) << 48)
  );
}

/** Which of 64 bytes have none. */
@inline
function none(a: v128, b: v128, c: v128, d: v128): u64 {
  const zero = i8x16.splat(0);
  return (
    <u64>i8x16.bitmask(i8x16.eq(a, zero)) |
    (<u64>i8x16.bitmask(i8x16.eq(b, zero)) << 16) |
    (<u64>i8x16.bitmask(i8x16.eq(c, zero)) << 32) |
    (<u64>i8x16.bitmask(i8x16.eq(d, zero)) << 48)
  );
}

/** Fills in `words`, `runs` and `marks` of `count` blocks whose bytes are at `at`. */
export function classifyBlocks(block: Block, count: usize, at: usize): void {
  const byLow = v128.load(BY_LOW);
  const byHigh = v128.load(BY_HIGH);
  const nibbles = v128.load(NIBBLES);
  const word = i8x16.splat(BELOW_WORDS);
  const run = i8x16.splat(BELOW_RUNS);
  for (; count != 0; count--) {
    const a = classesOf(v128.load(at), byLow, byHigh, nibbles);
    const b = classesOf(v128.load(at, 16), byLow, byHigh, nibbles);
    const c = classesOf(v128.load(at, 32), byLow, byHigh, nibbles);
    const d = classesOf(v128.load(at, 48), byLow, byHigh, nibbles);
    block.words = above(a, b, c, d, word);
    const runs = above(a, b, c, d, run);
    block.runs = runs;
    block.marks = ~(runs | none(a, b, c, d));
    block = block.after;
    at += BLOCK;
  }
}

/** Which of the 64 bytes at `at` are `byte`. */
export function equalAt(at: usize, byte: u8): u64 {
  let found: u64 = 0;
  for (let i: usize = 0; i < BLOCK; i += 16) {
    found |= <u64>i8x16.bitmask(i8x16.eq(v128.load(at + i), i8x16.splat(<i8>byte))) << i;
  }
  return found;
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

@inline
export function isHexDigit(byte: u8): bool {
  return isDigit(byte) || isHexLetter(byte);
}

/** Of [A-Za-z0-9_]. */
@inline
export function isWordCharacter(byte: u8): bool {
  return isDigit(byte) || isLetter(byte) || byte == 0x5f;
}

/** A control character that does not occur in text, or a byte beyond ASCII. */
@inline
export function isMark(byte: u8): bool {
  return byte >= 0x80 || (byte < 0x20 && byte != 0x09 && byte != 0x0a && byte != 0x0d);
}

/** Of the alphabets of base64 and base64url: [A-Za-z0-9+/_-]. */
@inline
export function isRunCharacter(byte: u8): bool {
  return isDigit(byte) || isLetter(byte) || byte == 0x2b || byte == 0x2f || byte == 0x5f || byte == 0x2d;
}

/**
 * The bit, of eight, for a byte in a table of what may follow others: by its three lowest bits, which do not depend on the case
 * of letters.
 */
@inline
export function followerOf(byte: u8): u8 {
  return 1 << (byte & 7);
}
