import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { IdTable } from './id-table.ts';
import type { SharedObjects } from './shared-objects.ts';

/**
 * The objects of a repository, by number (see `SharedObjects`). `loadObjects` makes it; another thread makes its own of
 * `shared`.
 */
export class ObjectDatabase {
  readonly shared: SharedObjects;
  readonly #table: IdTable;

  constructor(shared: SharedObjects) {
    this.shared = shared;
    this.#table = new IdTable(shared);
  }

  /** The number of the object whose raw id is at `at`; -1 if there is none, never that of a duplicate. */
  find(bytes: Uint8Array, at: number): number {
    return this.#table.find(bytes, at);
  }

  /** An object's id, in hex. */
  id(n: number): string {
    const { ids, hashBytes } = this.shared;
    return Buffer.from(ids.buffer, n * hashBytes, hashBytes).toString('hex');
  }

  /** Copies an object's raw id. */
  copyId(n: number, target: Uint8Array, at: number): void {
    const { ids, hashBytes } = this.shared;
    for (let i = 0; i < hashBytes; i++) target[at + i] = ids[n * hashBytes + i] ?? 0;
  }

  /** Position in `shared.packs`. */
  packOf(n: number): number {
    return lastFrom(this.shared.packs, n);
  }

  /** Where in its pack an object's entry ends. */
  end(n: number): number {
    const { packs, offset } = this.shared;
    const pack = packs[this.packOf(n)];
    if (pack === undefined) return 0;
    return n + 1 < pack.first + pack.count ? (offset[n + 1] ?? 0) : pack.end;
  }

  /** Where in its pack the zlib stream of an object's entry begins. */
  dataOffset(n: number): number {
    const { offset, headerBytes } = this.shared;
    return (offset[n] ?? 0) + (headerBytes[n] ?? 0);
  }

  /** Length of that stream. */
  dataLength(n: number): number {
    return this.end(n) - this.dataOffset(n);
  }

  /** Loose objects have numbers from `packedCount` to `count`. */
  get packedCount(): number {
    return this.shared.packedCount;
  }

  get count(): number {
    return this.shared.packedCount + this.shared.looseCount;
  }

  /** The file of a loose object. */
  looseFile(n: number): string {
    const { looseFolders } = this.shared;
    const id = this.id(n);
    return join(looseFolders[lastFrom(looseFolders, n)]?.path ?? '', id.slice(0, 2), id.slice(2));
  }

  /** Closes the packs, for all threads. */
  close(): void {
    for (const { fd } of this.shared.packs) closeSync(fd);
  }
}

/** Position of the last of `parts` that begins at or before `n`. */
function lastFrom(parts: readonly { readonly first: number }[], n: number): number {
  let [low, high] = [0, parts.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((parts[middle]?.first ?? 0) <= n) low = middle;
    else high = middle;
  }
  return low;
}
