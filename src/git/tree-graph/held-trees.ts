import type { Trees } from './tree-graph.ts';
import { ADDED, kindOf, nameOf, TREE } from './tree-part.ts';

/** What is looked for in trees. */
export interface Wanted {
  /** By object number: 1 for a blob that is wanted wherever it is. */
  readonly blobs: Uint8Array;
  /** By number of the name: 1 where every file of that name is wanted. */
  readonly names: Uint8Array;
}

/** Nesting beyond this is not followed; git itself stops at 2,048 levels (git-config(1), core.maxTreeDepth). */
export const MAX_DEPTH = 4096;

/** Numbers in the lists that are kept: 64 MB. */
const KEPT_NUMBERS = 8_000_000;

/** A list longer than this is not copied for the trees between the one that was asked for and its base. */
const SHORT = 4096;

/**
 * The trees that hold something wanted, themselves or further down, and their entries that lead to it. Computed on the
 * differences of trees to their bases: what the base holds, less what was removed, and what was added.
 */
export class HeldTrees {
  readonly #trees: Trees;
  readonly #wanted: Wanted;
  /** How many entries of each tree lead to something wanted. */
  readonly #counts: Int32Array;
  /** For each tree the nearest, itself or down its bases, whose difference has something wanted: they have the same entries. */
  readonly #sources: Int32Array;
  /** What is known of `entriesOf`, by source. */
  #lists: (readonly number[] | undefined)[];
  #listed = 0;
  /** Whether something may be nested too deep to be found. */
  readonly tooDeep: boolean;

  constructor(trees: Trees, wanted: Wanted) {
    this.#trees = trees;
    this.#wanted = wanted;
    this.#counts = new Int32Array(trees.count);
    this.#sources = new Int32Array(trees.count);
    this.#lists = new Array(trees.count);
    this.tooDeep = !this.#count();
  }

  holds(tree: number): boolean {
    return tree >= 0 && (this.#counts[tree] ?? 0) > 0;
  }

  /**
   * The entries of a tree that are wanted or lead to what is: for each its key (`entryKey`) and its child (index of a
   * tree, number of a blob), ordered by both. Trees that have the same give the same list, where that costs nothing.
   */
  entriesOf(tree: number): readonly number[] {
    const { bases } = this.#trees;
    let source = this.#sources[tree] ?? -1;
    const chain: number[] = [];
    while (source >= 0 && this.#lists[source] === undefined) {
      chain.push(source);
      const base = bases[source] ?? -1;
      source = base < 0 ? -1 : (this.#sources[base] ?? -1);
    }
    let list: readonly number[] = source < 0 ? NOTHING : (this.#lists[source] ?? NOTHING);
    let own: number[] | undefined;
    for (let link = chain.pop(); link !== undefined; link = chain.pop()) {
      own ??= list.slice();
      this.#change(own, link);
      list = own;
      if (own.length > SHORT && chain.length > 0) continue;
      this.#keep(link, own);
      own = undefined;
    }
    return list;
  }

  /** The folders among them. */
  foldersOf(tree: number): number[] {
    return this.entriesOf(tree).filter((_, at, list) => at % 2 === 1 && kindOf(list[at - 1] ?? 0) === TREE);
  }

  /** Makes a base's list that of the tree. */
  #change(list: number[], tree: number): void {
    const { records, keys, children } = this.#trees;
    const end = records[tree + 1] ?? 0;
    for (let record = records[tree] ?? 0; record < end; record++) {
      const key = keys[record] ?? 0;
      const child = children[record] ?? 0;
      if (!this.#isWantedFile(key, child) && !(kindOf(key >>> 1) === TREE && this.holds(child))) continue;
      const at = placeOf(list, key >>> 1, child);
      if ((key & 1) === ADDED) list.splice(at, 0, key >>> 1, child);
      else list.splice(at, 2);
    }
  }

  #keep(tree: number, list: readonly number[]): void {
    this.#listed += list.length;
    if (this.#listed > KEPT_NUMBERS) {
      this.#lists = new Array(this.#trees.count);
      this.#listed = list.length;
    }
    this.#lists[tree] = list;
  }

  #isWantedFile(key: number, child: number): boolean {
    if (child < 0 || kindOf(key >>> 1) === TREE) return false;
    return this.#wanted.blobs[child] === 1 || this.#wanted.names[nameOf(key >>> 1)] === 1;
  }

  /**
   * Counts level by level: first the files that are wanted, then the folders that the round before has found to hold
   * something. Returns false when it gave up.
   */
  #count(): boolean {
    const { count, bases, records, keys, children } = this.#trees;
    const isSource = new Uint8Array(count);
    const changes = new Int32Array(count);
    const folders = new Int32Array(records[count] ?? 0);
    let folderCount = 0;
    const addChange = (tree: number, key: number) => {
      changes[tree] = (changes[tree] ?? 0) + ((key & 1) === ADDED ? 1 : -1);
      isSource[tree] = 1;
    };
    /** The tree of each record in `folders`. */
    const users = new Int32Array(folders.length);
    for (let tree = 0, record = 0; tree < count; tree++) {
      const end = records[tree + 1] ?? 0;
      for (; record < end; record++) {
        const key = keys[record] ?? 0;
        const child = children[record] ?? 0;
        if (child < 0) continue;
        if (kindOf(key >>> 1) === TREE) {
          users[folderCount] = tree;
          folders[folderCount++] = record;
        } else if (this.#isWantedFile(key, child)) addChange(tree, key);
      }
    }
    /** The round in which a tree was found to hold something. */
    const found = new Int32Array(count);
    for (let round = 1; this.#passOn(changes, found, round); round++) {
      if (round > MAX_DEPTH) return false;
      for (let at = 0; at < folderCount; at++) {
        const record = folders[at] ?? 0;
        if (found[children[record] ?? 0] === round) addChange(users[at] ?? 0, keys[record] ?? 0);
      }
    }
    for (let tree = 0; tree < count; tree++) {
      const base = bases[tree] ?? -1;
      this.#sources[tree] = isSource[tree] === 1 ? tree : base < 0 ? -1 : (this.#sources[base] ?? -1);
    }
    return true;
  }

  /** Adds what changes in each tree and in its bases to the counts; clears `changes`. Returns whether some tree is new. */
  #passOn(changes: Int32Array, found: Int32Array, round: number): boolean {
    const { count, bases } = this.#trees;
    let isNew = false;
    for (let tree = 0; tree < count; tree++) {
      const base = bases[tree] ?? -1;
      const change = (changes[tree] ?? 0) + (base < 0 ? 0 : (changes[base] ?? 0));
      if (change === 0 && changes[tree] === 0) continue;
      changes[tree] = change;
      const before = this.#counts[tree] ?? 0;
      this.#counts[tree] = before + change;
      if (before > 0 || change === 0) continue;
      found[tree] = round;
      isNew = true;
    }
    changes.fill(0);
    return isNew;
  }
}

const NOTHING: readonly number[] = [];

/** Where in `list` an entry is, or belongs. */
function placeOf(list: readonly number[], key: number, child: number): number {
  let low = 0;
  let high = list.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = (list[2 * middle] ?? 0) - key || (list[2 * middle + 1] ?? 0) - child;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}
