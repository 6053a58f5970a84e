/** The largest prime below 2^16, RFC 1950 section 8.2. */
const MODULUS: u32 = 65521;

/** Most steps of 16 bytes between two reductions: so many bytes add up to less than 2^15. */
const MAX_STEPS: usize = 128;

/** Bytes 0 to 15. */
const POSITIONS = memory.data<u8>([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

/** How often each byte of a step is counted in the second sum until the step's end. */
const LOW_WEIGHTS = memory.data<i16>([16, 15, 14, 13, 12, 11, 10, 9]);
const HIGH_WEIGHTS = memory.data<i16>([8, 7, 6, 5, 4, 3, 2, 1]);

/**
 * The Adler-32 of from..to. It also reads, but does not use, up to 15 bytes before.
 *
 * Both sums start at 0 here, and the 1 is added at the end. So zeroes can be put before the first byte to fill a whole step
 * without changing them.
 */
export function adler32(from: usize, to: usize): u32 {
  const length = to - from;
  if (length == 0) return 1;
  const fill: usize = -length & 15;
  let at = from - fill;
  const within = i8x16.ge_u(v128.load(POSITIONS), i8x16.splat(<i8>fill));
  let bytes = v128.and(v128.load(at), within);
  const ones = i16x8.splat(1);
  let a: u32 = 0;
  let b: u32 = 0;
  while (at < to) {
    const steps = min((to - at) / 16, MAX_STEPS);
    const end = at + steps * 16;
    let sums = i32x4.splat(0);
    /** The sum of what `sums` was at the start of each step. */
    let sumsOfSums = i32x4.splat(0);
    let lows = i16x8.splat(0);
    let highs = i16x8.splat(0);
    for (;;) {
      sumsOfSums = i32x4.add(sumsOfSums, sums);
      sums = i32x4.add(sums, i32x4.dot_i16x8_s(i16x8.extadd_pairwise_i8x16_u(bytes), ones));
      lows = i16x8.add(lows, i16x8.extend_low_i8x16_u(bytes));
      highs = i16x8.add(highs, i16x8.extend_high_i8x16_u(bytes));
      at += 16;
      if (at == end) break;
      bytes = v128.load(at);
    }
    const weighted = i32x4.add(
      i32x4.dot_i16x8_s(lows, v128.load(LOW_WEIGHTS)),
      i32x4.dot_i16x8_s(highs, v128.load(HIGH_WEIGHTS)),
    );
    b += a * <u32>(steps * 16) + total(i32x4.add(weighted, i32x4.shl(sumsOfSums, 4)));
    a += total(sums);
    a %= MODULUS;
    b %= MODULUS;
    if (at < to) bytes = v128.load(at);
  }
  return (((b + <u32>(length % MODULUS)) % MODULUS) << 16) | ((a + 1) % MODULUS);
}

@inline
function total(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}
