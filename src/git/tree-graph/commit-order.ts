import type { Commits } from './tree-graph.ts';

/** Instead of a ref's place: nothing reaches the commit, or only a reflog does. */
export const UNREACHED = -1;
export const BY_REFLOG = -2;

/** For each commit the first of `tips` (indexes of commits; below 0: none) that reaches it, BY_REFLOG or UNREACHED. */
export function markReach(commits: Commits, tips: readonly number[], reflogs: readonly number[]): Int32Array {
  const { parentStarts, parents } = commits;
  const reachedBy = new Int32Array(commits.count).fill(UNREACHED);
  const mark = (tip: number, by: number) => {
    const open = [tip];
    for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
      if (commit < 0 || reachedBy[commit] !== UNREACHED) continue;
      reachedBy[commit] = by;
      const end = parentStarts[commit + 1] ?? 0;
      for (let at = parentStarts[commit] ?? 0; at < end; at++) open.push(parents[at] ?? -1);
    }
  };
  tips.forEach(mark);
  for (const tip of reflogs) mark(tip, BY_REFLOG);
  return reachedBy;
}

/** Added to a time it is behind every other: nobody's clock is so wrong that it matters which commit is later. */
const LATER = 2 ** 52;

/**
 * All commits, parents before children: first those that something reaches, then the others, each as early as its time
 * and its parents let it be.
 */
export function sortCommits(commits: Commits, reachedBy: Int32Array): number[] {
  const keys = commits.times.map((time, commit) => {
    return Math.min(time, LATER - 1) + (reachedBy[commit] === UNREACHED ? LATER : 0);
  });
  const byTime = Array.from(keys.keys()).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  const { parentStarts, parents } = commits;
  const order: number[] = [];
  const isOpened = new Uint8Array(commits.count);
  for (const commit of byTime) {
    // A commit is opened, then its parents are, and when it is on top again, all of them are in order.
    const stack = [commit];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (isOpened[top] === 0) {
        isOpened[top] = 1;
        const end = parentStarts[top + 1] ?? 0;
        for (let at = parentStarts[top] ?? 0; at < end; at++) {
          const parent = parents[at] ?? -1;
          if (parent >= 0 && isOpened[parent] === 0) stack.push(parent);
        }
      } else {
        stack.pop();
        if (isOpened[top] === 1) order.push(top);
        isOpened[top] = 2;
      }
    }
  }
  return order;
}

/** Indexes of a commit's parents, without those that are missing. */
export function parentsOf({ parentStarts, parents }: Commits, commit: number): number[] {
  const list: number[] = [];
  const end = parentStarts[commit + 1] ?? 0;
  for (let at = parentStarts[commit] ?? 0; at < end; at++) {
    const parent = parents[at] ?? -1;
    if (parent >= 0) list.push(parent);
  }
  return list;
}
