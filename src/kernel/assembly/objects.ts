import { BLOCK } from './blocks';

/** Bytes that `scan` needs to be zero behind the input. */
const PADDING: usize = 2 * BLOCK;

/** Fills the bytes before an object with line feeds and those behind it with zeroes, as far as `scan` looks there. */
export function clearAround(object: usize, objectEnd: usize): void {
  fill(object - BLOCK, object, 0x0a);
  fill(objectEnd, objectEnd + PADDING, 0);
}

/** Of a multiple of 16 bytes. */
@inline
function fill(from: usize, to: usize, byte: u8): void {
  for (; from < to; from += 16) v128.store(from, i8x16.splat(<i8>byte));
}
