import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MIB, readSmallFile } from '../../files/read-file.ts';
import { listGitlinks } from '../../git/index-files.ts';
import type { RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { listWorktrees } from '../../git/work-tree.ts';
import type { Finding } from '../../model/finding.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import type { Secret } from '../../model/secret.ts';
import { type Examined, type ExposureOptions, examine } from '../exposure/examine.ts';
import type { HistoryWalk } from '../exposure/history-walk.ts';
import type { Remote } from '../exposure/remotes.ts';
import { type Holder, searchObjects } from '../search/object-search.ts';
import { needlesFor, searchedParts } from '../search/secret-needles.ts';
import type { Wanted } from './filter-command.ts';
import { whyIncomplete } from './incomplete.ts';
import { describeItem, formsFound, type PurgeItem, unmatchedBlobs } from './plan-item.ts';
import { firstFree } from './purge-file.ts';
import { formatReplacements, type Replaced, replacementFor } from './replacements.ts';

/** A remote that has or may have one of the findings. */
export interface PushedTo extends Remote {
  /** Names of refs that have it there for sure. */
  readonly refs: readonly string[];
  /** Names of own refs that may have been pushed. */
  readonly perhaps: readonly string[];
  /** Those of `perhaps` that are deleted, not rewritten: they lead to no commit, or to one that is removed. */
  readonly going: readonly string[];
}

/** All that is needed to purge a repository. */
export interface PurgePlan {
  readonly items: readonly PurgeItem[];
  /** Text of the replacement file; undefined where nothing is to be replaced. */
  readonly replacements: string | undefined;
  /** Ids of blobs that have a finding in a form that cannot be replaced. */
  readonly strippedBlobs: readonly string[];
  readonly wanted: Omit<Wanted, 'file' | 'blobsFile'>;
  readonly pushedTo: readonly PushedTo[];
  readonly remotes: readonly Remote[];
  /** By author, the number of commits that get another id. */
  readonly affected: ReadonlyMap<string, number>;
  readonly hasStash: boolean;
  readonly hasNotes: boolean;
  /** Whether something was found in objects that are reachable only from reflogs, or not at all. */
  readonly hasDangling: boolean;
  /** Paths of submodules. */
  readonly submodules: readonly string[];
  readonly hasLargeFiles: boolean;
  /** Whether a command may contain the name of a ref or remote: not if a key is in it. */
  readonly nameable: (name: string) => boolean;
  /** Absolute path of the top folder of the main worktree; of the repository where it is bare. */
  readonly folder: string;
  /** Absolute path of the folder that all worktrees share. */
  readonly gitFolder: string;
  /** Absolute paths of the other worktrees. */
  readonly worktrees: readonly string[];
}

/**
 * Makes a plan to purge findings: searches all objects for their values, in every form.
 * @param secrets all that were found, whether they are purged or not: no command may name one
 * @throws HexhoundError E_GIT where the history cannot be walked
 */
export async function makePlan(
  findings: readonly Finding[],
  repository: Repository,
  secrets: readonly Secret[],
  log: ScanLog,
  options: Pick<ExposureOptions, 'packagesWith' | 'imagesWith'> = {},
): Promise<PurgePlan> {
  const needles = needlesFor(findings.map(({ secret }) => secret));
  const [found, incomplete] = await Promise.all([searchObjects(needles, repository, log), whyIncomplete(repository)]);
  for (const { subject, message } of incomplete) log.error('E_GIT', subject, message);
  const holders = findings.map((_, value) => found.filter((holder) => needles.valuesOf(holder.needles).has(value)));
  const byFingerprint = new Map(
    findings.map((finding, value) => [finding.fingerprint, objectsOf(finding, holders[value] ?? [])]),
  );
  const examined = await examine(findings, repository, { ...options, holders: byFingerprint, log });
  const refNames = examined.refs.map(({ name }) => name);
  const items = findings.map((finding, value) =>
    describeItem(finding, holders[value] ?? [], needles, value, examined.exposures.get(finding.fingerprint)),
  );
  const replaced = findings.flatMap((finding, value): Replaced[] =>
    finding.secret === undefined || searchedParts(finding.secret).length === 0
      ? []
      : [
          {
            secret: finding.secret,
            replacement: replacementFor(finding.fingerprint),
            found: formsFound(needles, value, holders[value] ?? []),
          },
        ],
  );
  const files = findings.filter(({ rule }) => rule.kind === 'file').flatMap(pathsOf);
  const hasKey = (text: string) => needles.findIn(Buffer.from(text)).length > 0;
  const known = needlesFor(secrets);
  const namesKey = (path: string) => known.findIn(Buffer.from(path)).length > 0;
  return {
    items,
    replacements: replaced.length === 0 ? undefined : formatReplacements(replaced),
    strippedBlobs: unmatchedBlobs(findings, holders),
    wanted: {
      paths: files.filter((path) => !namesKey(path)),
      globs: files.filter(namesKey).map((path) => globOf(path, known)),
      inBinary: found.some(({ isBinary }) => isBinary),
      inFileNames: found.some(({ type }) => type === 'tree'),
      inPeople: found.some(({ type, inHeader }) => inHeader && (type === 'commit' || type === 'tag')),
      inRefNames: refNames.some(hasKey),
    },
    pushedTo: pushedTo(items, examined),
    nameable: (name) => !namesKey(name),
    remotes: examined.remotes,
    affected: examined.walk.authorsOfAffected(),
    hasStash: refNames.includes('refs/stash'),
    hasNotes: refNames.some((name) => name.startsWith('refs/notes/')),
    hasDangling: isDangling(items, found, examined.walk, examined.refs),
    submodules: await submodulesOf(repository),
    hasLargeFiles: existsSync(join(repository.gitDir, 'lfs')) || usesLargeFiles(repository),
    ...(await foldersOf(repository)),
  };
}

/** The objects that the search found, and those that a rule found, since rules know more forms. */
function objectsOf({ occurrences }: Finding, holders: readonly Holder[]): Set<string> {
  return new Set([...holders.map(({ id }) => id), ...occurrences.flatMap(({ blob }) => blob ?? [])]);
}

function pathsOf({ occurrences }: Finding): string[] {
  return [
    ...new Set(occurrences.flatMap(({ path, blob }) => (path === undefined || blob === undefined ? [] : [path]))),
  ];
}

/** A glob for a path, with a wildcard in place of each value, in any form. */
function globOf(path: string, known: NeedleSet): string {
  const bytes = Buffer.from(path);
  let [glob, end] = ['', 0];
  const copy = (to: number) => {
    glob += bytes.toString('utf8', end, to).replace(/[[\]?*]/g, '?');
  };
  known.search(bytes, 0, bytes.length, (needle, at) => {
    const to = at + (known.needles[needle]?.bytes.length ?? 0);
    if (at >= end) {
      copy(at);
      glob += '*';
    }
    end = Math.max(end, to);
  });
  copy(bytes.length);
  return glob;
}

/** The remotes that findings were or may have been pushed to, `origin` first. */
function pushedTo(items: readonly PurgeItem[], { remotes, refs: all, walk }: Examined): PushedTo[] {
  const goes = new Set(all.filter(({ id }) => !walk.knows(id)).map(({ name }) => name));
  const pushed = remotes.flatMap((remote) => {
    const held = items.flatMap(({ exposure }) => exposure.remotes.filter(({ remote: name }) => name === remote.name));
    const refs = [...new Set(held.flatMap((on) => on.refs))].sort();
    const perhaps = [...new Set(held.flatMap((on) => on.perhaps))].sort();
    const going = perhaps.filter((name) => goes.has(name));
    return held.length === 0 ? [] : [{ ...remote, refs, perhaps, going }];
  });
  return pushed.sort((a, b) => Number(b.name === 'origin') - Number(a.name === 'origin'));
}

function isDangling(
  items: readonly PurgeItem[],
  found: readonly Holder[],
  walk: HistoryWalk,
  refs: readonly RefTarget[],
): boolean {
  if (items.some(({ exposure }) => exposure.isDangling)) return true;
  const ownerOf = walk.ownersBy(refs);
  return found.some(({ id, type }) => type === 'commit' && ownerOf(id) === undefined);
}

async function foldersOf(repository: Repository): Promise<Pick<PurgePlan, 'folder' | 'gitFolder' | 'worktrees'>> {
  const [main, ...worktrees] = await listWorktrees(repository);
  const isLinked = repository.root !== undefined && worktrees.includes(repository.root);
  const own = repository.root ?? repository.gitDir;
  return { folder: isLinked ? (main ?? own) : own, gitFolder: repository.commonDir, worktrees };
}

/** Paths of the submodules in the index. */
async function submodulesOf({ root, ...repository }: Repository): Promise<string[]> {
  return root === undefined ? [] : listGitlinks({ ...repository, cwd: root });
}

/** Whether the repository uses Git LFS, which keeps contents outside of git. */
function usesLargeFiles({ root }: Repository): boolean {
  if (root === undefined) return false;
  const read = readSmallFile(join(root, '.gitattributes'), MIB, 'followed');
  return 'bytes' in read && read.bytes.includes('filter=lfs');
}

/** A path for a fresh clone, beside the repository, at which nothing exists yet. */
export function cloneFolder({ folder: top }: PurgePlan, remote: string): string {
  const name = basename(top).replace(/\.git$/, '');
  const suffix = remote === 'origin' ? '' : `-${remote.replace(/[^\w-]/g, '-')}`;
  return firstFree((number) => join(dirname(top), `${name}-purge${suffix}${number}.git`));
}
