/** Asks git how far secrets have got: advice depends on whether they are in commits, and whether a remote has those. */

import type { Repository } from '../../git/repository.ts';
import { type GitContext, gitLines } from '../../git/run.ts';
import { HexhoundError } from '../../model/errors.ts';
import type { Finding, Occurrence, Spread } from '../../model/finding.ts';
import { blobsAt, findHolders, pathsOf, type ToRootPath } from './held-blobs.ts';

/** Refs that came from a remote: its branches, and what hosts make of pull and merge requests. */
const FROM_REMOTES = ['--remotes', '--glob=refs/pull', '--glob=refs/merge-requests'];

/** The most commits, which the branch has in common with remotes, whose files are looked at. */
const MAX_FORKS = 4;

/**
 * The findings of a history with how far each has got: pushed if a ref that came from a remote reaches one of its commits.
 * One without commits stays as it is: nobody knows who has unreachable objects.
 */
export async function spreadInHistory(repository: Repository, findings: readonly Finding[]): Promise<Finding[]> {
  const commits = new Set(findings.flatMap(commitsOf));
  if (commits.size === 0) return [...findings];
  const isShared = repository.root === undefined || isCi(repository);
  const local = isShared ? new Set<string>() : await commitsOnlyHere(repository, commits);
  return findings.map((finding) => {
    const own = commitsOf(finding);
    if (own.length === 0) return isInIndex(finding) ? { ...finding, spread: 'uncommitted' as const } : finding;
    const spread: Spread = own.every((id) => local.has(id)) ? 'committed' : 'pushed';
    return { ...finding, spread };
  });
}

/**
 * The findings of a work tree or an index with how far each has got, by the file in HEAD, and in the newest commits that HEAD
 * and remotes have in common. One that is outside of the repository, or whose file git does not know, stays as it is.
 * @param context at the top of the repository
 * @param toRootPath turns a finding's path into one relative to that; undefined outside
 */
export async function spreadInFiles(
  context: GitContext,
  findings: readonly Finding[],
  toRootPath: ToRootPath,
): Promise<Finding[]> {
  const paths = pathsOf(findings, toRootPath);
  const inHead = await blobsAt(context, 'HEAD', paths);
  const forks = inHead.size === 0 || isCi(context) ? [] : await forksOf(context);
  const isAllPushed = isCi(context) || forks[0] === 'HEAD';
  const inForks = isAllPushed ? [] : await Promise.all(forks.map((id) => blobsAt(context, id, paths)));
  const isHeld = await findHolders(context, findings, [inHead, ...inForks], toRootPath);
  return findings.map((finding) => {
    if (!finding.occurrences.some((place) => isInFile(place, toRootPath))) return finding;
    if (!isHeld(finding, [inHead])) return { ...finding, spread: 'uncommitted' };
    return { ...finding, spread: isAllPushed || isHeld(finding, inForks) ? 'pushed' : 'committed' };
  });
}

function isInFile({ kind, path }: Occurrence, toRootPath: ToRootPath): boolean {
  return path !== undefined && (kind === 'file' || kind === 'path') && toRootPath(path) !== undefined;
}

/** Those of some commits that no ref from a remote reaches. */
async function commitsOnlyHere(context: GitContext, commits: ReadonlySet<string>): Promise<Set<string>> {
  const local = new Set<string>();
  const args = ['rev-list', '--ignore-missing', '--stdin', '--not', ...FROM_REMOTES];
  const input = `${[...commits].join('\n')}\n`;
  for await (const id of gitLines(context, args, input)) if (commits.has(id)) local.add(id);
  return local;
}

/**
 * The commits at which HEAD left what remotes have (git-rev-list(1), `--boundary`); `HEAD` if they have all of it; none if
 * there is nothing in common.
 */
async function forksOf(context: GitContext): Promise<string[]> {
  const forks: string[] = [];
  let isAhead = false;
  for await (const line of gitLines(context, ['rev-list', '--boundary', 'HEAD', '--not', ...FROM_REMOTES, '--'])) {
    if (!line.startsWith('-')) isAhead = true;
    else if (forks.length < MAX_FORKS) forks.push(line.slice(1));
  }
  return isAhead ? forks : ['HEAD'];
}

/** What a CI job checked out has been pushed, whatever refs its clone has. */
function isCi({ env }: GitContext): boolean {
  return (env.CI ?? '') !== '' && env.CI !== 'false';
}

function commitsOf({ occurrences }: Finding): string[] {
  return occurrences.flatMap(({ commit }) => commit ?? []);
}

function isInIndex({ occurrences }: Finding): boolean {
  return occurrences.every(({ refs }) => refs?.includes('index') === true);
}

/** The result of `work`, or the findings as they are where git cannot tell: a report is worth more than its advice. */
export async function ifGitTells<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof HexhoundError) return otherwise;
    throw thrown;
  }
}
