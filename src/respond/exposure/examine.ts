import { listTree } from '../../git/list-tree.ts';
import { listRefs, type RefTarget } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import type { Finding } from '../../model/finding.ts';
import { ScanLog } from '../../model/scan-log.ts';
import { searchObjects } from '../search/object-search.ts';
import { needlesFor, pathSearch } from '../search/secret-needles.ts';
import { foundBesideCommits } from './beside-commits.ts';
import { type Exposure, exposureIn, type View } from './exposure.ts';
import { HistoryWalk } from './history-walk.ts';
import { listRemotes, type Remote } from './remotes.ts';

export interface ExposureOptions {
  /**
   * Objects that hold a finding, by fingerprint, if they are known already. If not, they are taken from the finding's
   * history; for a finding without history (in a file, staged) all objects are searched for its value.
   */
  readonly holders?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of packages that would ship one of these files. */
  readonly packagesWith?: (paths: readonly string[]) => Promise<readonly string[]> | readonly string[];
  readonly imagesWith?: (paths: readonly string[]) => Promise<readonly string[]> | readonly string[];
  /** The current time, in milliseconds since 1970. */
  readonly now?: number;
  /** Takes what could not be looked at. */
  readonly log?: ScanLog;
}

const NOTHING_KNOWN = {
  isStill: true,
  authors: [],
  branches: [],
  tags: [],
  otherRefs: [],
  remotes: [],
  isDangling: false,
} as const;

/** The exposures of findings, and what they were derived from. */
export interface Examined {
  readonly exposures: ReadonlyMap<string, Exposure>;
  readonly walk: HistoryWalk;
  /** Ids of the objects that hold each finding, in the order of the findings. */
  readonly objects: readonly ReadonlySet<string>[];
  readonly refs: readonly RefTarget[];
  readonly remotes: readonly Remote[];
}

/**
 * The exposure of each finding, by fingerprint. One walk through the history and a few short calls of git serve all
 * findings. A ref has a finding if any commit in its history has a blob that holds it, at any path.
 *
 * Works for findings of a history and of a working tree, in sub-folders and bare repositories.
 * @param repository undefined outside of git
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

/** The exposure of each finding of a repository, and what it was derived from. */
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
    // Packages and images are made from the current files.
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

async function viewOf(
  repository: Repository,
  findings: readonly Finding[],
  objects: readonly ReadonlySet<string>[],
): Promise<View> {
  const holders = new Map<string, number[]>();
  for (const [value, ids] of objects.entries()) {
    for (const id of ids) holders.set(id, [...(holders.get(id) ?? []), value]);
  }
  const needles = needlesFor(findings.map(({ secret }) => secret));
  const inPath = pathSearch(needles, (found) => [...needles.valuesOf(found).keys()]);
  const [walk, refs, remotes] = await Promise.all([
    HistoryWalk.of(repository, { count: objects.length, holders, inPath }),
    listRefs(repository),
    listRemotes(repository),
  ]);
  const head = refs.find(({ name }) => name === 'HEAD')?.id;
  const inHead = head === undefined ? () => false : walk.isAncestor(head);
  const headBlobs = new Set<string>();
  const inHeadPath = new Set<number>();
  for await (const { path, blob } of head === undefined ? [] : listTree(repository, head)) {
    headBlobs.add(blob);
    for (const value of inPath(path)) inHeadPath.add(value);
  }
  const sought = new Set(holders.keys());
  const besideCommits = await foundBesideCommits(repository, refs, (id) => walk.knows(id), sought);
  return { walk, refs, remotes, inHead, head, headBlobs, inHeadPath, besideCommits };
}
