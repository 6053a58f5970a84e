import { readIndex } from '../../git/index-files.ts';
import type { RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { gitText, unlessFailed } from '../../git/run.ts';
import { commitRef } from '../exposure/exposure.ts';
import { HistoryWalk } from '../exposure/history-walk.ts';
import type { Holder } from '../search/object-search.ts';
import { pathSearch } from '../search/secret-needles.ts';
import { describeNeedles, type Leftover, type Search } from './leftover.ts';
import { collectGarbage, remedyForRef } from './remedies.ts';

/** The paths and commits of objects, and from where they are reachable. */
export async function locateObjects(
  search: Search,
  holders: readonly Holder[],
  refs: readonly RefTarget[],
): Promise<Leftover[]> {
  const { repository, needles, folder } = search;
  const numbers = new Map(holders.map(({ id }, number) => [id, [number]]));
  const trees = holders.flatMap(({ type, needles: found }, number) => (type === 'tree' ? [{ number, found }] : []));
  const treesWith = (inPath: readonly number[]) =>
    trees.flatMap(({ number, found }) => (found.some((one) => inPath.includes(one)) ? [number] : []));
  const inPath = trees.length === 0 ? {} : { inPath: pathSearch(needles, treesWith) };
  const sought = { count: holders.length, holders: numbers, ...inPath, withReach: false };
  const walk = await HistoryWalk.tryOf(repository, sought, search.log);
  const ownerOf = walk?.ownersBy([...refs, ...(await listStashes(repository))]);
  const staged = await stagedPaths(repository, holders);
  return holders.map((holder, number): Leftover => {
    const { id, type, needles: found } = holder;
    const introductions = walk?.trails[number]?.introductions ?? [];
    const byRef = introductions.find(({ commit }) => ownerOf?.(commit.id) !== undefined);
    const introduction = byRef ?? introductions[0];
    const tagRef = refs.find(({ tag }) => tag === id)?.name;
    const indexPath = staged.get(id);
    const owner =
      tagRef ??
      (byRef === undefined ? undefined : ownerOf?.(byRef.commit.id)?.name) ??
      (indexPath === undefined ? undefined : 'index');
    const reachedBy = owner ?? (introduction === undefined ? 'nothing' : 'reflog');
    const path = introduction?.path ?? indexPath;
    return {
      where: 'object',
      ...describeNeedles(search, found),
      object: id,
      type,
      ...(path === undefined ? {} : { path }),
      ...(introduction && { commit: commitRef(introduction.commit) }),
      reachedBy,
      remedy:
        owner === undefined
          ? collectGarbage(folder)
          : owner === 'index'
            ? { text: 'It is staged: take it out with git rm --cached or git restore --staged.', commands: [] }
            : remedyForRef(owner, folder),
    };
  });
}

/** The entries of the stash: it is a reflog, and its newest entry is the ref as well. */
async function listStashes(repository: Repository): Promise<RefTarget[]> {
  const args = ['log', '--walk-reflogs', '--format=%H', '--end-of-options', 'refs/stash', '--'];
  // Git fails where there is no stash.
  const list = (await unlessFailed(gitText(repository, args))) ?? '';
  return list.split('\n').flatMap((id, number) => (id === '' ? [] : [{ id, name: `stash@{${number}}` }]));
}

async function stagedPaths(repository: Repository, holders: readonly Holder[]): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  if (repository.root === undefined) return paths;
  const ids = new Set(holders.map(({ id }) => id));
  for await (const { blob, path } of readIndex({ ...repository, cwd: repository.root })) {
    if (ids.has(blob) && !paths.has(blob)) paths.set(blob, path);
  }
  return paths;
}
