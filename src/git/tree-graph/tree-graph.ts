import { ByteStrings } from './byte-strings.ts';
import { kindOf, TREE, type TreePart } from './tree-part.ts';

/** Trees of a repository, each as the difference to its base, which has a smaller index. */
export interface Trees {
  readonly count: number;
  /** Index of the base, -1 for none. */
  readonly bases: Int32Array;
  /** `count + 1` of them: where a tree's records begin, and where those of the last end. */
  readonly records: Int32Array;
  /** See `recordKey`. */
  readonly keys: Int32Array;
  /** Index of a tree, number of a blob; `-1 - k` for a missing object, ABSENT for what is there and no readable tree. */
  readonly children: Int32Array;
}

export interface Commits {
  readonly count: number;
  /** The commits' numbers as objects. */
  readonly numbers: Int32Array;
  /** Index of a tree, or as in `Trees.children`. */
  readonly trees: Int32Array;
  readonly times: Float64Array;
  /** `count + 1` of them: where a commit's parents begin in `parents`. */
  readonly parentStarts: Int32Array;
  /** Index of a commit, or as in `Trees.children`. */
  readonly parents: Int32Array;
}

/** Stands for an object that is in the repository but is not what it is named as, or could not be read. */
export const ABSENT = -0x8000_0000;

/** All trees and commits of a repository; indexes count them from 0 in no particular order. */
export class TreeGraph {
  readonly names = new ByteStrings();
  /** Raw ids of what is named and not in the repository. */
  readonly missing = new ByteStrings();
  readonly objectCount: number;
  readonly trees: Trees;
  readonly commits: Commits;
  /** By object number: twice the index of a tree, that of a commit plus one, or -1. */
  readonly #indexes: Int32Array;
  readonly #counts: [trees: number, commits: number] = [0, 0];

  /**
   * @param parts their trees and commits may overlap
   * @param objectCount above every object's number
   * @param shallow numbers of the commits behind which history is cut (gitrepository-layout(5), shallow)
   */
  constructor(parts: readonly TreePart[], objectCount: number, shallow: ReadonlySet<number> = new Set()) {
    this.objectCount = objectCount;
    this.#indexes = new Int32Array(objectCount).fill(-1);
    const merging = parts.map((part) => ({
      ...part,
      nameMap: this.names.addAll(part.names),
      missingMap: this.missing.addAll(part.missing),
      newTrees: this.#number(part.trees, 0),
      newCommits: this.#number(part.commits, 1),
    }));
    this.trees = this.#mergeTrees(merging);
    this.commits = this.#mergeCommits(merging, shallow);
  }

  /** Index of the tree with this number, -1 if there is none. */
  treeIndex(object: number): number {
    const index = this.#indexes[object] ?? -1;
    return (index & 1) === 0 ? index >> 1 : -1;
  }

  /** Index of the commit with this number, -1 if there is none. */
  commitIndex(object: number): number {
    const index = this.#indexes[object] ?? -1;
    return (index & 1) === 1 ? index >> 1 : -1;
  }

  /** Gives indexes to the objects that have none. Returns where in `objects` these are. */
  #number(objects: Int32Array, type: 0 | 1): number[] {
    const places: number[] = [];
    for (let place = 0; place < objects.length; place++) {
      const object = objects[place] ?? 0;
      if (this.#indexes[object] !== -1) continue;
      this.#indexes[object] = (this.#counts[type]++ << 1) | type;
      places.push(place);
    }
    return places;
  }

  #mergeTrees(parts: readonly Merging[]): Trees {
    const [count] = this.#counts;
    const room = parts.reduce((sum, { keys }) => sum + keys.length, 0);
    const trees = {
      count,
      bases: new Int32Array(count).fill(-1),
      records: new Int32Array(count + 1),
      keys: new Int32Array(room),
      children: new Int32Array(room),
    };
    let tree = 0;
    let size = 0;
    for (const { bases, recordEnds, keys, children, nameMap, missingMap, newTrees } of parts) {
      for (const place of newTrees) {
        const base = bases[place] ?? -1;
        if (base >= 0) trees.bases[tree] = this.#baseIndex(base, tree);
        for (let record = startOf(recordEnds, place); record < (recordEnds[place] ?? 0); record++, size++) {
          const key = keys[record] ?? 0;
          const child = children[record] ?? 0;
          trees.keys[size] = ((nameMap[key >>> 3] ?? 0) << 3) | (key & 7);
          if (child < 0) trees.children[size] = -1 - (missingMap[-1 - child] ?? 0);
          else trees.children[size] = kindOf(key >>> 1) === TREE ? orAbsent(this.treeIndex(child)) : child;
        }
        trees.records[++tree] = size;
      }
    }
    return trees;
  }

  #baseIndex(base: number, tree: number): number {
    const index = this.treeIndex(base);
    if (index < 0 || index >= tree) throw new Error('a tree was taken before its base');
    return index;
  }

  #mergeCommits(parts: readonly Merging[], shallow: ReadonlySet<number>): Commits {
    const [, count] = this.#counts;
    const commits = {
      count,
      numbers: new Int32Array(count),
      trees: new Int32Array(count),
      times: new Float64Array(count),
      parentStarts: new Int32Array(count + 1),
      parents: new Int32Array(parts.reduce((sum, { parents }) => sum + parents.length, 0)),
    };
    let commit = 0;
    let size = 0;
    for (const { commits: numbers, commitTrees, commitTimes, parentEnds, parents, missingMap, newCommits } of parts) {
      const missing = (object: number) => -1 - (missingMap[-1 - object] ?? 0);
      for (const place of newCommits) {
        const number = numbers[place] ?? 0;
        const tree = commitTrees[place] ?? 0;
        commits.numbers[commit] = number;
        commits.trees[commit] = tree < 0 ? missing(tree) : orAbsent(this.treeIndex(tree));
        commits.times[commit] = commitTimes[place] ?? 0;
        const end = shallow.has(number) ? 0 : (parentEnds[place] ?? 0);
        for (let at = startOf(parentEnds, place); at < end; at++) {
          const parent = parents[at] ?? 0;
          commits.parents[size++] = parent < 0 ? missing(parent) : orAbsent(this.commitIndex(parent));
        }
        commits.parentStarts[++commit] = size;
      }
    }
    return commits;
  }
}

interface Merging extends TreePart {
  readonly nameMap: Int32Array;
  readonly missingMap: Int32Array;
  readonly newTrees: readonly number[];
  readonly newCommits: readonly number[];
}

function startOf(ends: Int32Array, place: number): number {
  return place === 0 ? 0 : (ends[place - 1] ?? 0);
}

function orAbsent(index: number): number {
  return index < 0 ? ABSENT : index;
}
