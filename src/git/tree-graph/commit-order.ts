import type { Commits } from './tree-graph.ts';

/** Instead of a ref's position: nothing reaches the commit, or only a reflog does. */
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

/** Later times count as this one. */
const LATEST = 2 ** 32 - 1;

/**
 * All commits, parents before children and otherwise by time: first those that something reaches, then the others.
 */
export function sortCommits(commits: Commits, reachedBy: Int32Array): Int32Array {
  const byTime = sortByTime(commits.times);
  const order = new CommitOrder(commits);
  for (let at = 0; at < byTime.length; at += 2) {
    const commit = byTime[at] ?? 0;
    if (reachedBy[commit] !== UNREACHED) order.add(commit);
  }
  for (let at = 0; at < byTime.length; at += 2) {
    const commit = byTime[at] ?? 0;
    if (reachedBy[commit] === UNREACHED) order.add(commit);
  }
  return order.commits;
}

/** Commits and their times, alternately, sorted by time: as halves of 64-bit numbers, which sort without a comparison function. */
function sortByTime(times: Float64Array): Uint32Array {
  const numbers = new BigUint64Array(times.length);
  const halves = new Uint32Array(numbers.buffer);
  for (let commit = 0; commit < times.length; commit++) {
    halves[2 * commit] = commit;
    halves[2 * commit + 1] = Math.min(times[commit] ?? 0, LATEST);
  }
  numbers.sort();
  return halves;
}

const OPENED = 1;
const ADDED = 2;

/** Lists commits after their parents. */
class CommitOrder {
  readonly commits: Int32Array;
  readonly #parentStarts: Int32Array;
  readonly #parents: Int32Array;
  readonly #states: Uint8Array;
  readonly #stack: Int32Array;
  #size = 0;

  constructor({ count, parentStarts, parents }: Commits) {
    this.commits = new Int32Array(count);
    this.#parentStarts = parentStarts;
    this.#parents = parents;
    this.#states = new Uint8Array(count);
    this.#stack = new Int32Array(parents.length + 1);
  }

  /** Adds a commit, and before it its parents. */
  add(commit: number): void {
    const states = this.#states;
    const stack = this.#stack;
    stack[0] = commit;
    // A commit is opened, then its parents are. When it is on top again, all of its parents have been added.
    for (let height = 1; height > 0; ) {
      const top = stack[height - 1] ?? 0;
      if (states[top] === 0) {
        states[top] = OPENED;
        height = this.#push(top, height);
      } else {
        height--;
        if (states[top] === OPENED) this.commits[this.#size++] = top;
        states[top] = ADDED;
      }
    }
  }

  /** Pushes those of its parents that are not opened yet. Returns the new height of the stack. */
  #push(commit: number, height: number): number {
    const end = this.#parentStarts[commit + 1] ?? 0;
    for (let at = this.#parentStarts[commit] ?? 0; at < end; at++) {
      const parent = this.#parents[at] ?? -1;
      if (parent >= 0 && this.#states[parent] === 0) this.#stack[height++] = parent;
    }
    return height;
  }
}
