const DIGITS = 1 << 16;

/**
 * The positions in `offsets` in the order of their values. A radix sort by 16 bits at a time is many times as fast as a sort by
 * comparisons.
 * @param offsets whole numbers from 0 to 2^53
 */
export function orderOf(offsets: Float64Array): Uint32Array {
  const low = new Uint32Array(offsets.length);
  const high = new Uint32Array(offsets.length);
  let largest = 0;
  for (let i = 0; i < offsets.length; i++) {
    const offset = offsets[i] ?? 0;
    if (offset > largest) largest = offset;
    low[i] = offset;
    high[i] = offset / 2 ** 32;
  }
  let order = new Uint32Array(offsets.length);
  let sorted = new Uint32Array(offsets.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let place = 0; 2 ** place <= largest; place += 16) {
    sortBy(place < 32 ? low : high, place % 32, order, sorted);
    [order, sorted] = [sorted, order];
  }
  return order;
}

/** Writes `order` to `sorted`, sorted by 16 bits of the keys from `shift` on; equal ones keep their order. */
function sortBy(keys: Uint32Array, shift: number, order: Uint32Array, sorted: Uint32Array): void {
  const next = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < keys.length; i++) {
    const after = (((keys[i] ?? 0) >>> shift) & (DIGITS - 1)) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  for (let digit = 0; digit < DIGITS; digit++) next[digit + 1] = (next[digit + 1] ?? 0) + (next[digit] ?? 0);
  for (let i = 0; i < order.length; i++) {
    const position = order[i] ?? 0;
    const digit = ((keys[position] ?? 0) >>> shift) & (DIGITS - 1);
    const at = next[digit] ?? 0;
    sorted[at] = position;
    next[digit] = at + 1;
  }
}
