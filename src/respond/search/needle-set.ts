import type { Form } from './forms.ts';

/** Something that is looked for: one form of one value. */
export interface Needle extends Form {
  /** Position of the value in the list that the set was made of. */
  readonly value: number;
}

/** Bits of the hash of three bytes. */
const HASH_BITS = 17;

/** Shifts are kept in a byte each. */
const MOST_SHIFT = 255;

/**
 * Finds any of many byte strings, in about the time that it takes to find one: the algorithm of Wu and Manber (A fast
 * algorithm for multi-pattern searching, 1994) over blocks of three bytes. What stands at the end of a window as long as
 * the shortest needle says how far the window can move.
 */
export class NeedleSet {
  readonly needles: readonly Needle[];
  /** Bytes of the longest. */
  readonly longest: number;
  readonly #window: number;
  readonly #shift = new Uint8Array(1 << HASH_BITS);
  readonly #buckets = new Map<number, number[]>();

  /** @param values the forms of each value, each of three bytes at least */
  constructor(values: readonly (readonly Form[])[]) {
    this.needles = values.flatMap((forms, value) => forms.map((form) => ({ ...form, value })));
    const lengths = this.needles.map(({ bytes }) => bytes.length);
    this.longest = Math.max(0, ...lengths);
    this.#window = Math.min(MOST_SHIFT, ...lengths);
    this.#shift.fill(Math.max(1, this.#window - 2));
    for (const [index, { bytes }] of this.needles.entries()) this.#add(index, bytes);
  }

  #add(index: number, bytes: Buffer): void {
    const last = this.#window - 1;
    for (let end = 2; end <= last; end++) {
      const hash = hashAt(bytes, end);
      if (last - end < (this.#shift[hash] ?? 0)) this.#shift[hash] = last - end;
    }
    const hash = hashAt(bytes, last);
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) this.#buckets.set(hash, [index]);
    else bucket.push(index);
  }

  /** Calls `onHit` for every needle that stands between `from` and `to`, with where it begins, in order of the windows. */
  search(bytes: Uint8Array, from: number, to: number, onHit: (needle: number, at: number) => void): void {
    if (this.needles.length === 0) return;
    const shifts = this.#shift;
    const last = this.#window - 1;
    for (let end = from + last; end < to; ) {
      const hash = hashAt(bytes, end);
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
    for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false;
    return true;
  }

  /** Numbers of the needles that stand in the bytes, each once. */
  findIn(bytes: Uint8Array): number[] {
    const found = new Set<number>();
    this.search(bytes, 0, bytes.length, (needle) => found.add(needle));
    return [...found];
  }

  /** Values with the names of the forms in which they were found. */
  valuesOf(needles: Iterable<number>): Map<number, string[]> {
    const values = new Map<number, string[]>();
    for (const number of needles) {
      const needle = this.needles[number];
      if (needle === undefined) continue;
      const names = values.get(needle.value) ?? [];
      if (!names.includes(needle.name)) names.push(needle.name);
      values.set(needle.value, names);
    }
    return values;
  }
}

/** Of the three bytes that end at `end`. */
function hashAt(bytes: Uint8Array, end: number): number {
  const block = ((bytes[end - 2] ?? 0) << 16) | ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
  return Math.imul(block, 0x9e3779b1) >>> (32 - HASH_BITS);
}
