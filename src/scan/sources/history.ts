import { resolve } from 'node:path';
import { isFolder } from '../../files/is-folder.ts';
import { contextIn } from '../../git/hook.ts';
import type { Repository } from '../../git/repository.ts';
import { toRange } from '../../git/revisions.ts';
import { HexhoundError } from '../../model/errors.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { searchHistory } from './history/search.ts';
import { searchRange } from './range.ts';
import type { Source } from './source.ts';

/**
 * Every object of a repository, reachable or not, scanned once each; or what a range adds.
 * @param folder in the repository; if undefined, the current folder, also in a hook
 * @param revisions as `git rev-list` takes them; if empty, everything
 * @param opened the repository, where it is known already
 * @throws HexhoundError E_USAGE for a range with submodules, E_SOURCE if it is not a folder, E_GIT if it is not in a repository
 */
export async function openHistory(
  folder: string | undefined,
  revisions: readonly string[],
  settings: Pick<ScanSettings, 'cwd' | 'env' | 'paths' | 'jobs' | 'history'>,
  opened?: Repository,
): Promise<Source> {
  const { cwd, env, paths, jobs, history } = settings;
  if (history.submodules && revisions.length > 0) {
    throw new HexhoundError('E_USAGE', '--submodules', 'goes with a whole history: a revision is of one repository');
  }
  if (folder !== undefined && !isFolder(resolve(cwd, folder))) {
    throw new HexhoundError('E_SOURCE', folder, 'no such folder');
  }
  const context = folder === undefined ? { cwd, env } : await contextIn(folder, { cwd, env });
  const { openRepository } = await import('../../git/repository.ts');
  const repository = opened ?? (await openRepository(context));
  const base = () => Promise.resolve(repository.root ?? context.cwd);
  const isWanted = await wantedPaths(paths, base);
  return {
    name: [...(folder === undefined ? [] : [folder]), ...revisions].join(' ') || cwd,
    unit: 'objects',
    base,
    async trace(findings) {
      const { ifGitTells, spreadInHistory } = await import('./spread.ts');
      return ifGitTells(findings, () => spreadInHistory(repository, findings));
    },
    async search(search) {
      const { log } = search;
      if (repository.shallow) {
        log.notice('this is a shallow clone: its history is cut, and what lies behind the cut was not scanned');
      }
      const options = { ...history, jobs, isWanted };
      const { leaveOutSubmodules, searchSubmodules } = await import('./history/submodules.ts');
      if (!history.submodules) await leaveOutSubmodules(repository, log);
      if (revisions.length > 0) {
        const from = await toRange(repository, revisions);
        return from === undefined
          ? []
          : searchRange(repository, { from, shown: revisions.join(' ') }, isWanted, search);
      }
      const matches = await searchHistory(repository, options, search);
      return history.submodules ? [...matches, ...(await searchSubmodules(repository, options, search))] : matches;
    },
  };
}
