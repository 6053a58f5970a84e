import { broughtRevisions } from '../../git/brought.ts';
import { openRepository } from '../../git/repository.ts';
import { HexhoundError } from '../../model/errors.ts';
import type { ScanSettings } from '../settings.ts';
import type { CiEvent, CiSystem } from './ci/event.ts';
import { openHistory } from './history.ts';
import type { Source } from './source.ts';

/**
 * What a job of a CI system is for: what a push or pull request brought, or the whole history.
 * @param range what to look at instead, as `git rev-list` takes it; empty for the whole history
 * @throws HexhoundError E_GIT outside of a repository, in a shallow clone, and where what was brought is not in the clone
 */
export async function openCi(
  { name, wholeClone }: CiSystem,
  { what, scope, isFork, defaultBranch }: CiEvent,
  range: readonly string[] | undefined,
  settings: ScanSettings,
): Promise<Source> {
  const { cwd, env } = settings;
  const repository = await openRepository({ cwd, env });
  const isNothing = scope === 'nothing' && range === undefined;
  if (repository.shallow && !isNothing) {
    throw new HexhoundError(
      'E_GIT',
      name,
      `this is a shallow clone, which does not have the whole history: ${wholeClone}`,
    );
  }
  const { revisions, says } =
    range !== undefined
      ? { revisions: range, says: range.join(' ') || 'everything' }
      : typeof scope === 'string'
        ? { revisions: [], says: isNothing ? 'nothing' : 'everything' }
        : await broughtRevisions(repository, { ...scope, defaultBranch });
  const source = await openHistory(undefined, revisions, settings, repository);
  return {
    ...source,
    name: `${name}, ${what}`,
    async search(search) {
      search.log.notice(`${name}, ${what}: looked at ${says}`);
      if (isFork) search.log.notice(FORK);
      return isNothing ? [] : source.search(search);
    },
  };
}

const FORK = 'this comes from a fork: its configuration, baselines and ignore comments do not count';
