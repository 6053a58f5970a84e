import { instantiate } from '../../kernel/wasm.ts';
import type { TreeGraph } from './tree-graph.ts';

/** What is looked for in trees. */
export interface Wanted {
  /** Numbers of the blobs that are wanted wherever they are. */
  readonly blobs: ReadonlySet<number>;
  /** By number of the name: 1 where every file of that name is wanted. */
  readonly names: Uint8Array;
}

/** What trees hold of what is wanted. Trees by their indexes. */
export interface HeldRecords {
  /** By tree: a number above 0 for what it holds, itself or further down: its content. 0 for nothing. */
  readonly contents: Int32Array;
  /** By content, a tree that has it. */
  readonly samples: Int32Array;
  /** One more than there are trees: where a tree's records begin, and where those of the last end. */
  readonly starts: Int32Array;
  /** Of wanted files and of folders that hold some; see `recordKey`. */
  readonly keys: Int32Array;
  /** Index of a tree, number of a blob. */
  readonly children: Int32Array;
  /** Trees that hold something, and that no other tree and no commit has. */
  readonly outermost: Int32Array;
  /** Whether something may be nested too deep to be found. */
  readonly tooDeep: boolean;
}

/** Nesting beyond this is not followed; git itself stops at 2,048 levels (git-config(1), core.maxTreeDepth). */
export const MAX_DEPTH = 4096;

/** In place of a tree's index. */
const WANTED = -2;

/** Words of `Graph` in assembly/held-trees.ts. */
const GRAPH_WORDS = 14;
const OUTER_COUNT = 12;

/** Random and odd: nobody knows them beforehand. */
const SEEDS = Int32Array.from({ length: 4 }, () => Math.floor(Math.random() * 2 ** 32) | 1);

/** Finds what trees hold, in the memory of a kernel of its own. */
export function findHeld({ trees, commits, indexes }: TreeGraph, { blobs, names }: Wanted): HeldRecords {
  const kernel = instantiate();
  const { count } = trees;
  const recordCount = trees.records[count] ?? 0;
  const lists = [trees.bases, trees.records, trees.keys, trees.children, indexes];
  const words = lists.reduce((sum, { length }) => sum + length, 0) + GRAPH_WORDS + SEEDS.length + 3 * count + 1;
  const room = kernel.heldTreesWorkBytes(count, recordCount) >>> 0;
  const start = kernel.reserve(4 * words + room + names.length + count) >>> 0;
  const desk = new Desk(kernel.memory.buffer, start);
  const graph = desk.take(GRAPH_WORDS);
  const seeds = desk.copy(SEEDS);
  const bases = desk.copy(trees.bases);
  const starts = desk.copy(trees.records);
  const keys = desk.copy(trees.keys);
  const children = desk.copy(trees.children);
  const objects = desk.copy(indexes);
  const contents = desk.take(count);
  const samples = desk.take(count + 1);
  const outer = desk.take(count);
  const isWantedName = new Uint8Array(kernel.memory.buffer, desk.end + room, names.length);
  const isInner = new Uint8Array(kernel.memory.buffer, desk.end + room + names.length, count);
  for (const blob of blobs) if (objects[blob] === -1) objects[blob] = WANTED;
  isWantedName.set(names);
  for (const tree of commits.trees) if (tree >= 0) isInner[tree] = 1;
  const arrays = [objects, isWantedName, contents, samples, isInner, outer].map(({ byteOffset }) => byteOffset);
  const ownArrays = [bases, starts, keys, children].map(({ byteOffset }) => byteOffset);
  graph.set([count, ...ownArrays, recordCount, ...arrays, 0, desk.end]);
  const tooDeep = kernel.holdTrees(graph.byteOffset, seeds.byteOffset, MAX_DEPTH) === 1;
  return { contents, samples, starts, keys, children, outermost: outer.subarray(0, graph[OUTER_COUNT]), tooDeep };
}

/** Room in the kernel's memory, handed out from its start. */
class Desk {
  readonly #buffer: ArrayBuffer;
  end: number;

  constructor(buffer: ArrayBuffer, start: number) {
    this.#buffer = buffer;
    this.end = start;
  }

  /** @param length in numbers of 32 bits */
  take(length: number): Int32Array {
    const array = new Int32Array(this.#buffer, this.end, length);
    this.end += array.byteLength;
    return array;
  }

  copy(source: Int32Array): Int32Array {
    const array = this.take(source.length);
    array.set(source);
    return array;
  }
}
