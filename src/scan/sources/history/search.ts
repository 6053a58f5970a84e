import { readFileSync } from 'node:fs';
import { listAllObjects } from '../../../git/objects.ts';
import { openObjects } from '../../../git/packs/load-objects.ts';
import { numberObjects } from '../../../git/packs/number-objects.ts';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { listObjectFolders } from '../../../git/packs/object-folders.ts';
import { listReflogCommits, listRefs } from '../../../git/refs.ts';
import type { Repository } from '../../../git/repository.ts';
import { TreeGraph } from '../../../git/tree-graph/tree-graph.ts';
import type { TreePart } from '../../../git/tree-graph/tree-part.ts';
import type { ScanLog } from '../../../model/scan-log.ts';
import type { JudgedMatch } from '../../../model/verdict.ts';
import type { HistorySettings, ScanSettings } from '../../settings.ts';
import { searchFragments } from '../fragments.ts';
import { refFragments } from '../ref-fragments.ts';
import type { Search } from '../source.ts';
import { HistoryCache } from './cache.ts';
import type { CachedHistory } from './check-cache.ts';
import { FoundInHistory } from './found.ts';
import { findKeyedNames, holdSecret } from './keyed-names.ts';
import { reportLeftovers } from './leftovers.ts';
import { placeInHistory } from './place.ts';
import { type Recalled, recallHistory } from './recall.ts';
import { Samples } from './samples.ts';
import type { HistoryCounts } from './scanner.ts';
import { runParts } from './threads.ts';
import { type OddComment, type RefusedObject, WholeReader } from './whole-reader.ts';

export interface HistoryOptions extends HistorySettings, Pick<ScanSettings, 'jobs'> {
  /** Whether a path is scanned. */
  readonly isWanted: (path: string) => boolean;
}

/** What was read of a history, without places. */
interface Reading {
  readonly objects: ObjectDatabase;
  readonly found: FoundInHistory;
  readonly graphs: readonly TreePart[];
  readonly refused: readonly RefusedObject[];
  /** The first path for each kind of inline comment that may not do what its author meant. */
  readonly oddComments: Map<string, string>;
  /** Those that were met in this run. */
  readonly comments: readonly OddComment[];
  /** Writes it to the cache, or removes a cache that must not be kept. */
  readonly updateCache?: (mayBeKept: boolean) => void;
}

/** Scans every object, reachable or not, and finds the places of all matches. */
export async function searchHistory(
  repository: Repository,
  options: HistoryOptions,
  search: Search,
): Promise<Iterable<JudgedMatch>> {
  const { log } = search;
  // Git runs while this process scans.
  const refs = listRefs(repository);
  const reflogs = listReflogCommits(repository);
  refs.catch(() => {});
  reflogs.catch(() => {});
  const folders = listObjectFolders(repository.objectsFolder, repository, log.report);
  const objects = options.useDeltas ? openObjects(folders, repository.hashBytes, log) : undefined;
  reportLeftovers(repository, folders, objects === undefined, log);
  try {
    const reading = await (objects === undefined
      ? readWhole(repository, search)
      : readWithCache(repository, objects, options, search));
    const { objects: numbered } = reading;
    const graph = new TreeGraph(reading.graphs, numbered.count, readShallow(repository, numbered));
    log.commits = graph.commits.count;
    const keyedNames = findKeyedNames(graph.names, search);
    const allRefs = await refs;
    const matches = await placeInHistory(repository, numbered, graph, {
      found: reading.found,
      refused: reading.refused,
      comments: reading.comments,
      oddComments: reading.oddComments,
      keyedNames: keyedNames.reported,
      refs: allRefs,
      reflogs: (await reflogs) ?? noticeReflogs(log),
      isWanted: options.isWanted,
      search,
    });
    const inRefs = await searchFragments(refFragments(repository, allRefs, log), search);
    // Threads add them in any order.
    log.errors.sort((a, b) => (a.subject < b.subject ? -1 : 1));
    log.notOpened.sort((a, b) => (a.path < b.path ? -1 : 1));
    const { updateCache } = reading;
    if (updateCache === undefined) return both(matches, inRefs);
    const inside = reading.refused.map((archive) => archive.inside ?? '');
    if (keyedNames.areHarmless) {
      const update = (secrets: ReadonlySet<string>) => updateCache(!holdSecret(graph.names, inside, secrets));
      return both(withSecrets(matches, update), inRefs);
    }
    updateCache(false);
    return both(matches, inRefs);
  } finally {
    objects?.close();
  }
}

/** Reads the objects that the cache does not have, and prepares a new cache. */
async function readWithCache(
  repository: Repository,
  objects: ObjectDatabase,
  options: HistoryOptions,
  search: Search,
): Promise<Reading> {
  const { log } = search;
  const { cacheFolder } = options;
  // What a push brings is in a folder of its own, which is not there again.
  if (cacheFolder === undefined || repository.env.GIT_QUARANTINE_PATH !== undefined)
    return readDeltas(repository, objects, options, search);
  const cache = new HistoryCache(cacheFolder, repository.objectsFolder, search.ruleSet, search.detection);
  const cached = cache.read(repository.hashBytes);
  const recalled = cached && recallHistory(objects, cached);
  const reused = cached && recalled && (await readFresh(repository, objects, cached, recalled, search));
  if (recalled?.fresh.length === 0 && reused !== undefined) return reused;
  const reading = reused ?? (await readDeltas(repository, objects, options, search));
  const isWhole = log.errors.length === 0 && reading.refused.every(({ kind }) => kind === 'archive');
  if (!isWhole || !search.goOn()) return reading;
  const counts = { objects: log.objects, blobs: log.blobs, bytes: log.bytes };
  return {
    ...reading,
    updateCache: (mayBeKept) => (mayBeKept ? cache.write(toCache(reading, counts)) : cache.remove()),
  };
}

