import type { Form, FormName } from './secret-forms.ts';

/** Bytes of a block. */
const BLOCK = 4;

/** Bits of the hash of a block. */
const [LEAST_BITS, MOST_BITS] = [17, 22];

/** Bytes of a window at most. For large sets, long windows take more time to prepare than they save. */
const [LONGEST_WINDOW, WINDOW_OF_MANY, MANY] = [255, 12, 1000];

/**
 * Finds many byte strings in about the time that it takes to find one: the algorithm of Wu and Manber (A fast algorithm for
 * multi-pattern searching, 1994) with blocks of four bytes. The window has the length of the shortest needle, at most. The
 * block at its end determines how far it can move.
 */
export class NeedleSet {
  /** The forms of all values. */
  readonly needles: readonly Form[];
  /** Bytes of the longest. */
  readonly longest: number;
  /** Of each needle, the position of its value in the list that the set was made of. */
  readonly #values: readonly number[];
  readonly #window: number;
  /** Low bits of a 32-bit product that a hash leaves out. */
  readonly #dropped: number;
  /** How far the window can move, by the hash of its last block. */
  readonly #shift: Uint8Array;
  /** The needles that may begin where the window does, by the same hash. */
  readonly #buckets = new Map<number, number[]>();

  /** @param values the forms of each value, each with at least four bytes */
  constructor(values: readonly (readonly Form[])[]) {
    this.needles = values.flat();
    this.#values = values.flatMap((forms, value) => forms.map(() => value));
    let [longest, window] = [0, this.needles.length > MANY ? WINDOW_OF_MANY : LONGEST_WINDOW];
    for (const { bytes } of this.needles) {
      longest = Math.max(longest, bytes.length);
      window = Math.min(window, bytes.length);
    }
    this.longest = longest;
    this.#window = window;
    const blocksOfEach = window - BLOCK + 1;
    const bits = Math.ceil(Math.log2(this.needles.length * blocksOfEach)) + 2;
    this.#dropped = 32 - Math.min(MOST_BITS, Math.max(LEAST_BITS, bits));
    this.#shift = new Uint8Array(2 ** (32 - this.#dropped)).fill(blocksOfEach);
    const start = Buffer.alloc(window);
    for (const [index, { bytes }] of this.needles.entries()) {
      start.write(bytes, 'latin1');
      this.#add(index, start);
    }
  }

  /** @param start as many bytes as a window has */
  #add(index: number, start: Buffer): void {
    const last = this.#window - 1;
    let hash = 0;
    for (let end = BLOCK - 1; end <= last; end++) {
      hash = this.#hashAt(start, end);
      if (last - end < (this.#shift[hash] ?? 0)) this.#shift[hash] = last - end;
    }
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) this.#buckets.set(hash, [index]);
    else bucket.push(index);
  }

  /** The hash of the block that ends at `end`. */
  #hashAt(bytes: Uint8Array, end: number): number {
    const block =
      ((bytes[end - 3] ?? 0) << 24) | ((bytes[end - 2] ?? 0) << 16) | ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
    return Math.imul(block, 0x9e3779b1) >>> this.#dropped;
  }

  /** Calls `onHit` for every needle between `from` and `to` with its offset, from left to right. */
  search(bytes: Uint8Array, from: number, to: number, onHit: (needle: number, at: number) => void): void {
    if (this.needles.length === 0) return;
    const shifts = this.#shift;
    const last = this.#window - 1;
    for (let end = from + last; end < to; ) {
      const hash = this.#hashAt(bytes, end);
      const shift = shifts[hash] ?? 0;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const at = end - last;
      for (const index of this.#buckets.get(hash) ?? []) if (this.#standsAt(index, bytes, at, to)) onHit(index, at);
      end++;
    }
  }

  #standsAt(index: number, bytes: Uint8Array, at: number, to: number): boolean {
    const needle = this.needles[index]?.bytes;
    if (needle === undefined || at + needle.length > to) return false;
    for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle.charCodeAt(i)) return false;
    return true;
  }

  /** Numbers of the needles in the bytes, each once. */
  findIn(bytes: Uint8Array): number[] {
    const found = new Set<number>();
    this.search(bytes, 0, bytes.length, (needle) => found.add(needle));
    return [...found];
  }

  /** Values with the names of the forms in which they were found. */
  valuesOf(needles: Iterable<number>): Map<number, FormName[]> {
    const values = new Map<number, FormName[]>();
    for (const needle of needles) {
      const name = this.needles[needle]?.name ?? 'plain';
      const names = values.get(this.valueOf(needle)) ?? [];
      if (!names.includes(name)) names.push(name);
      values.set(this.valueOf(needle), names);
    }
    return values;
  }

  /** Position of a needle's value in the list that the set was made of. */
  valueOf(needle: number): number {
    return this.#values[needle] ?? -1;
  }
}
