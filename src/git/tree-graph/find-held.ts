import { instantiate } from '../../kernel/wasm.ts';
import type { TreeGraph } from './tree-graph.ts';

/** What is looked for in trees. */
export interface Wanted {
  /** Numbers of the blobs that are wanted wherever they are. */
  readonly blobs: ReadonlySet<number>;
  /** By number of the name: 1 where every file of that name is wanted. */
  readonly names: Uint8Array;
}

/** The wanted files that trees hold. Trees by their indexes. */
export interface HeldRecords {
  /** By tree: its content, a number above 0 for what it and the folders in it hold; 0 for nothing. */
  readonly contents: Int32Array;
  /** By content, a tree that has it. */
  readonly samples: Int32Array;
  /** One more than there are trees: where a tree's records begin, and where those of the last end. */
  readonly starts: Int32Array;
  /** Of wanted files and of folders that hold some; see `recordKey`. */
  readonly keys: Int32Array;
  /** Index of a tree, number of a blob. */
  readonly children: Int32Array;
  /** Trees that hold something and that no other tree and no commit has. */
  readonly outermost: Int32Array;
  /** Something may be nested too deep to be found. */
  readonly tooDeep: boolean;
}

/** Deeper folders are not looked into; git itself stops at 2,048 levels (git-config(1), core.maxTreeDepth). */
export const MAX_DEPTH = 4096;

/** In place of a tree's index: a blob that is wanted (assembly/tree-records.ts). */
const WANTED = -2;

/** Words of `Graph` in assembly/tree-records.ts, and the position of `outerCount` in it. */
const GRAPH_WORDS = 14;
const OUTER_COUNT = 12;

/** Random and odd, so that nobody can prepare trees that collide. */
const SEEDS = Int32Array.from({ length: 4 }, () => Math.floor(Math.random() * 2 ** 32) | 1);

/** The trees to look into. */
export type Graph = Pick<TreeGraph, 'trees' | 'commits' | 'indexes'>;

/** Finds what trees hold, in the memory of a kernel of its own. */
export function findHeld({ trees, commits, indexes }: Graph, { blobs, names }: Wanted): HeldRecords {
  const kernel = instantiate();
  const { count } = trees;
  const recordCount = trees.records[count] ?? 0;
  const lists = [trees.bases, trees.records, trees.keys, trees.children, indexes];
  const words = lists.reduce((sum, { length }) => sum + length, 0) + GRAPH_WORDS + SEEDS.length + 3 * count + 1;
  const workBytes = kernel.heldTreesWorkBytes(count, recordCount) >>> 0;
  const start = kernel.reserve(4 * words + workBytes + names.length + count) >>> 0;
  const arrays = new ArrayAllocator(kernel.memory.buffer, start);
  const graph = arrays.allocate(GRAPH_WORDS);
  const seeds = arrays.copy(SEEDS);
  const bases = arrays.copy(trees.bases);
  const starts = arrays.copy(trees.records);
  const keys = arrays.copy(trees.keys);
  const children = arrays.copy(trees.children);
  const objects = arrays.copy(indexes);
  const contents = arrays.allocate(count);
  const samples = arrays.allocate(count + 1);
  const outer = arrays.allocate(count);
  const isWantedName = new Uint8Array(kernel.memory.buffer, arrays.end + workBytes, names.length);
  const isInner = new Uint8Array(kernel.memory.buffer, arrays.end + workBytes + names.length, count);
  for (const blob of blobs) if (objects[blob] === -1) objects[blob] = WANTED;
  isWantedName.set(names);
  for (const tree of commits.trees) if (tree >= 0) isInner[tree] = 1;
  const otherAddresses = [objects, isWantedName, contents, samples, isInner, outer].map(({ byteOffset }) => byteOffset);
  const recordAddresses = [bases, starts, keys, children].map(({ byteOffset }) => byteOffset);
  graph.set([count, ...recordAddresses, recordCount, ...otherAddresses, 0, arrays.end]);
  const tooDeep = kernel.holdTrees(graph.byteOffset, seeds.byteOffset, MAX_DEPTH) === 1;
  return { contents, samples, starts, keys, children, outermost: outer.subarray(0, graph[OUTER_COUNT]), tooDeep };
}

/** Allocates arrays in the kernel's memory, one behind the other. */
class ArrayAllocator {
  readonly #buffer: ArrayBuffer;
  end: number;

  constructor(buffer: ArrayBuffer, start: number) {
    this.#buffer = buffer;
    this.end = start;
  }

  /** @param length in words of 32 bits */
  allocate(length: number): Int32Array {
    const array = new Int32Array(this.#buffer, this.end, length);
    this.end += array.byteLength;
    return array;
  }

  copy(source: Int32Array): Int32Array {
    const array = this.allocate(source.length);
    array.set(source);
    return array;
  }
}
