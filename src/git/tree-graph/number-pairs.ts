import { GrowingInts } from './growing-ints.ts';

/** Random and odd, so that nobody can prepare a repository whose pairs collide. */
const FACTORS = [Math.floor(Math.random() * 2 ** 32) | 1, Math.floor(Math.random() * 2 ** 32) | 1] as const;

/** Numbers pairs of 32-bit numbers from 0, in the order in which they are added. A hash table with open addressing. */
export class NumberPairs {
  readonly #firsts = new GrowingInts();
  readonly #seconds = new GrowingInts();
  /** Number of a pair plus one; 0 is free. Never more than half full. */
  #slots = new Int32Array(16);

  get size(): number {
    return this.#firsts.length;
  }

  first(pair: number): number {
    return this.#firsts.values[pair] ?? 0;
  }

  second(pair: number): number {
    return this.#seconds.values[pair] ?? 0;
  }

  /** The pair's number, -1 where it was never added. */
  find(first: number, second: number): number {
    return (this.#slots[this.#slotOf(first, second)] ?? 0) - 1;
  }

  /** The pair's number. A new pair gets the `size` before it was added. */
  add(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    const known = this.#slots[slot] ?? 0;
    if (known !== 0) return known - 1;
    this.#firsts.push(first);
    this.#seconds.push(second);
    this.#slots[slot] = this.size;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return this.size - 1;
  }

  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(first, FACTORS[0]) + Math.imul(second, FACTORS[1]);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (let known = this.#slots[slot] ?? 0; known !== 0; known = this.#slots[slot] ?? 0) {
      if (this.first(known - 1) === first && this.second(known - 1) === second) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let pair = 0; pair < this.size; pair++) {
      this.#slots[this.#slotOf(this.first(pair), this.second(pair))] = pair + 1;
    }
  }
}
