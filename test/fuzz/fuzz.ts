/** Seconds of each target; absent: a fixed number of runs, as in the test suite. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 0);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

/**
 * Runs a check with random input: `runs` times, or for FUZZ_SECONDS. A failure names the run, and FUZZ_SEED repeats it.
 * @param check throws if something is wrong
 */
export async function fuzz(name: string, runs: number, check: (random: Random) => unknown): Promise<void> {
  const end = performance.now() + SECONDS * 1000;
  let run = 0;
  for (; SECONDS > 0 ? performance.now() < end : run < runs; run++) {
    try {
      await check(new Random(SEED + run));
    } catch (cause) {
      throw new Error(`${name}: FUZZ_SEED=${SEED + run}`, { cause });
    }
  }
  if (SECONDS > 0) process.stdout.write(`${name}: ${run} runs in ${SECONDS} s\n`);
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 to `end` - 1. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) % Math.max(1, end);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** A damaged copy: some bytes changed, a part cut out, doubled, or cut off. */
  damage(bytes: Buffer): Buffer {
    let damaged: Buffer = Buffer.from(bytes);
    for (let left = 1 + this.below(4); left > 0; left--) damaged = this.#change(damaged);
    return damaged;
  }

  #change(bytes: Buffer): Buffer {
    const at = this.below(bytes.length);
    const length = 1 + this.below(this.of([1, 4, 20, 1000]));
    const part = bytes.subarray(at, at + length);
    switch (this.below(7)) {
      case 0:
        if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << this.below(8));
        return bytes;
      case 1:
        part.fill(this.of([0, 0x7f, 0x80, 0xff, 0x0a, 0x20]));
        return bytes;
      case 2:
        if (at + 4 <= bytes.length) bytes.writeUInt32BE(this.of([0, 1, 0x7fffffff, 0x80000000, 0xffffffff]), at);
        return bytes;
      case 3:
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
      case 4:
        return Buffer.concat([bytes.subarray(0, at + length), part, bytes.subarray(at + length)]);
      case 5:
        bytes.copy(bytes, this.below(bytes.length), at, at + length);
        return bytes;
      default:
        return bytes.subarray(0, at);
    }
  }
}
