import { ByteStrings } from './byte-strings.ts';
import { CommitParser } from './commit-fields.ts';
import { GrowingInts } from './growing-ints.ts';
import { ADDED, BLOB, LINK, recordKey, SUBMODULE, TREE, type TreePart } from './tree-part.ts';

/** The number of the object whose raw id stands at `at`, -1 where the repository does not have it. */
export type FindObject = (bytes: Uint8Array, at: number) => number;

/** The result of the kernel's `diffTrees`: addresses of both trees and of the records about them. */
export interface TreeDiff {
  readonly bytes: Uint8Array;
  /** The same memory. */
  readonly words: Int32Array;
  readonly base: number;
  readonly child: number;
  readonly records: number;
  readonly count: number;
}

/**
 * Collects the trees and commits that one worker reads. Submodules are left out: their entries name commits of other
 * repositories.
 */
export class TreeCollector {
  readonly #find: FindObject;
  readonly #hashBytes: number;
  readonly #commitParser: CommitParser;
  readonly #names = new ByteStrings();
  readonly #missing = new ByteStrings();
  readonly #trees = new GrowingInts();
  readonly #bases = new GrowingInts();
  readonly #recordEnds = new GrowingInts();
  readonly #keys = new GrowingInts();
  readonly #children = new GrowingInts();
  readonly #commits = new GrowingInts();
  readonly #commitTrees = new GrowingInts();
  readonly #commitTimes: number[] = [];
  readonly #parentEnds = new GrowingInts();
  readonly #parents = new GrowingInts();

  /** @param hashBytes of a raw id: 20 or 32 */
  constructor(find: FindObject, hashBytes: number) {
    this.#find = find;
    this.#hashBytes = hashBytes;
    this.#commitParser = new CommitParser(hashBytes);
  }

  /**
   * Adds a tree by its difference to `base`, a tree that was added here before; -1 where there is none, and then all of the
   * tree's entries are in the difference.
   */
  addDiff(tree: number, base: number, { bytes, words, base: baseAt, child, records, count }: TreeDiff): void {
    const first = records >>> 2;
    let [name, nameAt, nameEnd] = [-1, 0, 0];
    for (let record = first; record < first + 3 * count; record += 3) {
      const about = words[record] ?? 0;
      if (about >>> 1 === SUBMODULE) continue;
      const start = (about & 1) === ADDED ? child : baseAt;
      const at = start + (words[record + 1] ?? 0);
      const id = start + (words[record + 2] ?? 0);
      // An entry that is removed is mostly added again with another id.
      if (name < 0 || !isSame(bytes, nameAt, nameEnd, at, id - 1)) name = this.#names.add(bytes, at, id - 1);
      nameAt = at;
      nameEnd = id - 1;
      this.#keys.push(recordKey(name, about >>> 1, about & 1));
      this.#children.push(this.#numberOf(bytes, id));
    }
    this.#endTree(tree, base);
  }

  /** Adds a tree with all of its entries. Returns false for a malformed tree, which is left out. */
  addWhole(tree: number, bytes: Uint8Array): boolean {
    const before = this.#keys.length;
    for (let at = 0; at < bytes.length; ) {
      const name = bytes.indexOf(0x20, at) + 1;
      const id = bytes.indexOf(0, name) + 1;
      const kind = kindOfMode(bytes, at, name - 1);
      if (kind < 0 || id <= name + 1 || id + this.#hashBytes > bytes.length) {
        this.#keys.length = before;
        this.#children.length = before;
        return false;
      }
      if (kind !== SUBMODULE) {
        this.#keys.push(recordKey(this.#names.add(bytes, name, id - 1), kind, ADDED));
        this.#children.push(this.#numberOf(bytes, id));
      }
      at = id + this.#hashBytes;
    }
    this.#endTree(tree, -1);
    return true;
  }

  /** Adds a commit. Returns false for a malformed one, which is left out. */
  addCommit(commit: number, bytes: Uint8Array): boolean {
    const fields = this.#commitParser.parse(bytes);
    if (fields === undefined) return false;
    this.#commits.push(commit);
    this.#commitTrees.push(this.#numberOf(fields.ids, 0));
    for (let at = this.#hashBytes; at < fields.length; at += this.#hashBytes) {
      this.#parents.push(this.#numberOf(fields.ids, at));
    }
    this.#parentEnds.push(this.#parents.length);
    this.#commitTimes.push(fields.time);
    return true;
  }

  /** All that was added. */
  finish(): TreePart {
    return {
      names: this.#names.pack(),
      missing: this.#missing.pack(),
      trees: this.#trees.toArray(),
      bases: this.#bases.toArray(),
      recordEnds: this.#recordEnds.toArray(),
      keys: this.#keys.toArray(),
      children: this.#children.toArray(),
      commits: this.#commits.toArray(),
      commitTrees: this.#commitTrees.toArray(),
      commitTimes: Float64Array.from(this.#commitTimes),
      parentEnds: this.#parentEnds.toArray(),
      parents: this.#parents.toArray(),
    };
  }

  #endTree(tree: number, base: number): void {
    this.#trees.push(tree);
    this.#bases.push(base);
    this.#recordEnds.push(this.#keys.length);
  }

  #numberOf(bytes: Uint8Array, at: number): number {
    const number = this.#find(bytes, at);
    return number >= 0 ? number : -1 - this.#missing.add(bytes, at, at + this.#hashBytes);
  }
}

function isSame(bytes: Uint8Array, from: number, to: number, other: number, otherEnd: number): boolean {
  if (to - from !== otherEnd - other) return false;
  for (let at = from; at < to; at++) if (bytes[at] !== bytes[other + at - from]) return false;
  return true;
}

/** What an entry with this octal mode names, as git reads it (canon_mode in its cache.h); -1 for no octal number. */
function kindOfMode(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to > from + 7) return -1;
  let mode = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) return -1;
    mode = (mode << 3) | digit;
  }
  const format = mode & 0o170000;
  if (format === 0o100000) return BLOB;
  if (format === 0o040000) return TREE;
  return format === 0o120000 ? LINK : SUBMODULE;
}
