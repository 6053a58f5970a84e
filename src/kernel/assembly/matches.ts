/** For each distance below 16: which byte of it each of 16 bytes repeats; and how many of these make whole repetitions. */
const PATTERNS: usize = memory.data(16 * 16, 64);
const STEPS: usize = memory.data(16, 64);

export function fillPatterns(): void {
  for (let distance: usize = 1; distance < 16; distance++) {
    for (let i: usize = 0; i < 16; i++) store<u8>(PATTERNS + distance * 16 + i, i % distance);
    store<u8>(STEPS + distance, 16 - (16 % distance));
  }
}

/** Copies `length` bytes from `distance` before `to`, as if byte by byte: where they overlap, they repeat. */
@inline
export function copyMatch(to: usize, distance: usize, length: usize, toEnd: usize): void {
  const end = to + length;
  let from = to - distance;
  if (end + 16 > toEnd) {
    // 16 bytes at a time would be too many.
    for (; to < end; to++) store<u8>(to, load<u8>(from++));
  } else if (distance >= 16) {
    v128.store(to, v128.load(from));
    for (to += 16, from += 16; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  } else {
    const bytes = v128.swizzle(v128.load(from), v128.load(PATTERNS + distance * 16));
    const step = <usize>load<u8>(STEPS + distance);
    v128.store(to, bytes);
    for (to += step; to < end; to += step) v128.store(to, bytes);
  }
}
