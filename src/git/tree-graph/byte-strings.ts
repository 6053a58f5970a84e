import { GrowingInts } from './growing-ints.ts';

/** Byte strings, concatenated so that they can be posted to another thread. */
export interface PackedStrings {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends; it begins where the one before ends. */
  readonly ends: Int32Array<ArrayBuffer>;
}

/** Numbers distinct byte strings from 0: names of files, ids of objects. */
export class ByteStrings {
  #bytes = new Uint8Array(64);
  readonly #ends = new GrowingInts();
  readonly #hashes = new GrowingInts();
  /** Number of a string plus one; 0 is free. Never more than half full. */
  #slots = new Int32Array(16);

  get size(): number {
    return this.#ends.length;
  }

  /** The number of the bytes from..to of `source`. */
  add(source: Uint8Array, from: number, to: number): number {
    const hash = hashOf(source, from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let known = this.#slots[slot] ?? 0; known !== 0; known = this.#slots[slot] ?? 0) {
      if (this.#hashes.values[known - 1] === hash && this.#equals(known - 1, source, from, to)) return known - 1;
      slot = (slot + 1) & mask;
    }
    this.#append(source, from, to);
    this.#hashes.push(hash);
    this.#slots[slot] = this.size;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return this.size - 1;
  }

  /** A view of the string, valid until the next is added. */
  at(index: number): Uint8Array {
    return this.#bytes.subarray(this.#startOf(index), this.#ends.values[index] ?? 0);
  }

  pack(): PackedStrings {
    return { bytes: this.#bytes.slice(0, this.#startOf(this.size)), ends: this.#ends.toArray() };
  }

  /** Adds all strings; returns their numbers here by their numbers there. */
  addAll({ bytes, ends }: PackedStrings): Int32Array {
    let from = 0;
    return ends.map((end) => {
      const index = this.add(bytes, from, end);
      from = end;
      return index;
    });
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends.values[index - 1] ?? 0);
  }

  #equals(index: number, source: Uint8Array, from: number, to: number): boolean {
    const start = this.#startOf(index);
    if ((this.#ends.values[index] ?? 0) - start !== to - from) return false;
    for (let at = from; at < to; at++) if (source[at] !== this.#bytes[start + at - from]) return false;
    return true;
  }

  #append(source: Uint8Array, from: number, to: number): void {
    const start = this.#startOf(this.size);
    const end = start + to - from;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    // Strings are short: a call of `set` would take longer than the loop.
    for (let at = from; at < to; at++) this.#bytes[start + at - from] = source[at] ?? 0;
    this.#ends.push(end);
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = (this.#hashes.values[index] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = index + 1;
    }
  }
}

/** Random and odd, so that nobody can prepare names that collide. */
const FACTOR = Math.floor(Math.random() * 2 ** 32) | 1;

/** Like FNV-1a, with the high bits folded into the low ones, which choose the slot. */
function hashOf(source: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (source[at] ?? 0), FACTOR);
  return hash ^ (hash >>> 15);
}
