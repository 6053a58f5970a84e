import { MAX_DEPTH } from './find-held.ts';
import { GrowingInts } from './growing-ints.ts';
import type { HeldTrees } from './held-trees.ts';
import { NumberPairs } from './number-pairs.ts';
import { type Paths, ROOT } from './paths.ts';
import { kindOf, nameOf, TREE } from './tree-part.ts';

/** Files and folders in the folders of all refs; beyond that the refs that hold a file are not complete. */
const MAX_LINKS = 4_000_000;

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

  /** @param pairOf number of a file at a path, below 0 for one that is not wanted */
  constructor(held: HeldTrees, paths: Paths, pairOf: (folder: number, entry: number, blob: number) => number) {
    this.#held = held;
    this.#paths = paths;
    this.#pairOf = pairOf;
  }

  get tooMany(): boolean {
    return this.#foldersOfFolder.size + this.#foldersOfPair.size > MAX_LINKS;
  }

  /** @param root content of the ref's tree */
  addTree(ref: number, root: number): void {
    const known = this.#folders.size;
    this.#refsOfFolder.add(this.#folders.add(ROOT, root), ref);
    for (let folder = known; folder < this.#folders.size && !this.tooMany; folder++) this.#enter(folder);
  }

  addBlob(ref: number, pair: number): void {
    this.#refsOfPair.add(pair, ref);
  }

  /** The refs that hold the file, in order. */
  refsOf(pair: number): number[] {
    const refs = new Set(this.#refsOfPair.of(pair));
    const folders = new Set(this.#foldersOfPair.of(pair));
    for (const folder of folders) {
      for (const outer of this.#foldersOfFolder.of(folder)) folders.add(outer);
      for (const ref of this.#refsOfFolder.of(folder)) refs.add(ref);
    }
    return [...refs].sort((a, b) => a - b);
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

  *of(source: number): Generator<number> {
    let link = source < this.#latest.length ? (this.#latest.values[source] ?? 0) : 0;
    for (; link > 0; link = this.#before.values[link - 1] ?? 0) yield this.#targets.values[link - 1] ?? 0;
  }
}
