import type { CommitInfo } from '../../git/attribution.ts';
import { decodePath } from '../../git/path.ts';
import { listRefs, type RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import { GitFailure, recordsOf, startGit } from '../../git/run.ts';
import type { CommitRef, Finding } from '../../model/finding.ts';
import { ScanLog } from '../../model/scan-log.ts';
import { searchObjects } from '../search/object-search.ts';
import { needlesFor } from '../search/secret-needles.ts';
import { HistoryWalk, type Introduced, type Trail } from './history-walk.ts';
import { listRemotes, type Remote, remoteOf } from './remotes.ts';

/** Who could see a finding, since when, and where. */
export interface Exposure {
  /** Why nothing is known of the history; then everything else says nothing. */
  readonly unknown?: string;
  /** The commit that first had it; absent where no commit has it. */
  readonly first?: CommitRef;
  /** The last commit that has it in its tree or message. */
  readonly last?: CommitRef;
  /** The commit that took it from the files of the current branch, or where that never had it, from those of others. */
  readonly removed?: CommitRef;
  /** Still in the files of the current branch, in those of another ref, or in a message, which stays. */
  readonly isStill: boolean;
  /** From the first commit until the one that removed it, or until now. */
  readonly days?: number;
  /** Who put it into a commit: `Name <address>`, most commits first. */
  readonly authors: readonly { readonly author: string; readonly commits: number }[];
  /** Short names of branches whose history has it. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  /** Full names of other refs: the stash, notes, pull requests. */
  readonly otherRefs: readonly string[];
  /** Remotes that have it, as far as this repository knows, with the names of their refs. Empty: not pushed, as far as that is known. */
  readonly remotes: readonly { readonly remote: string; readonly refs: readonly string[] }[];
  /** In no ref's history: the reflog or nothing leads to it. */
  readonly isDangling: boolean;
  /** Packages and images that would ship a file that holds it. */
  readonly packages: readonly string[];
  readonly images: readonly string[];
}

export interface ExposureOptions {
  /**
   * Objects that hold a finding, by its fingerprint, where they are known already. For others: what a scan of the history
   * says about the finding, and for one that has no history (in a file, staged) its value is looked for in all objects.
   */
  readonly holders?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of packages that would ship one of these files. */
  readonly packagesWith?: (paths: readonly string[]) => Promise<readonly string[]> | readonly string[];
  readonly imagesWith?: (paths: readonly string[]) => Promise<readonly string[]> | readonly string[];
  /** Milliseconds since 1970: what counts as now. */
  readonly now?: number;
  /** Takes what could not be looked at. */
  readonly log?: ScanLog;
}

const MS_PER_DAY = 86_400_000;

const NOTHING_KNOWN = {
  isStill: true,
  authors: [],
  branches: [],
  tags: [],
  otherRefs: [],
  remotes: [],
  isDangling: false,
} as const;

/** What was learnt about the findings of a repository. */
export interface Examined {
  readonly exposures: ReadonlyMap<string, Exposure>;
  readonly walk: HistoryWalk;
  /** Ids of the objects that hold each finding, in the order of the findings. */
  readonly objects: readonly ReadonlySet<string>[];
  readonly refs: readonly RefTarget[];
  readonly remotes: readonly Remote[];
}

/**
 * The exposure of each finding, by fingerprint: one walk through the history and a few short calls of git for all of
 * them. A ref has a finding where any commit in its history has a blob that holds it, at whatever path.
 *
 * Works for findings of a history and of a working tree, in sub-folders and bare repositories.
 * @param repository undefined outside of git: then `unknown` says so
 * @throws HexhoundError E_GIT where git cannot walk the history
 */
export async function exposureOf(
  findings: readonly Finding[],
  repository: Repository | undefined,
  options: ExposureOptions = {},
): Promise<ReadonlyMap<string, Exposure>> {
  if (repository !== undefined) return (await examine(findings, repository, options)).exposures;
  const unknown = 'not in a git repository: nothing is known of a history';
  const exposures = new Map<string, Exposure>();
  for (const finding of findings) {
    exposures.set(finding.fingerprint, { ...NOTHING_KNOWN, unknown, ...(await shippedBy(finding, options)) });
  }
  return exposures;
}

/** The same in a repository, with what it was learnt from. */
export async function examine(
  findings: readonly Finding[],
  repository: Repository,
  options: ExposureOptions = {},
): Promise<Examined> {
  const objects = await objectsOf(findings, repository, options.holders, options.log ?? new ScanLog());
  const view = await viewOf(repository, findings, objects);
  const exposures = new Map<string, Exposure>();
  for (const [value, finding] of findings.entries()) {
    const exposure = exposureIn(view, value, finding, objects[value] ?? new Set(), options.now ?? Date.now());
    // What is gone from the files is shipped by nothing that is made from now on.
    const shipped = exposure.isStill ? await shippedBy(finding, options) : { packages: [], images: [] };
    exposures.set(finding.fingerprint, { ...exposure, ...shipped });
  }
  return { exposures, objects, walk: view.walk, refs: view.refs, remotes: view.remotes };
}

async function shippedBy(finding: Finding, options: ExposureOptions): Promise<Pick<Exposure, 'packages' | 'images'>> {
  const paths = [...new Set(finding.occurrences.flatMap(({ path }) => path ?? []))];
  return {
    packages: (await options.packagesWith?.(paths)) ?? [],
    images: (await options.imagesWith?.(paths)) ?? [],
  };
}

/** Ids of the objects that hold each finding. */
async function objectsOf(
  findings: readonly Finding[],
  repository: Repository,
  known: ExposureOptions['holders'],
  log: ScanLog,
): Promise<Set<string>[]> {
  const unknown: number[] = [];
  const objects = findings.map((finding, index) => {
    const given = known?.get(finding.fingerprint);
    if (given !== undefined) return new Set(given);
    if (finding.history === undefined) unknown.push(index);
    return new Set(finding.occurrences.flatMap(({ blob }) => blob ?? []));
  });
  const needles = needlesFor(unknown.map((index) => findings[index]?.secret));
  for (const { id, needles: found } of await searchObjects(needles, repository, log)) {
    for (const value of needles.valuesOf(found).keys()) objects[unknown[value] ?? -1]?.add(id);
  }
  return objects;
}

/** A repository, looked at for some findings. */
interface View {
  readonly walk: HistoryWalk;
  readonly refs: readonly RefTarget[];
  readonly remotes: readonly Remote[];
  /** Whether HEAD leads to a commit. */
  readonly inHead: (commit: string) => boolean;
  readonly head: string | undefined;
  readonly headBlobs: ReadonlySet<string>;
  /** Numbers of the findings that stand in a path of HEAD. */
  readonly inHeadPath: ReadonlySet<number>;
}

async function viewOf(
  repository: Repository,
  findings: readonly Finding[],
  objects: readonly ReadonlySet<string>[],
): Promise<View> {
  const holders = new Map<string, number[]>();
  for (const [value, ids] of objects.entries()) {
    for (const id of ids) holders.set(id, [...(holders.get(id) ?? []), value]);
  }
  const inPath = pathSearch(findings);
  const [walk, refs, remotes] = await Promise.all([
    HistoryWalk.of(repository, { count: objects.length, holders, inPath }),
    listRefs(repository),
    listRemotes(repository),
  ]);
  const head = refs.find(({ name }) => name === 'HEAD')?.id;
  const inHead = head === undefined ? () => false : walk.isAncestor(head);
  const { blobs, paths } = await filesOf(repository, head);
  return { walk, refs, remotes, inHead, head, headBlobs: blobs, inHeadPath: new Set(paths.flatMap(inPath)) };
}

/** Which findings' values stand in a path. */
function pathSearch(findings: readonly Finding[]): (path: string) => readonly number[] {
  const needles = needlesFor(findings.map(({ secret }) => secret));
  const known = new Map<string, readonly number[]>();
  return (path) => {
    let values = known.get(path);
    if (values === undefined) {
      values = [...needles.valuesOf(needles.findIn(Buffer.from(path))).keys()];
      known.set(path, values);
    }
    return values;
  };
}

/** What HEAD has: `<mode> SP <type> SP <oid> TAB <path>` (git-ls-tree(1)). */
async function filesOf(
  repository: Repository,
  head: string | undefined,
): Promise<{ blobs: ReadonlySet<string>; paths: readonly string[] }> {
  const [blobs, paths] = [new Set<string>(), [] as string[]];
  if (head === undefined) return { blobs, paths };
  const run = startGit(repository, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', head]);
  run.stdin.end();
  for await (const record of recordsOf(run.stdout)) {
    const tab = record.indexOf(9);
    blobs.add(record.toString('latin1', 0, tab).split(' ')[2] ?? '');
    paths.push(decodePath(record.subarray(tab + 1)));
  }
  try {
    await run.done;
  } catch (thrown) {
    // What is missing of HEAD has been reported by whoever needs it.
    if (!(thrown instanceof GitFailure)) throw thrown;
  }
  return { blobs, paths };
}

function exposureIn(view: View, value: number, finding: Finding, objects: ReadonlySet<string>, now: number) {
  const trail = view.walk.trails[value] ?? { introductions: [], removals: [] };
  const holding = view.refs.filter(({ id, tag }) => view.walk.reaches(id, value) || objects.has(tag ?? ''));
  const first = earliest(trail.introductions) ?? finding.history?.first;
  const last = finding.history?.last ?? trail.introductions.at(-1)?.commit;
  const removal = isHeld(view, value, objects, trail, holding, finding) ? undefined : lastRemoval(view, trail);
  const isStill = removal === undefined && holding.length > 0;
  const end = removal === undefined ? (isStill ? now : undefined) : Date.parse(removal.date);
  const days =
    first === undefined || end === undefined ? undefined : Math.floor((end - Date.parse(first.date)) / MS_PER_DAY);
  return {
    ...(first && { first: commitRef(first) }),
    ...(last && { last: commitRef(last) }),
    ...(removal && { removed: commitRef(removal) }),
    isStill,
    // Dates are what their authors claim.
    ...(days === undefined || Number.isNaN(days) ? {} : { days: Math.max(0, days) }),
    authors: authorsOf(trail.introductions),
    branches: shortNames(holding, 'refs/heads/'),
    tags: shortNames(holding, 'refs/tags/'),
    otherRefs: holding
      .map(({ name }) => name)
      .filter((name) => name !== 'HEAD' && !/^refs\/(heads|tags|remotes)\//.test(name)),
    remotes: remotesOf(holding, view.remotes),
    isDangling: holding.length === 0,
  };
}

/** Parents come before children in a walk, but of two branches either. */
function earliest(introductions: readonly Introduced[]): CommitInfo | undefined {
  let first: CommitInfo | undefined;
  for (const { commit } of introductions) {
    if (first === undefined || Date.parse(commit.date) < Date.parse(first.date)) first = commit;
  }
  return first;
}

/** Whether it can be checked out or read in a message, and is not only in the past. */
function isHeld(
  { walk, headBlobs, inHeadPath, inHead, head }: View,
  value: number,
  objects: ReadonlySet<string>,
  { introductions }: Trail,
  holding: readonly RefTarget[],
  { history }: Finding,
): boolean {
  for (const id of objects) if (headBlobs.has(id)) return true;
  if (inHeadPath.has(value)) return true;
  if (holding.some(({ tag }) => objects.has(tag ?? ''))) return true;
  const messages = introductions.filter(({ path }) => path === undefined);
  if (messages.some(({ commit }) => holding.some(({ id }) => id === commit.id) || inHead(commit.id))) return true;
  if (head !== undefined && walk.reaches(head, value)) return false;
  return holding.length > 0 && (history?.heldBy?.length ?? 0) > 0;
}

function lastRemoval({ inHead }: View, { removals }: Trail): CommitInfo | undefined {
  return removals.findLast(({ id }) => inHead(id)) ?? removals.at(-1);
}

function commitRef({ id, author, date }: CommitRef): CommitRef {
  return { id, author, date };
}

function authorsOf(introductions: readonly Introduced[]): Exposure['authors'] {
  const commits = new Map<string, Set<string>>();
  for (const { commit } of introductions) {
    const known = commits.get(commit.author) ?? new Set();
    commits.set(commit.author, known.add(commit.id));
  }
  return [...commits]
    .map(([author, { size }]) => ({ author, commits: size }))
    .sort((a, b) => b.commits - a.commits || (a.author < b.author ? -1 : 1));
}

function shortNames(refs: readonly RefTarget[], prefix: string): string[] {
  return refs.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length));
}

function remotesOf(holding: readonly RefTarget[], remotes: readonly Remote[]): Exposure['remotes'] {
  const byRemote = new Map<string, string[]>();
  const mirrored = remotes.filter(({ isMirror }) => isMirror).map(({ name }) => name);
  for (const { name } of holding) {
    if (name === 'HEAD') continue;
    const remote = remoteOf(name, remotes);
    for (const owner of remote === undefined ? mirrored : [remote]) {
      byRemote.set(owner, [...(byRemote.get(owner) ?? []), name]);
    }
  }
  return [...byRemote].map(([remote, refs]) => ({ remote, refs }));
}
