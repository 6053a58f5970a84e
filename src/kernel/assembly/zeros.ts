import { SEGMENT_SIZE, Segment } from './segment';

/*
 * Whether there are zeros in an object, as in text of UTF-16, in programs and in pictures.
 */

const STEP: usize = 64;

/** Whether there is a zero in what is in none of `count` segments of the object, which are in order. */
export function addsZero(object: usize, length: usize, segments: usize, count: u32): bool {
  let done: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const segment = changetype<Segment>(segments + <usize>i * SEGMENT_SIZE);
    if (hasZero(object + done, object + segment.start)) return true;
    done = segment.end;
  }
  return hasZero(object + done, object + length);
}

function hasZero(from: usize, to: usize): bool {
  for (; from + STEP <= to; from += STEP) {
    const least = i8x16.min_u(
      i8x16.min_u(v128.load(from), v128.load(from, 16)),
      i8x16.min_u(v128.load(from, 32), v128.load(from, 48)),
    );
    if (!i8x16.all_true(least)) return true;
  }
  for (; from < to; from++) if (load<u8>(from) == 0) return true;
  return false;
}
