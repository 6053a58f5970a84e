import { statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ObjectType } from '../../git/cat-file.ts';
import { readIndex } from '../../git/index-files.ts';
import { namesIn } from '../../git/packs/leftovers.ts';
import { decodePath } from '../../git/path.ts';
import { listRefs, type RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { failureOf, GitFailure, gitText, recordsOf, startGit } from '../../git/run.ts';
import { listWorktrees } from '../../git/work-tree.ts';
import type { CommitRef } from '../../model/finding.ts';
import { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { commitRef } from '../exposure/exposure.ts';
import { HistoryWalk } from '../exposure/history-walk.ts';
import { type FileHit, searchFolder } from '../search/file-search.ts';
import { type Holder, searchObjects } from '../search/object-search.ts';
import { pathSearch } from '../search/secret-needles.ts';
import { whyIncomplete } from './incomplete.ts';
import { collectGarbage, type Remedy, refName, remedyForGitFile, remedyForRef, remedyForWorkTree } from './remedies.ts';
import type { ListedValue } from './replacements.ts';

/** A place that still has a value. */
export interface Leftover {
  /** The kind of place: an object, a file within `.git` or in the work tree, a staged file name, the name of a ref. */
  readonly where: 'object' | 'git-file' | 'work-tree' | 'index' | 'ref';
  /** Labels of the values. */
  readonly values: readonly string[];
  /** Such as `base64`; empty where only the value as it is was found. */
  readonly forms: readonly string[];
  readonly object?: string;
  readonly type?: ObjectType;
  /** The path of a file, the first path of an object, or the name of a ref. May have the value in it. */
  readonly path?: string;
  readonly line?: number;
  /** The commit that added the object. */
  readonly commit?: CommitRef;
  /** From where the object is reachable: the name of a ref, `stash@{n}`, `index`, `reflog`, `nothing`. */
  readonly reachedBy?: string;
  readonly remedy: Remedy;
}

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
    ...(holders.length === 0 ? [] : await locate(search, holders, refs)),
    ...inRefNames(search, refs),
    ...(await inIndex(search)),
    ...(goOn() ? await inGitFiles(search, purgeFile) : []),
    ...(goOn() ? await inWorkTree(search, purgeFile) : []),
  ];
  if (!goOn()) log.error('E_TIMEOUT', search.folder, 'the search was stopped by --timeout before its end');
  return { leftovers, isProof: log.errors.length === 0 };
}

interface Search {
  readonly values: readonly ListedValue[];
  readonly needles: NeedleSet;
  readonly repository: Repository;
  readonly log: ScanLog;
  /** Where git is run. */
  readonly folder: string;
}

/** The labels and forms of needles. */
function whatIs({ values, needles }: Search, found: Iterable<number>): Pick<Leftover, 'values' | 'forms'> {
  const byValue = needles.valuesOf(found);
  return {
    values: [...byValue.keys()].map((value) => values[value]?.label ?? ''),
    forms: [...new Set([...byValue.values()].flat())].filter((form) => form !== 'plain'),
  };
}

