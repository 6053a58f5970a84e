import { UNREACHED } from './commit-order.ts';
import { NOTHING_HELD } from './held-trees.ts';
import type { Commits } from './tree-graph.ts';

/**
 * The commits, in order, that hold something else than each of their parents.
 * @param contents what each commit's tree holds (`HeldTrees`)
 */
export function listChanging(
  { parentStarts, parents }: Commits,
  order: Int32Array,
  contents: Int32Array,
): readonly number[] {
  const list: number[] = [];
  for (let position = 0; position < order.length; position++) {
    const commit = order[position] ?? 0;
    const content = contents[commit] ?? NOTHING_HELD;
    const end = parentStarts[commit + 1] ?? 0;
    let at = parentStarts[commit] ?? 0;
    while (at < end && contents[parents[at] ?? -1] !== content) at++;
    if (at === end && content !== NOTHING_HELD) list.push(commit);
  }
  return list;
}

/**
 * The commits, last ones first, that hold something else than each of their children, with the contents of these. Unreached
 * commits come last, and do not count as children of reached ones: that a commit was amended does not mean that its file is
 * still there.
 */
export function listEnding(
  { count, parentStarts, parents }: Commits,
  order: Int32Array,
  reachedBy: Int32Array,
  contents: Int32Array,
): ReadonlyMap<number, readonly number[]> {
  const isKept = new Uint8Array(count);
  for (let child = 0; child < count; child++) {
    const end = parentStarts[child + 1] ?? 0;
    for (let at = parentStarts[child] ?? 0; at < end; at++) {
      const parent = parents[at] ?? -1;
      if (contents[parent] !== contents[child]) continue;
      if (reachedBy[child] !== UNREACHED || reachedBy[parent] === UNREACHED) isKept[parent] = 1;
    }
  }
  const ending = new Map<number, number[]>();
  for (const isUnreached of [false, true]) {
    for (let position = order.length - 1; position >= 0; position--) {
      const commit = order[position] ?? 0;
      if (isKept[commit] === 1 || contents[commit] === NOTHING_HELD) continue;
      if ((reachedBy[commit] === UNREACHED) === isUnreached) ending.set(commit, []);
    }
  }
  for (let child = 0; child < count; child++) {
    const end = parentStarts[child + 1] ?? 0;
    for (let at = parentStarts[child] ?? 0; at < end; at++) {
      const parent = parents[at] ?? -1;
      if (parent < 0 || isKept[parent] === 1 || contents[parent] === NOTHING_HELD) continue;
      if (reachedBy[child] === UNREACHED && reachedBy[parent] !== UNREACHED) continue;
      ending.get(parent)?.push(contents[child] ?? NOTHING_HELD);
    }
  }
  return ending;
}
