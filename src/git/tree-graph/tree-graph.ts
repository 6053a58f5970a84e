import { ByteStrings } from './byte-strings.ts';
import type { TreePart } from './tree-part.ts';

/** The trees of a repository, each as its difference to a base with a smaller index. */
export interface Trees {
  readonly count: number;
  /** By tree, its number as an object. */
  readonly numbers: Int32Array;
  /** Index of the base, -1 for none. */
  readonly bases: Int32Array;
  /** `count + 1` numbers: where each tree's records begin, and where those of the last end. */
  readonly records: Int32Array;
  /** See `recordKey`. */
  readonly keys: Int32Array;
  /** Number of an object; `-1 - k` for a missing one. */
  readonly children: Int32Array;
}

export interface Commits {
  readonly count: number;
  /** By commit, its number as an object. */
  readonly numbers: Int32Array;
  /** Index of a tree; `-1 - k` for a missing one, ABSENT for an object that is not a readable tree. */
  readonly trees: Int32Array;
  readonly times: Float64Array;
  /** `count + 1` numbers: where each commit's parents begin in `parents`. */
  readonly parentStarts: Int32Array;
  /** Index of a commit, or as in `trees`. */
  readonly parents: Int32Array;
}

/** In place of an index: the object is in the repository, but could not be read or is of another type than its name says. */
const ABSENT = -0x8000_0000;

/** All trees and commits of a repository. Their indexes begin at 0 and are in no particular order. */
export class TreeGraph {
  readonly names = new ByteStrings();
  /** Raw ids of objects that are named and not in the repository. */
  readonly missing = new ByteStrings();
  readonly trees: Trees;
  readonly commits: Commits;
  /** By object number: twice the index of a tree, that of a commit plus one, or -1. */
  readonly indexes: Int32Array;
  #commitCount = 0;

  /**
   * @param parts may have the same trees and commits
   * @param objectCount larger than every object's number
   * @param shallow numbers of the commits behind which history is cut (gitrepository-layout(5), shallow)
   */
  constructor(parts: readonly TreePart[], objectCount: number, shallow: ReadonlySet<number> = new Set()) {
    this.indexes = new Int32Array(objectCount).fill(-1);
    const merging = parts.map((part) => ({
      part,
      nameMap: this.names.addAll(part.names),
      missingMap: this.missing.addAll(part.missing),
    }));
    this.trees = this.#mergeTrees(merging);
    this.commits = this.#mergeCommits(merging, shallow);
  }

  /** Index of the tree with this number, -1 if there is none. */
  treeIndex(object: number): number {
    const index = this.indexes[object] ?? -1;
    return (index & 1) === 0 ? index >> 1 : -1;
  }

  /** Index of the commit with this number, -1 if there is none. */
  commitIndex(object: number): number {
    const index = this.indexes[object] ?? -1;
    return (index & 1) === 1 ? index >> 1 : -1;
  }

  /** A tree that is in several parts is listed as often; `treeIndex` returns the first. */
  #mergeTrees(parts: readonly PartToMerge[]): Trees {
    const count = parts.reduce((sum, { part }) => sum + part.trees.length, 0);
    const recordCount = parts.reduce((sum, { part }) => sum + part.keys.length, 0);
    const trees = {
      count,
      numbers: new Int32Array(count),
      bases: new Int32Array(count),
      records: new Int32Array(count + 1),
      keys: new Int32Array(recordCount),
      children: new Int32Array(recordCount),
    };
    let tree = 0;
    let size = 0;
    for (const { part, nameMap, missingMap } of parts) {
      trees.keys.set(part.keys, size);
      trees.children.set(part.children, size);
      mapNames(trees.keys.subarray(size, size + part.keys.length), nameMap);
      if (missingMap.length > 0) mapMissing(trees.children.subarray(size, size + part.keys.length), missingMap);
      for (let place = 0; place < part.trees.length; place++, tree++) {
        const number = part.trees[place] ?? 0;
        const base = part.bases[place] ?? -1;
        trees.numbers[tree] = number;
        trees.bases[tree] = base < 0 ? -1 : this.#baseIndex(base, tree);
        trees.records[tree + 1] = size + (part.recordEnds[place] ?? 0);
        if (this.indexes[number] === -1) this.indexes[number] = tree << 1;
      }
      size += part.keys.length;
    }
    return trees;
  }

  #baseIndex(base: number, tree: number): number {
    const index = this.treeIndex(base);
    if (index < 0 || index >= tree) throw new Error('a tree was added before its base');
    return index;
  }

  #mergeCommits(parts: readonly PartToMerge[], shallow: ReadonlySet<number>): Commits {
    const newCommits = parts.map(({ part }) => this.#numberCommits(part.commits));
    const count = this.#commitCount;
    const commits = {
      count,
      numbers: new Int32Array(count),
      trees: new Int32Array(count),
      times: new Float64Array(count),
      parentStarts: new Int32Array(count + 1),
      parents: new Int32Array(parts.reduce((sum, { part }) => sum + part.parents.length, 0)),
    };
    let commit = 0;
    let size = 0;
    for (let index = 0; index < parts.length; index++) {
      const { part, missingMap } = parts[index] as PartToMerge;
      for (const place of newCommits[index] ?? []) {
        const number = part.commits[place] ?? 0;
        const tree = part.commitTrees[place] ?? 0;
        commits.numbers[commit] = number;
        commits.trees[commit] = tree < 0 ? missingIn(missingMap, tree) : orAbsent(this.treeIndex(tree));
        commits.times[commit] = part.commitTimes[place] ?? 0;
        const end = shallow.has(number) ? 0 : (part.parentEnds[place] ?? 0);
        for (let at = place === 0 ? 0 : (part.parentEnds[place - 1] ?? 0); at < end; at++) {
          const parent = part.parents[at] ?? 0;
          commits.parents[size++] = parent < 0 ? missingIn(missingMap, parent) : orAbsent(this.commitIndex(parent));
        }
        commits.parentStarts[++commit] = size;
      }
    }
    return commits;
  }

  /** Gives indexes to the commits that have none. Returns their positions in the list. */
  #numberCommits(numbers: Int32Array): Int32Array {
    const places = new Int32Array(numbers.length);
    let size = 0;
    for (let place = 0; place < numbers.length; place++) {
      const number = numbers[place] ?? 0;
      if (this.indexes[number] !== -1) continue;
      this.indexes[number] = (this.#commitCount++ << 1) | 1;
      places[size++] = place;
    }
    return places.subarray(0, size);
  }
}

interface PartToMerge {
  readonly part: TreePart;
  readonly nameMap: Int32Array;
  readonly missingMap: Int32Array;
}

/** Replaces a part's numbers of names by the graph's. Those of the first part are the same. */
function mapNames(keys: Int32Array, nameMap: Int32Array): void {
  let same = 0;
  while (same < nameMap.length && nameMap[same] === same) same++;
  if (same === nameMap.length) return;
  for (let record = 0; record < keys.length; record++) {
    const key = keys[record] ?? 0;
    keys[record] = ((nameMap[key >>> 3] ?? 0) << 3) | (key & 7);
  }
}

function mapMissing(children: Int32Array, missingMap: Int32Array): void {
  for (let record = 0; record < children.length; record++) {
    const child = children[record] ?? 0;
    if (child < 0) children[record] = missingIn(missingMap, child);
  }
}

function missingIn(missingMap: Int32Array, object: number): number {
  return -1 - (missingMap[-1 - object] ?? 0);
}

function orAbsent(index: number): number {
  return index < 0 ? ABSENT : index;
}
