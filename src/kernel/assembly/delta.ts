import { copyBytes } from './copy';
import { BAD_COPY, BAD_INSTRUCTION, TOO_LONG, TOO_SHORT, TRUNCATED } from './errors';
import { SEGMENT_SIZE, Segment } from './segment';

/** Bit of an instruction's first byte: it copies from the base; otherwise it inserts bytes that follow it. */
const COPY: u32 = 0x80;

/** For each first byte of a copy, without COPY: how to shuffle the bytes behind it into two numbers of 32 bits. */
const SHUFFLES: usize = memory.data(128 * 8, 64);

let filled = false;

/** Bits 0-3 tell which bytes of the offset follow, bits 4-6 which of the size; the others are 0. */
function fillShuffles(): void {
  if (filled) return;
  filled = true;
  memory.fill(SHUFFLES, 0xff, 128 * 8);
  for (let first: u32 = 0; first < 128; first++) {
    let at: u32 = 0;
    for (let bit: u32 = 0; bit < 7; bit++) {
      if ((first >>> bit) & 1) store<u8>(SHUFFLES + ((first << 3) | bit), at++);
    }
  }
}

/**
 * Makes an object, which must fill to..toEnd, by the instructions of a delta (gitformat-pack, "Deltified
 * representation"), without the sizes at its start. Returns how many segments there are, or what is wrong (errors.ts).
 * It reads up to 16 bytes behind `deltaEnd` and `baseEnd`.
 *
 * At `segments` it puts a `Segment` for each range, in their order, of which none continues the one before in both
 * objects. There is room for one to every two bytes of instructions and one more; ranges beyond, as only a copy of the
 * base's first 65536 bytes over and over makes them, are left out: as if their bytes had been added.
 */
export function applyDelta(
  delta: usize,
  deltaEnd: usize,
  base: usize,
  baseEnd: usize,
  to: usize,
  toEnd: usize,
  segments: usize,
): i32 {
  fillShuffles();
  const start = to;
  const segmentsEnd = segments + ((deltaEnd - delta) / 2 + 1) * SEGMENT_SIZE;
  let segment = segments;
  /** Where the last range ends in both objects. */
  let lastEnd: usize = 0;
  let lastFrom: usize = 0;
  while (delta < deltaEnd) {
    const first = <u32>load<u8>(delta++);
    if (first & COPY) {
      const operands = i8x16.swizzle(v128.load(delta), v128.load64_zero(SHUFFLES + ((first ^ COPY) << 3)));
      delta += <usize>popcnt(first ^ COPY);
      if (delta > deltaEnd) return TRUNCATED;
      const from = base + <usize>i32x4.extract_lane(operands, 0);
      let size = <usize>i32x4.extract_lane(operands, 1);
      if (size == 0) size = 0x10000;
      if (from < base || from > baseEnd || size > baseEnd - from) return BAD_COPY;
      if (size > toEnd - to) return TOO_LONG;
      copyBytes(to, from, size, toEnd);
      to += size;
      if (from == lastFrom && to - size == lastEnd) {
        changetype<Segment>(segment - SEGMENT_SIZE).end = <u32>(to - start);
      } else if (segment < segmentsEnd) {
        const copied = changetype<Segment>(segment);
        copied.start = <u32>(to - size - start);
        copied.end = <u32>(to - start);
        copied.base = <u32>(from - base);
        segment += SEGMENT_SIZE;
      } else continue;
      lastEnd = to;
      lastFrom = from + size;
    } else {
      const size = <usize>first;
      if (size == 0) return BAD_INSTRUCTION;
      if (size > deltaEnd - delta) return TRUNCATED;
      if (size > toEnd - to) return TOO_LONG;
      copyBytes(to, delta, size, toEnd);
      delta += size;
      to += size;
    }
  }
  return to == toEnd ? <i32>((segment - segments) / SEGMENT_SIZE) : TOO_SHORT;
}
