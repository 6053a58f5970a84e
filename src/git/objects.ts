import { HexhoundError } from '../model/errors.ts';
import type { ObjectType } from './cat-file.ts';
import { GitFailure, git, linesOf, startGit } from './run.ts';
import type { GitContext } from './safety.ts';

/** Ids of the objects to read, by type. */
export type ObjectIds = Readonly<Record<ObjectType, readonly string[]>>;

const CHECK = ['cat-file', '--batch-check=%(objecttype) %(objectname)', '--buffer'];

/**
 * Ids of all objects, reachable or not, those of alternates too, in the order of the packs, in which reading is fastest.
 * Whether they can be read is not checked.
 */
export async function listAllObjects(context: GitContext): Promise<string[]> {
  const run = startGit(context, ['cat-file', '--batch-check=%(objectname)', '--batch-all-objects', '--unordered']);
  run.stdin.end();
  const ids: string[] = [];
  for await (const line of linesOf(run.stdout)) ids.push(line);
  await run.done;
  return ids;
}

/**
 * The objects that `revisions` (as `git rev-list` takes them: `main..HEAD`, `v1`, `^v0`) reach and their negative ends
 * do not; and `missing`, those of them that the repository lacks.
 * @throws HexhoundError E_GIT for a revision that does not exist
 */
export async function listRange(
  context: GitContext,
  revisions: readonly string[],
): Promise<{ ids: ObjectIds; missing: readonly string[] }> {
  await checkRevisions(context, revisions);
  const { ids, missing } = await walk(context, ['--end-of-options', ...revisions, '--']);
  return { ids: await groupByType(context, ids), missing };
}

/** Names the revision that is bad: git's own message explains how to tell revisions from paths. */
async function checkRevisions(context: GitContext, revisions: readonly string[]): Promise<void> {
  for (const revision of revisions) {
    try {
      await git(context, ['rev-parse', '--revs-only', '--end-of-options', revision, '--']);
    } catch (cause) {
      if (!(cause instanceof GitFailure)) throw cause;
      throw new HexhoundError('E_GIT', revision, 'unknown revision', { cause });
    }
  }
}

async function walk(context: GitContext, from: readonly string[]): Promise<{ ids: string[]; missing: string[] }> {
  const run = startGit(context, ['rev-list', '--objects', '--no-object-names', '--missing=print', ...from]);
  run.stdin.end();
  const ids: string[] = [];
  const missing: string[] = [];
  // `?<oid>` is an object that is not there (git-rev-list(1), --missing=print).
  for await (const line of linesOf(run.stdout)) {
    if (line.startsWith('?')) missing.push(line.slice(1));
    else ids.push(line);
  }
  await run.done;
  return { ids, missing };
}

/**
 * Parses lines of `<type> SP <oid>`, or `<oid> SP missing` for an object whose header cannot be read: that is listed as a
 * blob, so that reading it fails.
 */
async function groupByType(context: GitContext, all: readonly string[]): Promise<ObjectIds> {
  const run = startGit(context, CHECK);
  run.stdin.end(all.map((id) => `${id}\n`).join(''));
  const ids: Record<ObjectType, string[]> = { blob: [], tree: [], commit: [], tag: [] };
  for await (const line of linesOf(run.stdout)) {
    const space = line.indexOf(' ');
    const [first, second] = [line.slice(0, space), line.slice(space + 1)];
    if (second === 'missing') ids.blob.push(first);
    else ids[first as ObjectType].push(second);
  }
  await run.done;
  return ids;
}
