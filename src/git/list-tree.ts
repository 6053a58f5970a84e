import { decodePath } from './path.ts';
import { failureOf, recordsOf, startGit } from './run.ts';
import type { GitContext } from './safety.ts';

/** A file of a tree. */
export interface TreeFile {
  readonly path: string;
  readonly blob: string;
}

/**
 * The files of a tree and of all trees in it. Ends early where an object is missing, or the tree does not exist.
 * @param context at the top of the repository
 * @param tree any revision that names one
 * @param paths only these; all files if it is empty
 */
export async function* listTree(
  context: GitContext,
  tree: string,
  paths: Iterable<string> = [],
): AsyncGenerator<TreeFile> {
  const run = startGit(context, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', tree, ...paths]);
  // `<mode> SP <type> SP <oid> TAB <path> NUL` (git-ls-tree(1)).
  for await (const record of recordsOf(run.stdout)) {
    const tab = record.indexOf(9);
    const [, , blob = ''] = record.toString('latin1', 0, tab).split(' ');
    yield { path: decodePath(record.subarray(tab + 1)), blob };
  }
  await failureOf(run);
}
