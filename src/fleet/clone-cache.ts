import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../model/hashing.ts';

/** The clones that a worker keeps, each in a folder with the cache of its scan. The longest unused go first. */
export class CloneCache {
  readonly #folder: string;
  readonly #mostBytes: number;
  /** Bytes by folder; those of other workers on this disk as they were when this one began. */
  readonly #sizes = new Map<string, number>();
  readonly #inUse = new Set<string>();

  /** @param folder absolute */
  constructor(folder: string, mostBytes: number) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      // What another process was about to remove.
      if (name.endsWith(REMOVED)) rmSync(join(folder, name), { recursive: true, force: true });
      else this.#sizes.set(name, bytesIn(join(folder, name)));
    }
  }

  /** Runs `work` with the folder of a repository, which stays there meanwhile. @param name of the repository */
  async use<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
    const own = folderOf(name);
    const path = join(this.#folder, own);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const now = new Date();
    utimesSync(path, now, now);
    this.#inUse.add(own);
    try {
      return await work(path);
    } finally {
      this.#inUse.delete(own);
      this.#sizes.set(own, bytesIn(path));
      this.#trim(this.#mostBytes);
    }
  }

  /** Lets go of a clone that the full disk has cut off, and of half of the others. @param name of the repository */
  makeRoom(name: string): void {
    this.#remove(folderOf(name));
    this.#trim(this.#bytes() / 2);
  }

  #bytes(): number {
    return [...this.#sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  #trim(mostBytes: number): void {
    let total = this.#bytes();
    if (total <= mostBytes) return;
    const oldest = [...this.#sizes.keys()]
      .filter((name) => !this.#inUse.has(name))
      .map((name) => [name, usedAt(join(this.#folder, name))] as const)
      .sort(([, a], [, b]) => a - b);
    for (const [name] of oldest) {
      if (total <= mostBytes) break;
      total -= this.#sizes.get(name) ?? 0;
      this.#remove(name);
    }
  }

  #remove(name: string): void {
    this.#sizes.delete(name);
    remove(join(this.#folder, name));
  }
}

function folderOf(name: string): string {
  return sha256(name).slice(0, 32);
}

const REMOVED = '.removed';

/** At once for whoever looks for it: half a clone would be taken for a damaged one. */
function remove(path: string): void {
  const removed = `${path}.${process.pid}${REMOVED}`;
  try {
    renameSync(path, removed);
    rmSync(removed, { recursive: true, force: true });
  } catch {
    // Another worker was faster.
  }
}

function usedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Of a folder with all that is in it. What goes meanwhile counts nothing. */
function bytesIn(folder: string): number {
  let sum = 0;
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) sum += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    return sum;
  }
  return sum;
}
