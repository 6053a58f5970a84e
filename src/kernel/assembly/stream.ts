/** The stream being inflated. Functions that read or write a lot keep its fields in locals meanwhile. */
@unmanaged
class Stream {
  /** The next bits, from the lowest up, and perhaps some of those behind them. */
  bits: u64;
  /** How many bits there are for certain, in the lowest six bits of it. */
  count: u64;
  /** The byte to read bits from next. */
  next: usize;
  /** Where the input ends, and the last byte to make `next`: 16 bytes behind the end may be read. */
  end: usize;
  limit: usize;
  /** Where the output begins, how far it got, and where it must end. */
  start: usize;
  to: usize;
  toEnd: usize;

  /** The byte that the next bit is in or begins. */
  @inline
  get position(): usize {
    return this.next - <usize>((this.count & 63) >>> 3);
  }

  /** Goes on at the first bit of a byte. */
  @inline
  moveTo(at: usize): void {
    this.bits = 0;
    this.count = 0;
    this.next = at;
  }
}

export const stream = changetype<Stream>(memory.data(offsetof<Stream>(), 64));

/*
 * This makes at least 56 bits of what there is:
 *
 *   bits |= load<u64>(next) << count;
 *   next += refilled(count);
 *   count |= 56;
 *
 * Shifts by 64-bit amounts use only their lowest six bits. The caller makes sure that `next` is at most 8 bytes behind
 * `end`, so that no more than 16 are read there.
 */

/** By how many bytes `next` moves. */
@inline
export function refilled(count: u64): usize {
  return 7 - <usize>((count >>> 3) & 7);
}
