import { readIndex } from '../../git/index-files.ts';
import { listRefs, type RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { searchObjects } from '../search/object-search.ts';
import { findInGitFiles, findInWorkTree } from './file-leftovers.ts';
import { whyIncomplete } from './incomplete.ts';
import { describeNeedles, type Leftover, type Search } from './leftover.ts';
import { locateObjects } from './object-leftovers.ts';
import { remedyForRefName } from './remedies.ts';
import type { ListedValue } from './replacements.ts';

/** The result of a search for values. */
export interface Verified {
  readonly leftovers: readonly Leftover[];
  /** Whether everything was searched. If not, see the log: that nothing was found proves nothing then. */
  readonly isProof: boolean;
}

/**
 * Searches everything in a repository for values, in every form: all objects, reachable or not, and those of alternates;
 * names of refs and of staged files; the files within `.git`; the work tree with ignored files.
 *
 * @param purgeFile absolute path of the file that lists the values, which is left out
 * @param goOn whether there is time left
 * @throws HexhoundError E_GIT
 */
export async function verifyPurged(
  values: readonly ListedValue[],
  repository: Repository,
  purgeFile: string,
  log: ScanLog,
  goOn: () => boolean,
): Promise<Verified> {
  const needles = new NeedleSet(values.map(({ forms }) => forms));
  const search: Search = { values, needles, repository, log, folder: repository.root ?? repository.gitDir };
  const [holders, incomplete] = await Promise.all([
    searchObjects(needles, repository, log, goOn),
    whyIncomplete(repository),
  ]);
  for (const { subject, message } of incomplete) log.error('E_GIT', subject, message);
  const refs = await listRefs(repository);
  const leftovers = [
    ...(holders.length === 0 ? [] : await locateObjects(search, holders, refs)),
    ...findInRefNames(search, refs),
    ...(await findInIndex(search)),
    ...(goOn() ? findInGitFiles(search, purgeFile) : []),
    ...(goOn() ? await findInWorkTree(search, purgeFile) : []),
  ];
  if (!goOn()) log.error('E_TIMEOUT', search.folder, 'the search was stopped by --timeout before its end');
  return { leftovers, isProof: log.errors.length === 0 };
}

function findInRefNames(search: Search, refs: readonly RefTarget[]): Leftover[] {
  return refs.flatMap(({ name }) => {
    const found = search.needles.findIn(Buffer.from(name));
    return found.length === 0
      ? []
      : [{ where: 'ref', ...describeNeedles(search, found), path: name, remedy: remedyForRefName() }];
  });
}

/** Values in names of staged files. A search of the file `index` may miss them: it can be compressed. */
async function findInIndex(search: Search): Promise<Leftover[]> {
  const { root } = search.repository;
  if (root === undefined) return [];
  const leftovers: Leftover[] = [];
  for await (const { path } of readIndex({ ...search.repository, cwd: root })) {
    const found = search.needles.findIn(Buffer.from(path));
    if (found.length === 0) continue;
    const remedy = { text: 'Rename the file, or take it out with git rm --cached.', commands: [] };
    leftovers.push({ where: 'index', ...describeNeedles(search, found), path, remedy });
  }
  return leftovers;
}
