import { BLOCK, Block } from './blocks';

/** Before which bytes of the block at `at` an escape ends. */
@inline
export function escapeEnds(block: Block, at: usize): u64 {
  // The longest escape has six bytes, so only those of the last six in the block before can reach into this one.
  return block.escapes | (block.before.escapes >>> 58) ? escapeEndsAt(at) : 0;
}

/** The same without a look at whether there is any. It handles 16 bytes at once, for some files consist of escapes. */
function escapeEndsAt(at: usize): u64 {
  let ends: u64 = 0;
  for (let i: usize = 0; i < BLOCK; i += 16) ends |= <u64>i8x16.bitmask(endsAt(at + i)) << i;
  return ends;
}

/** Before which of 16 bytes an escape ends. */
@inline
function endsAt(at: usize): v128 {
  const hex2 = v128.and(hexDigits(at - 2), hexDigits(at - 1));
  const hex4 = v128.and(v128.and(hexDigits(at - 4), hexDigits(at - 3)), hex2);
  const n = bytes(at - 1, 0x6e);
  const r = bytes(at - 1, 0x72);
  const t = bytes(at - 1, 0x74);
  const control = v128.and(bytes(at - 2, BACKSLASH), v128.or(v128.or(n, r), t));
  const byte = v128.and(v128.and(bytes(at - 4, BACKSLASH), bytes(at - 3, 0x78 /* x */)), hex2);
  const unicode = v128.and(v128.and(bytes(at - 6, BACKSLASH), bytes(at - 5, 0x75 /* u */)), hex4);
  const percent = v128.and(bytes(at - 3, 0x25 /* % */), hex2);
  return v128.or(v128.or(control, byte), v128.or(unicode, percent));
}

const BACKSLASH: u8 = 0x5c;

/** Which of 16 bytes are `byte`. */
@inline
function bytes(at: usize, byte: u8): v128 {
  return i8x16.eq(v128.load(at), i8x16.splat(<i8>byte));
}

/** Which of 16 bytes are of [0-9A-Fa-f]. */
@inline
function hexDigits(at: usize): v128 {
  const byte = v128.load(at);
  const digit = i8x16.sub(byte, i8x16.splat(0x30));
  const letter = i8x16.sub(v128.or(byte, i8x16.splat(0x20)), i8x16.splat(0x61));
  return v128.or(i8x16.lt_u(digit, i8x16.splat(10)), i8x16.lt_u(letter, i8x16.splat(6)));
}
