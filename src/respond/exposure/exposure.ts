import type { CommitInfo } from '../../git/attribution.ts';
import type { RefTarget } from '../../git/refs.ts';
import { defined } from '../../model/defined.ts';
import type { CommitRef, Finding } from '../../model/finding.ts';
import type { HistoryWalk, Introduced, Trail } from './history-walk.ts';
import { mayBeOn, type Remote, remoteOf } from './remotes.ts';

/** Where a secret was exposed, since when, and to whom. */
export interface Exposure {
  /** Why nothing is known about the history. The other properties mean nothing then. */
  readonly unknown?: string;
  /** The commit that first had it; absent where no commit has it. */
  readonly first?: CommitRef;
  /** The last commit that has it in its tree or message. */
  readonly last?: CommitRef;
  /** The commit that removed it from the files of the current branch, or of another branch if the current one never had it. */
  readonly removed?: CommitRef;
  /** Still in the files of the current branch or of another ref, or in a message. */
  readonly isStill: boolean;
  /** From the first commit until the one that removed it, or until now. */
  readonly days?: number;
  /** Authors of commits that added it: `Name <address>`, most commits first. */
  readonly authors: readonly { readonly author: string; readonly commits: number }[];
  /** Short names of branches whose history has it. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  /** Full names of other refs: the stash, notes, pull requests. */
  readonly otherRefs: readonly string[];
  /** Remotes that have or may have it, as far as this repository knows. Empty: not pushed, as far as that is known. */
  readonly remotes: readonly OnRemote[];
  /** Not reachable from any ref: only from the reflog, or not at all. */
  readonly isDangling: boolean;
  /** Packages and images that would ship a file that holds it. */
  readonly packages: readonly string[];
  readonly images: readonly string[];
}

/** Where a remote has a secret. */
export interface OnRemote {
  readonly remote: string;
  /** Names of refs that follow those of the remote. */
  readonly refs: readonly string[];
  /** Names of own refs that may have been pushed there: git does not note that for tags and others. */
  readonly perhaps: readonly string[];
}

const MS_PER_DAY = 86_400_000;

/** What the exposures of all findings are derived from. */
export interface View {
  readonly walk: HistoryWalk;
  readonly refs: readonly RefTarget[];
  readonly remotes: readonly Remote[];
  /** Whether a commit is reachable from HEAD. */
  readonly inHead: (commit: string) => boolean;
  readonly head: string | undefined;
  readonly headBlobs: ReadonlySet<string>;
  /** Numbers of the findings that are in a path of HEAD. */
  readonly inHeadPath: ReadonlySet<number>;
  /** By the name of a ref, the objects with a finding that it reaches without a commit. */
  readonly besideCommits: ReadonlyMap<string, readonly string[]>;
}

/**
 * The exposure of one finding.
 * @param value its number in the walk
 * @param objects ids of the objects that hold it
 * @param now in milliseconds since 1970
 */
export function exposureIn(
  view: View,
  value: number,
  finding: Finding,
  objects: ReadonlySet<string>,
  now: number,
): Omit<Exposure, 'packages' | 'images'> {
  const trail = view.walk.trails[value] ?? { introductions: [], removals: [] };
  const isBeside = (name: string) => view.besideCommits.get(name)?.some((id) => objects.has(id)) === true;
  const holding = view.refs.filter(
    ({ id, name, tag }) => view.walk.reaches(id, value) || objects.has(tag ?? '') || isBeside(name),
  );
  const first = earliest(trail.introductions) ?? finding.history?.first;
  const last = finding.history?.last ?? trail.introductions.at(-1)?.commit;
  const removal = isHeld(view, value, objects, trail, holding, finding) ? undefined : lastRemoval(view, trail);
  const isStill = removal === undefined && holding.length > 0;
  const end = removal === undefined ? (isStill ? now : undefined) : Date.parse(removal.date);
  const days =
    first === undefined || end === undefined ? undefined : Math.floor((end - Date.parse(first.date)) / MS_PER_DAY);
  return defined({
    first: first && commitRef(first),
    last: last && commitRef(last),
    removed: removal && commitRef(removal),
    isStill,
    // Dates are written by authors: they may be invalid, or out of order.
    days: days === undefined || Number.isNaN(days) ? undefined : Math.max(0, days),
    authors: authorsOf(trail.introductions),
    branches: shortNames(holding, 'refs/heads/'),
    tags: shortNames(holding, 'refs/tags/'),
    otherRefs: holding
      .map(({ name }) => name)
      .filter((name) => name !== 'HEAD' && !/^refs\/(heads|tags|remotes)\//.test(name)),
    remotes: remotesOf(holding, view.remotes),
    isDangling: holding.length === 0,
  });
}

/** By date: a walk gives parents before children, but branches in any order. */
function earliest(introductions: readonly Introduced[]): CommitInfo | undefined {
  let first: CommitInfo | undefined;
  for (const { commit } of introductions) {
    if (first === undefined || Date.parse(commit.date) < Date.parse(first.date)) first = commit;
  }
  return first;
}

/** Whether it is still in the files of a ref or in a message, not only in older commits. */
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

export function commitRef({ id, author, date }: CommitRef): CommitRef {
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

function remotesOf(holding: readonly RefTarget[], remotes: readonly Remote[]): OnRemote[] {
  const found = new Map<string, { refs: string[]; perhaps: string[] }>();
  const on = (remote: string) => {
    const known = found.get(remote) ?? { refs: [], perhaps: [] };
    found.set(remote, known);
    return known;
  };
  const mirrored = remotes.filter(({ isMirror }) => isMirror).map(({ name }) => name);
  for (const { name } of holding) {
    if (name === 'HEAD') continue;
    const remote = remoteOf(name, remotes);
    for (const owner of remote === undefined ? mirrored : [remote]) on(owner).refs.push(name);
  }
  for (const remote of remotes) {
    for (const { name } of holding) if (mayBeOn(remote, name)) on(remote.name).perhaps.push(name);
  }
  return [...found].map(([remote, known]) => ({ remote, ...known }));
}
