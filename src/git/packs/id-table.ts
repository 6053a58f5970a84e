import type { HashBytes } from './pack-index.ts';

/** The table as plain data, for other threads. */
export interface SharedIds {
  readonly hashBytes: HashBytes;
  /** Raw ids, that of object n from `n * hashBytes` on. */
  readonly ids: Uint8Array;
  /**
   * Numbers, plus one; 0 where nobody sits. A power of two of them, at most two thirds of them taken. The bits above those
   * that the largest number needs are bits of the id: they spare most looks at ids that are not the wanted one.
   */
  readonly slots: Uint32Array;
  /** How many bits of a slot the number has. */
  readonly numberBits: number;
  /** Two odd numbers that nobody knows beforehand. */
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
  /** The bytes that were looked at last, in most cases a kernel's memory. */
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

  /** The number of the object whose raw id stands at `at`; -1 if there is none. Where several have it, always the same. */
  find(bytes: Uint8Array, at: number): number {
    return ((this.#slots[this.#slotOf(bytes, at)] ?? 0) & this.#mask) - 1;
  }

  /** Makes object `n` known by its id. If another already is, nothing happens, and it gives that one's number. */
  add(n: number): number {
    const at = n * this.#hashBytes;
    const slot = this.#slotOf(this.#ids, at);
    const taken = this.#slots[slot] ?? 0;
    if (taken !== 0) return (taken & this.#mask) - 1;
    this.#slots[slot] = (this.#view.getInt32(at + 4, true) & ~this.#mask) | (n + 1);
    return n;
  }

  /** Where the object with this id sits, or would. */
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
    // Random odd factors, and the upper bits: nobody can make a pack whose ids all want the same place.
    const hash = (Math.imul(view.getInt32(at, true), this.#seed) + Math.imul(low, this.#seedLow)) | 0;
    let slot = hash >>> this.#shift;
    for (let taken = slots[slot] ?? 0; taken !== 0; taken = slots[slot] ?? 0) {
      if (((taken ^ low) & ~mask) === 0 && this.#matches(((taken & mask) - 1) * this.#hashBytes, view, at)) return slot;
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** Word by word and without a loop: half as long as byte by byte. */
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

/** Zeroes behind bytes that are too short for an id. */
function padded(bytes: Uint8Array): Uint8Array {
  const longer = new Uint8Array(32);
  longer.set(bytes);
  return longer;
}
