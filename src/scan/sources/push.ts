import type { RefUpdate } from '../../git/ref-updates.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { searchRange } from './range.ts';
import type { Source } from './source.ts';

/**
 * What a push brings: commits, annotated tags, the names of the refs as the other side gets them.
 * @param name for the report
 * @param rangeOf finds what is new; undefined for nothing
 * @throws HexhoundError E_GIT outside of a repository
 */
export async function openPush(
  name: string,
  updates: readonly RefUpdate[],
  rangeOf: (repository: Repository) => Promise<readonly string[] | undefined>,
  settings: Pick<ScanSettings, 'cwd' | 'env' | 'paths'>,
): Promise<Source> {
  const { cwd, env, paths } = settings;
  const repository = await openRepository({ cwd, env });
  const base = () => Promise.resolve(repository.root ?? cwd);
  const isWanted = await wantedPaths(paths, base);
  return {
    name,
    unit: 'objects',
    base,
    async trace(findings) {
      // A server that takes something does not know who has it.
      if (repository.root === undefined) return findings;
      const { ifGitTells, spreadInHistory } = await import('./spread.ts');
      const traced = await ifGitTells(findings, () => spreadInHistory(repository, findings));
      // What is in no commit is in a tag or a name that is about to be published.
      return traced.map((finding) => ({ ...finding, spread: finding.spread ?? 'committed' }));
    },
    async search(search) {
      if (repository.shallow) search.log.notice('this is a shallow clone: what lies behind its cut was not scanned');
      const from = await rangeOf(repository);
      if (from === undefined) return [];
      const refNames = updates.flatMap((update) => (update.after === undefined ? [] : update.name));
      return searchRange(repository, { from, shown: name, refNames }, isWanted, search);
    },
  };
}