/** The paths and commits of objects, and from where they are reachable. */
async function locate(search: Search, holders: readonly Holder[], refs: readonly RefTarget[]): Promise<Leftover[]> {
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
      ...whatIs(search, found),
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
  try {
    const args = ['log', '--walk-reflogs', '--format=%H', '--end-of-options', 'refs/stash', '--'];
    const list = await gitText(repository, args);
    return list.split('\n').flatMap((id, number) => (id === '' ? [] : [{ id, name: `stash@{${number}}` }]));
  } catch (thrown) {
    // There is no stash.
    if (thrown instanceof GitFailure) return [];
    throw thrown;
  }
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

function inRefNames(search: Search, refs: readonly RefTarget[]): Leftover[] {
  return refs.flatMap(({ name }) => {
    const found = search.needles.findIn(Buffer.from(name));
    return found.length === 0 ? [] : [{ where: 'ref', ...whatIs(search, found), path: name, remedy: refName() }];
  });
}

/** Names of staged files. The file `index` need not have them as they are: it may be compressed. */
async function inIndex(search: Search): Promise<Leftover[]> {
  const { root } = search.repository;
  if (root === undefined) return [];
  const leftovers: Leftover[] = [];
  for await (const { path } of readIndex({ ...search.repository, cwd: root })) {
    const found = search.needles.findIn(Buffer.from(path));
    if (found.length === 0) continue;
    const remedy = { text: 'Rename the file, or take it out with git rm --cached.', commands: [] };
    leftovers.push({ where: 'index', ...whatIs(search, found), path, remedy });
  }
  return leftovers;
}

/** Folders of objects, which are compressed and have been searched already. */
const OBJECTS = /^(?:modules\/.*\/)?objects\/(?:[0-9a-f]{2}|pack|info|incoming-[^/]*|tmp_objdir-[^/]*)$/;

async function inGitFiles(search: Search, purgeFile: string): Promise<Leftover[]> {
  const { repository, needles, log, folder } = search;
  const gitFolder = repository.commonDir;
  const isPurgeFile = sameFile(purgeFile);
  const skip = (path: string, isFolder: boolean) =>
    (isFolder && OBJECTS.test(path)) || (!isFolder && isPurgeFile(join(gitFolder, path)));
  const leftovers: Leftover[] = [];
  const submodules = [...new Set(namesIn(join(gitFolder, 'modules')))];
  if (submodules.length > 0) {
    log.notice(`submodules have histories of their own, which were not looked at: ${submodules.join(', ')}`);
  }
  for (const { path, needles: found, line } of searchFolder(needles, gitFolder, skip, log)) {
    const remedy = remedyForGitFile(gitFolder, path, line === undefined, folder);
    leftovers.push({
      where: 'git-file',
      ...whatIs(search, found),
      path,
      ...(line === undefined ? {} : { line }),
      remedy,
    });
  }
  return leftovers;
}

/** A test of whether a path leads to the same file. */
function sameFile(path: string): (other: string) => boolean {
  const known = statSync(path, { throwIfNoEntry: false });
  return (other) => {
    const stat = known && statSync(other, { throwIfNoEntry: false });
    return stat !== undefined && stat.ino === known?.ino && stat.dev === known.dev;
  };
}

async function inWorkTree(search: Search, purgeFile: string): Promise<Leftover[]> {
  const { repository, needles, log } = search;
  const { root } = repository;
  if (root === undefined) return [];
  const isPurgeFile = sameFile(purgeFile);
  const skip = (path: string, isFolder: boolean) =>
    /(?:^|\/)\.git$/.test(path) || (!isFolder && isPurgeFile(join(root, path)));
  const hits: FileHit[] = [...searchFolder(needles, root, skip, log)];
  const ignored = await ignoredOf(repository, root, [...new Set(hits.map(({ path }) => path))]);
  await noticeWorktrees(search, root);
  return hits.map(({ path, needles: found, line }) => ({
    where: 'work-tree',
    ...whatIs(search, found),
    path,
    ...(line === undefined ? {} : { line }),
    remedy: remedyForWorkTree(ignored.has(path)),
  }));
}

/** Those of the paths that git ignores. */
async function ignoredOf(repository: Repository, root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const ignored = new Set<string>();
  if (paths.length === 0) return ignored;
  const run = startGit({ ...repository, cwd: root }, ['--no-literal-pathspecs', 'check-ignore', '-z', '--stdin']);
  run.stdin.end(paths.map((path) => `${path}\0`).join(''));
  for await (const record of recordsOf(run.stdout)) ignored.add(decodePath(record));
  const failure = await failureOf(run);
  // Exit code 1: none is ignored.
  if (failure !== undefined && failure.exitCode !== 1) throw failure;
  return ignored;
}

/** Reports other worktrees, which share the objects: their files are not searched. */
async function noticeWorktrees({ repository, log }: Search, root: string): Promise<void> {
  const worktrees = await listWorktrees({ ...repository, cwd: root });
  const others = worktrees.filter((path) => relative(root, path).split(sep)[0] === '..');
  for (const path of others) log.notice(`another worktree, whose files were not looked at: ${path}`);
}
