import { UNREACHED } from './commit-order.ts';
import type { TreeGraph, Trees } from './tree-graph.ts';
import { ADDED, kindOf, REMOVED, TREE } from './tree-part.ts';

/** An object that a tree or a commit names and that is not in the repository. */
export interface MissingObject {
  readonly id: string;
  /** Whether something that a ref or a reflog reaches names it. */
  readonly reached: boolean;
}

/**
 * All missing objects, without submodules' commits and what a shallow clone has cut off.
 *
 * @param reachedBy see `markReach`
 * @param tips further trees that refs lead to, by index
 */
export function listMissing(graph: TreeGraph, reachedBy: Int32Array, tips: readonly number[]): MissingObject[] {
  const { missing, trees, commits } = graph;
  if (missing.size === 0) return [];
  const isNamed = new Uint8Array(missing.size);
  const isReached = new Uint8Array(missing.size);
  const open: number[] = [];
  const reach = (object: number) => {
    if (object >= 0) open.push(object);
    else isReached[-1 - object] = 1;
  };
  for (const child of trees.children) if (child < 0) isNamed[-1 - child] = 1;
  for (let commit = 0; commit < commits.count; commit++) {
    const named = [...commits.parents.subarray(commits.parentStarts[commit], commits.parentStarts[commit + 1])]
      .filter((parent) => parent < 0)
      .concat(commits.trees[commit] ?? 0);
    for (const object of named) {
      if (object < 0) isNamed[-1 - object] = 1;
      if (reachedBy[commit] !== UNREACHED) reach(object);
    }
  }
  for (const tree of tips) open.push(tree);
  reachTrees(trees, open, (child) => {
    const tree = child < 0 ? child : graph.treeIndex(child);
    if (child < 0 || tree >= 0) reach(tree);
  });

  const list: MissingObject[] = [];
  for (let index = 0; index < missing.size; index++) {
    if (isNamed[index] === 0) continue;
    list.push({ id: Buffer.from(missing.at(index)).toString('hex'), reached: isReached[index] === 1 });
  }
  return list;
}

/**
 * Calls `reach` for every folder in the trees of `open`, and for every missing object. Of a tree whose base was looked at
 * only what the difference adds is new.
 */
function reachTrees(trees: Trees, open: number[], reach: (child: number) => void): void {
  const isDone = new Uint8Array(trees.count);
  for (let tree = open.pop(); tree !== undefined; tree = open.pop()) {
    if (isDone[tree] === 1) continue;
    isDone[tree] = 1;
    const removed = new Map<string, number>();
    for (let link = tree; link >= 0; link = trees.bases[link] ?? -1) {
      if (link !== tree && isDone[link] === 1) break;
      reachAdded(trees, link, removed, reach);
    }
  }
}

/** What a tree's difference adds and no later tree of the chain has removed; `removed` takes what it removes itself. */
function reachAdded(
  { records, keys, children }: Trees,
  tree: number,
  removed: Map<string, number>,
  reach: (child: number) => void,
): void {
  const [start, end] = [records[tree] ?? 0, records[tree + 1] ?? 0];
  for (const side of [ADDED, REMOVED]) {
    for (let record = start; record < end; record++) {
      const key = keys[record] ?? 0;
      const child = children[record] ?? 0;
      if ((key & 1) !== side || (child >= 0 && kindOf(key >>> 1) !== TREE)) continue;
      const entry = `${key >>> 1} ${child}`;
      const count = removed.get(entry) ?? 0;
      if (side === REMOVED) removed.set(entry, count + 1);
      else if (count > 0) removed.set(entry, count - 1);
      else reach(child);
    }
  }
}
