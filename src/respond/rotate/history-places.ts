import { type CommitInfo, walkRange } from '../../git/attribution.ts';
import type { ObjectType } from '../../git/cat-file.ts';
import { listReflogCommits, listRefs } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { GitFailure } from '../../git/run.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { searchObjects } from '../search/object-search.ts';

/** A file in the history that holds the value, or an object that is not a file of a commit. */
export type HistoryPlace =
  | { readonly path: string; readonly versions: number; readonly first: CommitInfo }
  | { readonly object: string; readonly type: ObjectType };

/** Refs and reflog entries from which the history is walked, at most: their ids are arguments of one call of git. */
const MAX_REVISIONS = 1000;

/**
 * Every file in the history of a repository that holds the value in any version, and messages, file names and
 * unreachable objects that hold it. Every object is searched; rules and ignores play no part.
 */
export async function findInHistory(needles: NeedleSet, repository: Repository, log: ScanLog): Promise<HistoryPlace[]> {
  const holders = await searchObjects(needles, repository, log);
  const holding = new Map(holders.map(({ id, type }) => [id, type]));
  const blobs = new Set([...holding].flatMap(([id, type]) => (type === 'blob' ? [id] : [])));
  if (repository.shallow) log.notice('this is a shallow clone: what lies behind its cut was not looked at');
  const { files, placed } = blobs.size === 0 ? { files: [], placed: new Set() } : await locate(repository, blobs, log);
  const others = [...holding].filter(([id]) => !placed.has(id));
  return [...files, ...others.map(([object, type]) => ({ object, type }))];
}

interface Located {
  readonly files: readonly HistoryPlace[];
  readonly placed: ReadonlySet<string>;
}

/** By path: the first commit, parents before children, that put one of the blobs there, and how many of them were. */
async function locate(repository: Repository, blobs: ReadonlySet<string>, log: ScanLog): Promise<Located> {
  const files = new Map<string, { path: string; blobs: Set<string>; first: CommitInfo }>();
  const placed = new Set<string>();
  try {
    const revisions = await startingPoints(repository, log);
    if (revisions.length === 0) return { files: [], placed };
    for await (const step of walkRange(repository, ['--end-of-options', ...revisions])) {
      if (!('blob' in step) || !blobs.has(step.blob)) continue;
      const { path, blob, commit } = step;
      const known = files.get(path) ?? { path, blobs: new Set(), first: commit };
      files.set(path, known);
      known.blobs.add(blob);
      placed.add(blob);
    }
  } catch (thrown) {
    if (!(thrown instanceof GitFailure)) throw thrown;
    log.error(
      'E_GIT',
      repository.root ?? repository.cwd,
      `which commits hold the key cannot be told: ${thrown.message}`,
    );
  }
  return {
    files: [...files.values()].map(({ path, blobs: { size }, first }) => ({ path, versions: size, first })),
    placed,
  };
}

async function startingPoints(repository: Repository, log: ScanLog): Promise<string[]> {
  const refs = await listRefs(repository);
  const reflogs = (await listReflogCommits(repository)) ?? [];
  const all = [...new Set([...refs.map(({ id }) => id), ...reflogs])];
  if (all.length > MAX_REVISIONS) {
    log.notice(`of ${all.length} branches, tags and reflog entries the first ${MAX_REVISIONS} were asked for commits`);
  }
  return all.slice(0, MAX_REVISIONS);
}
