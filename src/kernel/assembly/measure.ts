import { BLOCK } from './blocks';

/** Units behind the last line break of what was measured last. */
let units: u32 = 0;

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;

/**
 * Counts the line breaks in from..to: LF, CR LF (at its LF) and CR. Behind `to` there must be a byte that is not of the
 * text, or the text must go on there. `unitsBehindBreak` tells the rest.
 */
export function measureLines(from: usize, to: usize): u32 {
  let breaks: u32 = 0;
  let lineStart = from;
  let at = from;
  for (; at + BLOCK <= to; at += BLOCK) {
    const mask = breaksAt(at);
    if (mask == 0) continue;
    breaks += <u32>popcnt(mask);
    lineStart = at + BLOCK - <usize>clz(mask);
  }
  for (; at < to; at++) {
    if (!isBreak(at)) continue;
    breaks++;
    lineStart = at + 1;
  }
  units = unitsIn(lineStart, to);
  return breaks;
}

/** UTF-16 units between the last line break of what was measured last, or its beginning, and its end. */
export function unitsBehindBreak(): u32 {
  return units;
}

/** Which of 64 bytes end a line. */
@inline
function breaksAt(at: usize): u64 {
  return (
    breaks16(at) | (breaks16(at + 16) << 16) | (breaks16(at + 32) << 32) | (breaks16(at + 48) << 48)
  );
}

@inline
function breaks16(at: usize): u64 {
  const bytes = v128.load(at);
  const lf = i8x16.splat(LF);
  const cr = v128.andnot(i8x16.eq(bytes, i8x16.splat(CR)), i8x16.eq(v128.load(at, 1), lf));
  return <u64>i8x16.bitmask(v128.or(i8x16.eq(bytes, lf), cr));
}

@inline
function isBreak(at: usize): bool {
  const byte = load<u8>(at);
  return byte == LF || (byte == CR && load<u8>(at, 1) != LF);
}

/** A byte of UTF-8 begins one unit, the lead of four bytes two, a continuation byte none (RFC 3629); CR counts as none. */
function unitsIn(from: usize, to: usize): u32 {
  let count: u32 = 0;
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    count += <u32>((byte & 0xc0) != 0x80) + <u32>(byte >= 0xf0) - <u32>(byte == CR);
  }
  return count;
}
