import { readFileSync } from 'node:fs';
import { listAllObjects } from '../../../git/objects.ts';
import { loadObjects } from '../../../git/packs/load-objects.ts';
import { numberObjects } from '../../../git/packs/number-objects.ts';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { listObjectFolders } from '../../../git/packs/object-folders.ts';
import { listReflogCommits, listRefs } from '../../../git/refs.ts';
import type { Repository } from '../../../git/repository.ts';
import { TreeGraph } from '../../../git/tree-graph/tree-graph.ts';
import type { TreePart } from '../../../git/tree-graph/tree-part.ts';
import type { ScanLog } from '../../../model/scan-log.ts';
import type { JudgedMatch } from '../../../model/verdict.ts';
import type { HistorySettings } from '../../settings.ts';
import type { Search } from '../source.ts';
import { type CachedHistory, HistoryCache } from './cache.ts';
import { FoundInHistory } from './found.ts';
import { findKeyedNames } from './keyed-names.ts';
import { placeInHistory } from './place.ts';
import { type Recalled, recallHistory } from './recall.ts';
import { Samples } from './samples.ts';
import type { HistoryCounts } from './scanner.ts';
import { runParts } from './threads.ts';
import { WholeReader } from './whole-reader.ts';

export interface HistoryOptions extends HistorySettings {
  /** Whether a path is to be looked at. */
  readonly isWanted: (path: string) => boolean;
}

/** What was read of a history, before it is known where anything is. */
interface Reading {
  readonly objects: ObjectDatabase;
  readonly found: FoundInHistory;
  readonly graphs: readonly TreePart[];
  /** What inline comments said that their author may not have meant. */
  readonly problems: readonly string[];
  /** Makes a cache of it. */
  readonly remember?: () => void;
}

/** Looks at every object there is, reachable or not, and says where what it finds is. */
export async function searchHistory(
  repository: Repository,
  options: HistoryOptions,
  search: Search,
): Promise<Iterable<JudgedMatch>> {
  const { log } = search;
  // Git is asked meanwhile: it needs no more than its own time.
  const refs = listRefs(repository);
  const reflogs = listReflogCommits(repository);
  refs.catch(() => {});
  reflogs.catch(() => {});
  const objects = options.useDeltas ? openObjects(repository, log) : undefined;
  try {
    const reading = await (objects === undefined
      ? readWhole(repository, search)
      : readRemembered(repository, objects, options, search));
    const { objects: numbered } = reading;
    const graph = new TreeGraph(reading.graphs, numbered.count, readShallow(repository, numbered));
    log.commits = graph.commits.count;
    const keyedNames = findKeyedNames(graph.names, search);
    // Names are remembered, and keys must not be.
    if (keyedNames.areHarmless) reading.remember?.();
    const matches = await placeInHistory(repository, numbered, graph, {
      found: reading.found,
      keyedNames: keyedNames.reported,
      refs: await refs,
      reflogs: (await reflogs) ?? noticeReflogs(log),
      isWanted: options.isWanted,
      search,
    });
    // In whatever order they were met with.
    log.errors.sort((a, b) => (a.subject < b.subject ? -1 : 1));
    return matches;
  } finally {
    objects?.close();
  }
}

/** Reads what is new since the last time, as far as that is remembered, and remembers the rest. */
async function readRemembered(
  repository: Repository,
  objects: ObjectDatabase,
  options: HistoryOptions,
  search: Search,
): Promise<Reading> {
  const { log } = search;
  const { cacheFolder } = options;
  if (cacheFolder === undefined) return readDeltas(repository, objects, options, search);
  const what = [search.ruleSet, search.detection];
  const cache = new HistoryCache(cacheFolder, repository.objectsFolder, what);
  const cached = cache.read();
  const recalled = cached && recallHistory(objects, cached);
  const remembered = cached && recalled && (await readFresh(repository, objects, cached, recalled, search));
  if (recalled?.fresh.length === 0 && remembered !== undefined) return remembered;
  const reading = remembered ?? (await readDeltas(repository, objects, options, search));
  if (log.errors.length > 0 || !search.goOn()) return reading;
  const counts = { objects: log.objects, blobs: log.blobs, bytes: log.bytes };
  return { ...reading, remember: () => cache.write(toCache(reading, counts)) };
}

function toCache({ objects, found, graphs, problems }: Reading, counts: HistoryCounts): CachedHistory {
  const { ids, hashBytes } = objects.shared;
  return {
    ids: ids.slice(0, objects.count * hashBytes),
    parts: graphs,
    matches: found.toLog(),
    problems,
    counts,
  };
}

/**
 * Reads what is new, and of the rest one object for everything that was found. Undefined where that is not found again,
 * as if nothing had been remembered.
 */
async function readFresh(
  repository: Repository,
  objects: ObjectDatabase,
  { counts, problems }: CachedHistory,
  { parts, fresh, matches }: Recalled,
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
  // Those have been counted before.
  Object.assign(log, counts);
  for (const problem of problems) log.notice(problem);
  const reader = new WholeReader(objects, search);
  await reader.read(repository, fresh);
  return {
    objects,
    found: new FoundInHistory(known === undefined ? [] : [known], reader.matches, search.ruleSet.rules),
    graphs: [...parts, reader.collector.finish()],
    problems: [...problems, ...reader.problems],
  };
}

const NOTHING_READ: HistoryCounts = { objects: 0, blobs: 0, bytes: 0 };

/** The repository's own files, unless something about them is amiss: git may see more in them than we do. */
function openObjects(repository: Repository, log: ScanLog): ObjectDatabase | undefined {
  const problems: string[] = [];
  const folders = listObjectFolders(repository.objectsFolder, repository, (text) => log.notice(text));
  const objects = loadObjects(
    folders,
    repository.hashBytes,
    ({ subject, message }) => problems.push(`${subject} ${message}`),
    (text) => log.notice(text),
  );
  if (problems.length === 0) return objects;
  for (const problem of problems) log.notice(`${problem}: the history is read by way of git instead, which is slower`);
  objects.close();
  return undefined;
}

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
  const unreadable = [...parts.flatMap((part) => [...part.unreadable]), ...unresolved];
  const rest = new WholeReader(objects, search);
  await rest.read(repository, unreadable);
  const problems = [...parts.flatMap((part) => part.problems), ...rest.problems];
  for (const problem of problems) log.notice(problem);
  const graphs = [...parts.map(({ graph }) => graph), rest.collector.finish()];
  return { objects, found: new FoundInHistory(parts, rest.matches, search.ruleSet.rules), graphs, problems };
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
  return { objects, found, graphs: [all.collector.finish()], problems: all.problems };
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