/** The same matches. When the last one was taken, `whenAll` gets the values of those that are likely secrets. */
function* withSecrets(
  matches: Iterable<JudgedMatch>,
  whenAll: (secrets: ReadonlySet<string>) => void,
): Generator<JudgedMatch> {
  const secrets = new Set<string>();
  for (const judged of matches) {
    if (judged.verdict.confidence !== 'low') secrets.add(judged.match.secret.reveal());
    yield judged;
  }
  whenAll(secrets);
}

function toCache({ objects, found, graphs, refused, oddComments }: Reading, counts: HistoryCounts): CachedHistory {
  const { ids, hashBytes } = objects.shared;
  return {
    ids: ids.slice(0, objects.count * hashBytes),
    parts: graphs,
    matches: found.toLog(),
    archives: [...new Set([...found.archives(), ...refused.map(({ object }) => object)])],
    oddComments: [...oddComments],
    counts,
  };
}

/**
 * Reads the new objects, and of the others one for each template.
 * @returns undefined if a template is not found again: then the cache is of no use
 */
async function readFresh(
  repository: Repository,
  objects: ObjectDatabase,
  { counts, oddComments }: CachedHistory,
  { parts, fresh, matches, archives }: Recalled,
  search: Search,
): Promise<Reading | undefined> {
  const { log } = search;
  const before = log.errors.length;
  const samples = new Samples(matches);
  log.total = fresh.length + samples.objects.length;
  const again = new WholeReader(objects, search);
  await again.read(repository, samples.objects);
  const known = samples.restore(again.matches);
  if (known === undefined && search.goOn()) {
    log.errors.length = before;
    Object.assign(log, NOTHING_READ);
    return undefined;
  }
  const opened = new WholeReader(objects, search);
  await opened.read(repository, archives);
  // The cached objects count, too.
  Object.assign(log, counts);
  const reader = new WholeReader(objects, search);
  await reader.read(repository, fresh);
  return {
    objects,
    found: new FoundInHistory(
      known === undefined ? [] : [known],
      [...opened.matches.filter(({ inside }) => inside !== undefined), ...reader.matches],
      search.ruleSet.rules,
    ),
    graphs: [...parts, reader.collector.finish()],
    refused: [...opened.refused, ...reader.refused],
    oddComments: new Map(oddComments),
    comments: [...opened.comments, ...reader.comments],
  };
}

const NOTHING_READ: HistoryCounts = { objects: 0, blobs: 0, bytes: 0 };

async function readDeltas(
  repository: Repository,
  objects: ObjectDatabase,
  { jobs, memoryBytes }: HistoryOptions,
  search: Search,
): Promise<Reading> {
  const { log } = search;
  const { unresolved, duplicate } = objects.shared;
  log.total = objects.count - duplicate.reduce((sum, one) => sum + one, 0);
  const parts = await runParts(objects, {
    ruleSet: search.ruleSet,
    detection: search.detection,
    jobs,
    memoryBytes,
    onProgress: (done) => {
      log.objects = done;
      return search.goOn();
    },
  });
  for (const { counts } of parts) {
    log.blobs += counts.blobs;
    log.bytes += counts.bytes;
  }
  log.objects = parts.reduce((sum, { counts }) => sum + counts.objects, 0);
  const unread = [...parts.flatMap((part) => [...part.unreadable, ...part.archives]), ...unresolved];
  const rest = new WholeReader(objects, search);
  await rest.read(repository, unread);
  const comments = [...parts.flatMap((part) => part.comments), ...rest.comments];
  const graphs = [...parts.map(({ graph }) => graph), rest.collector.finish()];
  const found = new FoundInHistory(parts, rest.matches, search.ruleSet.rules);
  const refused = [...rest.refused, ...parts.flatMap(({ slow }) => slow)];
  return { objects, found, graphs, refused, oddComments: new Map(), comments };
}

async function readWhole(repository: Repository, search: Search): Promise<Reading> {
  const ids = await listAllObjects(repository);
  const objects = numberObjects(ids, repository.hashBytes);
  search.log.total = ids.length;
  const all = new WholeReader(objects, search);
  await all.read(
    repository,
    ids.map((_, number) => number),
  );
  const found = new FoundInHistory([], all.matches, search.ruleSet.rules);
  return {
    objects,
    found,
    graphs: [all.collector.finish()],
    refused: all.refused,
    oddComments: new Map(),
    comments: all.comments,
  };
}

function noticeReflogs(log: ScanLog): readonly string[] {
  log.notice('git cannot read the reflogs: what only they lead to is called unreachable');
  return [];
}

/** Numbers of the commits that `git clone --depth` cut the history at: a line with an id each (gitrepository-layout(5)). */
function readShallow({ shallow, shallowFile }: Repository, objects: ObjectDatabase): ReadonlySet<number> {
  if (!shallow) return new Set();
  const ids = readFileSync(shallowFile, 'latin1').split('\n');
  return new Set(ids.filter((id) => id !== '').map((id) => objects.find(Buffer.from(id, 'hex'), 0)));
}

function* both<T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first;
  yield* second;
}
