import { BLOCK } from './blocks';

/** Bytes that `scan` needs to be zero behind the input. */
const PADDING: usize = 2 * BLOCK;

/** Fills the bytes before and behind an object with zeroes, as far as `scan` looks there. */
export function clearAround(object: usize, objectEnd: usize): void {
  clear(object - BLOCK, object);
  clear(objectEnd, objectEnd + PADDING);
}

/** Of a multiple of 16 bytes. */
@inline
function clear(from: usize, to: usize): void {
  for (; from < to; from += 16) v128.store(from, i64x2.splat(0));
}
