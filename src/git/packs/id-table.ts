import type { HashBytes } from './pack-index.ts';

/** The table as plain data, for other threads. */
export interface SharedIds {
  readonly hashBytes: HashBytes;
  /** Raw ids, that of object n from `n * hashBytes` on. */
  readonly ids: Uint8Array;
  /**
   * A hash table of numbers, plus one; 0 is a free slot. A power of two of slots, at most two thirds of them used. The bits
   * above those that the largest number needs are bits of the id: they save comparing most ids that are not the wanted one.
   */
  readonly slots: Uint32Array;
  /** How many bits of a slot the number has. */
  readonly numberBits: number;
  /** Two random odd numbers, so that nobody can prepare ids that collide. */
  readonly seeds: readonly [number, number];
}

/** An empty table. @param count the most objects that may be added */
export function allocateIds(hashBytes: HashBytes, count: number): SharedIds {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(count, 1) * 1.5));
  const seed = () => Math.floor(Math.random() * 2 ** 32) | 1;
  return {
    hashBytes,
    ids: new Uint8Array(new SharedArrayBuffer(count * hashBytes)),
    slots: new Uint32Array(new SharedArrayBuffer(slots * 4)),
    numberBits: 32 - Math.clz32(count),
    seeds: [seed(), seed()],
  };
}

/** Finds objects by id: open addressing by the first 8 bytes. */
export class IdTable {
  readonly #hashBytes: HashBytes;
  readonly #ids: Uint8Array;
  readonly #view: DataView;
  readonly #slots: Uint32Array;
  readonly #shift: number;
  readonly #seed: number;
  readonly #seedLow: number;
  /** The bytes that ids were looked for in last, mostly a kernel's memory, and a view of them. */
  #bytes: Uint8Array;
  #bytesView: DataView;
  /** The bits of a slot that are the number's. */
  readonly #mask: number;

  constructor({ hashBytes, ids, slots, numberBits, seeds }: SharedIds) {
    this.#hashBytes = hashBytes;
    this.#ids = ids;
    this.#view = new DataView(ids.buffer, ids.byteOffset, ids.byteLength);
    this.#bytes = ids;
    this.#bytesView = this.#view;
    this.#slots = slots;
    this.#shift = Math.clz32(slots.length) + 1;
    [this.#seed, this.#seedLow] = seeds;
    this.#mask = 2 ** numberBits - 1;
  }

  /** The number of the object whose raw id is at `at`; -1 if there is none. Where several have it, always the same. */
  find(bytes: Uint8Array, at: number): number {
    return ((this.#slots[this.#slotOf(bytes, at)] ?? 0) & this.#mask) - 1;
  }

  /** Adds object `n`. Returns its number, or that of an object with the same id that was added before. */
  add(n: number): number {
    const at = n * this.#hashBytes;
    const slot = this.#slotOf(this.#ids, at);
    const used = this.#slots[slot] ?? 0;
    if (used !== 0) return (used & this.#mask) - 1;
    this.#slots[slot] = (this.#view.getInt32(at + 4, true) & ~this.#mask) | (n + 1);
    return n;
  }

  /** The slot of the object with this id, or the free one where it would be added. */
  #slotOf(bytes: Uint8Array, at: number): number {
    if (at + this.#hashBytes > bytes.length) return this.#slotOf(padded(bytes.subarray(at)), 0);
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#bytesView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const view = this.#bytesView;
    const slots = this.#slots;
    const mask = this.#mask;
    const low = view.getInt32(at + 4, true);
    // Random odd factors, and the upper bits of the sum: nobody can make a pack whose ids all collide.
    const hash = (Math.imul(view.getInt32(at, true), this.#seed) + Math.imul(low, this.#seedLow)) | 0;
    let slot = hash >>> this.#shift;
    for (let used = slots[slot] ?? 0; used !== 0; used = slots[slot] ?? 0) {
      if (((used ^ low) & ~mask) === 0 && this.#matches(((used & mask) - 1) * this.#hashBytes, view, at)) return slot;
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** Word by word and without a loop: twice as fast as byte by byte. */
  #matches(own: number, view: DataView, at: number): boolean {
    const ids = this.#view;
    const differing =
      (ids.getInt32(own, true) ^ view.getInt32(at, true)) |
      (ids.getInt32(own + 4, true) ^ view.getInt32(at + 4, true)) |
      (ids.getInt32(own + 8, true) ^ view.getInt32(at + 8, true)) |
      (ids.getInt32(own + 12, true) ^ view.getInt32(at + 12, true)) |
      (ids.getInt32(own + 16, true) ^ view.getInt32(at + 16, true));
    if (differing !== 0 || this.#hashBytes === 20) return differing === 0;
    return (
      ids.getInt32(own + 20, true) === view.getInt32(at + 20, true) &&
      ids.getInt32(own + 24, true) === view.getInt32(at + 24, true) &&
      ids.getInt32(own + 28, true) === view.getInt32(at + 28, true)
    );
  }
}

/** Bytes that are too short for an id, with zeroes added. */
function padded(bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(32);
  longer.set(bytes);
  return longer;
}
