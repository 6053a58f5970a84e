import { gitText, unlessFailed } from './run.ts';
import type { GitContext } from './safety.ts';

/** Lines of a blob, counted from 1, as ranges with an exclusive end. */
export type LineRanges = readonly { readonly from: number; readonly to: number }[];

/** All lines of any blob. @internal exported for tests */
export const ALL_LINES: LineRanges = [{ from: 1, to: Number.POSITIVE_INFINITY }];

/**
 * The lines that blob `after` has and blob `before` does not have. The blobs are compared by id, so that no attribute of a path
 * (binary, -diff, textconv) matters.
 */
export async function addedLines(context: GitContext, before: string, after: string): Promise<LineRanges> {
  const args = ['diff', '--text', '--no-color', '--no-ext-diff', '--no-textconv', '--no-indent-heuristic'];
  const compare = [
    ...args,
    '--diff-algorithm=myers',
    '--unified=0',
    '--inter-hunk-context=0',
    '--ignore-submodules=none',
  ];
  const diff = await unlessFailed(gitText(context, [...compare, '--end-of-options', before, after]));
  // The old blob may be missing, as in a partial clone: then every line may be new.
  return diff === undefined ? ALL_LINES : parseHunks(diff);
}

/** `@@ -<from>,<count> +<from>,<count> @@`, a count of 1 left out (git-diff(1), combined with --unified=0). */
function parseHunks(diff: string): LineRanges {
  return [...diff.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].map(([, start, count]) => {
    const from = Number(start);
    return { from, to: from + Number(count ?? 1) };
  });
}

/** Whether any of the lines `first` to `last` is in `ranges`. */
export function touches(ranges: LineRanges, first: number, last: number): boolean {
  return ranges.some(({ from, to }) => first < to && last >= from);
}
