import type { CommitInfo } from '../../git/attribution.ts';
import type { ObjectType } from '../../git/cat-file.ts';
import type { Repository } from '../../git/repository.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { HistoryWalk } from '../exposure/history-walk.ts';
import { searchObjects } from '../search/object-search.ts';

/** A file in the history that holds the value, or an object that is not a file of a commit. */
export type HistoryPlace =
  | { readonly path: string; readonly versions: number; readonly first: CommitInfo }
  | { readonly object: string; readonly type: ObjectType };

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
  const holders = new Map([...blobs].map((id) => [id, [0]]));
  const walk = await HistoryWalk.tryOf(repository, { count: 1, holders, withReach: false }, log);
  const files = new Map<string, { path: string; blobs: Set<string>; first: CommitInfo }>();
  const introductions = walk?.trails[0]?.introductions ?? [];
  for (const { path = '', object, commit } of introductions) {
    const known = files.get(path) ?? { path, blobs: new Set(), first: commit };
    files.set(path, known);
    known.blobs.add(object);
  }
  return {
    files: [...files.values()].map(({ path, blobs: { size }, first }) => ({ path, versions: size, first })),
    placed: new Set(introductions.map(({ object }) => object)),
  };
}
