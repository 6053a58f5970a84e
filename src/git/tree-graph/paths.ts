import { decodePath } from '../path.ts';
import type { ByteStrings } from './byte-strings.ts';
import { GrowingInts } from './growing-ints.ts';
import { NumberPairs } from './number-pairs.ts';

/** The top folder. */
export const ROOT = -1;

/** Numbers paths from 0. A path is the path of a folder and a name in it. */
export class Paths {
  readonly #names: ByteStrings;
  readonly #parts = new NumberPairs();
  readonly #depths = new GrowingInts();

  constructor(names: ByteStrings) {
    this.#names = names;
  }

  get size(): number {
    return this.#depths.length;
  }

  add(folder: number, name: number): number {
    const path = this.#parts.add(folder, name);
    if (path === this.#depths.length) this.#depths.push(this.depth(folder) + 1);
    return path;
  }

  /** -1 where it was never added. */
  find(folder: number, name: number): number {
    return this.#parts.find(folder, name);
  }

  /** The number of a path's last name; -1 for a number below 0. */
  name(path: number): number {
    return path < 0 ? -1 : this.#parts.second(path);
  }

  /** The number of names in a path; 0 for ROOT. */
  depth(path: number): number {
    return path === ROOT ? 0 : (this.#depths.values[path] ?? 0);
  }

  /** The path as `decodePath` shows it. */
  text(path: number): string {
    const parts: Uint8Array[] = [];
    for (let part = path; part !== ROOT; part = this.#parts.first(part)) {
      parts.push(this.#names.at(this.#parts.second(part)), SLASH);
    }
    return decodePath(Buffer.concat(parts.slice(0, -1).reverse()));
  }
}

const SLASH = Buffer.from('/');
