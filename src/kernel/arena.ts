/** Allocations begin at multiples of this. */
const ALIGN = 64;

/** Allocates memory between two addresses: always at the lowest that is free, so that memory that is not needed stays untouched. */
export class Arena {
  /** Ranges that are free, sorted, never touching each other: start, end, start, end, ... */
  readonly #free: number[];
  readonly #sizes = new Map<number, number>();
  readonly #from: number;
  readonly bytes: number;
  /** All that was ever allocated is in the first so many bytes. */
  touched = 0;

  constructor(from: number, to: number) {
    this.#free = [from, to];
    this.#from = from;
    this.bytes = to - from;
  }

  /** Nothing is allocated. */
  get isEmpty(): boolean {
    return this.#sizes.size === 0;
  }

  /** @returns an address; undefined where no free range is large enough */
  allocate(bytes: number): number | undefined {
    const size = Math.ceil(Math.max(bytes, 1) / ALIGN) * ALIGN;
    for (let at = 0; at < this.#free.length; at += 2) {
      const start = this.#free[at] ?? 0;
      const end = this.#free[at + 1] ?? 0;
      if (end - start < size) continue;
      if (end - start === size) this.#free.splice(at, 2);
      else this.#free[at] = start + size;
      this.#sizes.set(start, size);
      this.touched = Math.max(this.touched, start + size - this.#from);
      return start;
    }
    return undefined;
  }

  /** Frees everything. */
  clear(): void {
    this.#sizes.clear();
    this.#free.splice(0, this.#free.length, this.#from, this.#from + this.bytes);
  }

  /** Frees what `allocate` returned. */
  free(start: number): void {
    const size = this.#sizes.get(start);
    if (size === undefined) throw new Error(`nothing is allocated at ${start}`);
    this.#sizes.delete(start);
    const free = this.#free;
    const end = start + size;
    let at = 0;
    while (at < free.length && (free[at] ?? 0) < start) at += 2;
    const joinsBefore = at > 0 && free[at - 1] === start;
    const joinsBehind = free[at] === end;
    if (joinsBefore && joinsBehind) free.splice(at - 1, 2);
    else if (joinsBefore) free[at - 1] = end;
    else if (joinsBehind) free[at] = start;
    else free.splice(at, 0, start, end);
  }
}
