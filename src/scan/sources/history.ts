import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contextIn } from '../../git/hook.ts';
import type { Repository } from '../../git/repository.ts';
import { HexhoundError } from '../../model/errors.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { searchHistory } from './history/search.ts';
import { searchRange } from './range.ts';
import type { Source } from './source.ts';

/**
 * Every object of a repository, reachable or not, scanned once each; or what a range adds.
 * @param folder in the repository; if undefined, the current folder, also in a hook
 * @param revisions as `git rev-list` takes them; if empty, everything
 * @throws HexhoundError E_SOURCE if it is not a folder, E_GIT if it is not in a repository
 */
export async function openHistory(
  folder: string | undefined,
  revisions: readonly string[],
  settings: Pick<ScanSettings, 'cwd' | 'env' | 'paths' | 'history'>,
): Promise<Source> {
  const { cwd, env, paths, history } = settings;
  if (folder !== undefined && !isFolder(resolve(cwd, folder))) {
    throw new HexhoundError('E_SOURCE', folder, 'no such folder');
  }
  const context = folder === undefined ? { cwd, env } : await contextIn(folder, { cwd, env });
  const { openRepository } = await import('../../git/repository.ts');
  const repository = await openRepository(context);
  const base = () => Promise.resolve(repository.root ?? context.cwd);
  const isWanted = await wantedPaths(paths, base);
  return {
    name: [...(folder === undefined ? [] : [folder]), ...revisions].join(' ') || cwd,
    unit: 'objects',
    base,
    async search(search) {
      const matches =
        revisions.length === 0
          ? await searchHistory(repository, { ...history, isWanted }, search)
          : await searchRange(repository, revisions, isWanted, search);
      noticeLimits(repository, search.log);
      return matches;
    },
  };
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Tells the user what a scan of the history leaves out. */
function noticeLimits(repository: Repository, log: ScanLog): void {
  if (existsSync(join(repository.gitDir, 'modules'))) {
    log.notice('submodules have histories of their own, which were not scanned: run hexhound history in each');
  }
  if (repository.shallow) {
    log.notice('this is a shallow clone: its history is cut, and what lies behind the cut was not scanned');
  }
}
