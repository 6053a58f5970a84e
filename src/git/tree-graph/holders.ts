import { MAX_DEPTH } from './find-held.ts';
import { GrowingInts } from './growing-ints.ts';
import type { HeldTrees } from './held-trees.ts';
import { NumberPairs } from './number-pairs.ts';
import { type Paths, ROOT } from './paths.ts';
import { kindOf, nameOf, TREE } from './tree-part.ts';
import { MAX_PATHS } from './tree-walk.ts';

/** Files and folders in the folders of all refs; beyond that the refs that hold a file are not complete. */
const MAX_LINKS = 4_000_000;

/** Bytes of sets of refs that are remembered. */
const MAX_SET_BYTES = 16 * 1024 * 1024;

/**
 * Which refs hold a file. It knows for every folder (a content at a path) in the refs' trees which folders it is in, and looks
 * at each once: thousands of tags share most of their folders.
 */
export class Holders {
  readonly #held: HeldTrees;
  readonly #paths: Paths;
  readonly #pairOf: (folder: number, entry: number, blob: number) => number;
  /** A path and the content of the tree at it. */
  readonly #folders = new NumberPairs();
  readonly #foldersOfFolder = new Links();
  readonly #foldersOfPair = new Links();
  readonly #refsOfFolder = new Links();
  readonly #refsOfPair = new Links();
  /** Number of refs. */
  #count = 0;
  /** The refs that hold a folder, as bits: the files of a folder share it, and so do its folders. */
  readonly #sets = new Map<number, Int32Array>();
  /** Lists of refs by what is in them: most files are held by the same ones. */
  readonly #lists = new Map<string, number[]>();

  /** @param pairOf number of a file at a path, below 0 for one that is not wanted */
  constructor(held: HeldTrees, paths: Paths, pairOf: (folder: number, entry: number, blob: number) => number) {
    this.#held = held;
    this.#paths = paths;
    this.#pairOf = pairOf;
  }

  get tooMany(): boolean {
    return this.#foldersOfFolder.size + this.#foldersOfPair.size > MAX_LINKS || this.#paths.size > MAX_PATHS;
  }

  /** @param root content of the ref's tree */
  addTree(ref: number, root: number): void {
    this.#count = Math.max(this.#count, ref + 1);
    const known = this.#folders.size;
    this.#refsOfFolder.add(this.#folders.add(ROOT, root), ref);
    for (let folder = known; folder < this.#folders.size && !this.tooMany; folder++) this.#enter(folder);
  }

  addBlob(ref: number, pair: number): void {
    this.#count = Math.max(this.#count, ref + 1);
    this.#refsOfPair.add(pair, ref);
  }

  /**
   * The refs that hold the file, in order. Call it when all trees were added.
   * @returns the same list for the same refs
   */
  refsOf(pair: number): readonly number[] {
    const set = this.#newSet();
    this.#refsOfPair.each(pair, (ref) => addTo(set, ref));
    this.#foldersOfPair.each(pair, (folder) => this.#addRefs(folder, set));
    const key = set.join();
    const known = this.#lists.get(key) ?? listOf(set);
    this.#lists.set(key, known);
    return known;
  }

  #newSet(): Int32Array {
    return new Int32Array(Math.ceil(this.#count / 32));
  }

  /** Adds the refs that hold a folder. */
  #addRefs(folder: number, set: Int32Array): void {
    // Of the outermost folders there are the most, and each has few refs.
    if (this.#folders.first(folder) === ROOT) this.#refsOfFolder.each(folder, (ref) => addTo(set, ref));
    else addAll(set, this.#setOf(folder));
  }

  #setOf(folder: number): Int32Array {
    const known = this.#sets.get(folder);
    if (known !== undefined) return known;
    const set = this.#newSet();
    this.#foldersOfFolder.each(folder, (outer) => this.#addRefs(outer, set));
    if (this.#sets.size * set.byteLength > MAX_SET_BYTES) this.#sets.clear();
    this.#sets.set(folder, set);
    return set;
  }

  #enter(folder: number): void {
    const path = this.#folders.first(folder);
    const entries = this.#held.entriesOf(this.#folders.second(folder));
    for (let at = 0; at < entries.length; at += 2) {
      const entry = entries[at] ?? 0;
      const child = entries[at + 1] ?? 0;
      if (kindOf(entry) !== TREE) {
        const pair = this.#pairOf(path, entry, child);
        if (pair >= 0) this.#foldersOfPair.add(pair, folder);
      } else if (this.#paths.depth(path) < MAX_DEPTH) {
        const inner = this.#folders.add(this.#paths.add(path, nameOf(entry)), child);
        this.#foldersOfFolder.add(inner, folder);
      }
    }
  }
}

/** Links from numbers to numbers, as a linked list for each source. */
class Links {
  /** By source, the number of its latest link plus one. */
  readonly #latest = new GrowingInts();
  readonly #before = new GrowingInts();
  readonly #targets = new GrowingInts();

  get size(): number {
    return this.#targets.length;
  }

  add(source: number, target: number): void {
    while (this.#latest.length <= source) this.#latest.push(0);
    this.#before.push(this.#latest.values[source] ?? 0);
    this.#targets.push(target);
    this.#latest.values[source] = this.#targets.length;
  }

  /** Calls `use` with the targets, the latest first. */
  each(source: number, use: (target: number) => void): void {
    let link = source < this.#latest.length ? (this.#latest.values[source] ?? 0) : 0;
    for (; link > 0; link = this.#before.values[link - 1] ?? 0) use(this.#targets.values[link - 1] ?? 0);
  }
}

function listOf(set: Int32Array): number[] {
  const refs: number[] = [];
  for (const [at, bits] of set.entries()) {
    for (let left = bits; left !== 0; left &= left - 1) refs.push(at * 32 + 31 - Math.clz32(left & -left));
  }
  return refs;
}

function addTo(set: Int32Array, ref: number): void {
  set[ref >>> 5] = (set[ref >>> 5] ?? 0) | (1 << (ref & 31));
}

function addAll(set: Int32Array, other: Int32Array): void {
  for (let at = 0; at < set.length; at++) set[at] = (set[at] ?? 0) | (other[at] ?? 0);
}
