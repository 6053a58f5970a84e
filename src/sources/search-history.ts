import { readFileSync } from 'node:fs';
import { Detector } from '../detect/detector.ts';
import { readByCatFile } from '../git/cat-file.ts';
import { messageStart } from '../git/message.ts';
import { listAllObjects } from '../git/objects.ts';
import { loadObjects } from '../git/packs/load-objects.ts';
import { numberObjects } from '../git/packs/number-objects.ts';
import type { ObjectDatabase } from '../git/packs/object-database.ts';
import { listObjectFolders } from '../git/packs/object-folders.ts';
import { KIND } from '../git/packs/shared-objects.ts';
import { listReflogCommits, listRefs } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { TreeCollector } from '../git/tree-graph/tree-collector.ts';
import { TreeGraph } from '../git/tree-graph/tree-graph.ts';
import type { TreePart } from '../git/tree-graph/tree-part.ts';
import { FoundInHistory, type HistoryMatch } from './found-in-history.ts';
import { type CachedHistory, HistoryCache } from './history-cache.ts';
import type { HistoryCounts } from './history-part.ts';
import { findKeyedNames } from './keyed-names.ts';
import { SourceLog } from './log.ts';
import { placeInHistory } from './place-in-history.ts';
import { type Recalled, recallHistory } from './recall-history.ts';
import { runParts } from './run-parts.ts';
import type { Located, Search } from './source.ts';

export interface SearchOptions {
  /** Whether a path is to be looked at. */
  readonly wanted: (path: string) => boolean;
  /** Read every object whole, by git. */
  readonly whole: boolean;
  /** Threads; undefined: as many as it is worth. */
  readonly jobs: number | undefined;
  readonly memoryBytes: number;
  /** Absolute path of the folder where it is remembered what was looked at; undefined: nothing is. */
  readonly cacheFolder: string | undefined;
}

/** What was read of a history, before it is known where anything is. */
interface Reading {
  readonly objects: ObjectDatabase;
  readonly found: FoundInHistory;
  readonly graphs: readonly TreePart[];
  /** Makes a cache of it. */
  readonly remember?: () => void;
}

/** Looks at every object there is, reachable or not, and says where what it finds is. */
export async function searchHistory(
  repository: Repository,
  options: SearchOptions,
  log: SourceLog,
  search: Search,
): Promise<Located> {
  // Git is asked meanwhile: it needs no more than its own time.
  const refs = listRefs(repository);
  const reflogs = listReflogCommits(repository);
  refs.catch(() => {});
  reflogs.catch(() => {});
  const objects = options.whole ? undefined : openObjects(repository, log);
  try {
    const reading = await (objects === undefined
      ? readWhole(repository, log, search)
      : readRemembered(repository, objects, options, log, search));
    const { objects: numbered } = reading;
    const graph = new TreeGraph(reading.graphs, numbered.count, readShallow(repository, numbered));
    log.commits = graph.commits.count;
    const keyedNames = findKeyedNames(graph.names, search);
    // Names are remembered, and keys must not be.
    if (keyedNames.size === 0) reading.remember?.();
    return await placeInHistory(repository, numbered, graph, {
      found: reading.found,
      keyedNames,
      refs: await refs,
      reflogs: await reflogs,
      wanted: options.wanted,
      search,
      log,
    });
  } finally {
    objects?.close();
  }
}

/** Reads what is new since the last time, as far as that is remembered, and remembers the rest. */
async function readRemembered(
  repository: Repository,
  objects: ObjectDatabase,
  options: SearchOptions,
  log: SourceLog,
  search: Search,
): Promise<Reading> {
  const { cacheFolder } = options;
  if (cacheFolder === undefined) return readDeltas(repository, objects, options, log, search);
  const what = [search.ruleSet, search.options];
  const cache = new HistoryCache(cacheFolder, repository.objectsFolder, what);
  const cached = cache.read();
  const recalled = cached && recallHistory(objects, cached);
  const isNew = recalled === undefined || recalled.fresh.length > 0;
  const reading = await (cached === undefined || recalled === undefined
    ? readDeltas(repository, objects, options, log, search)
    : readFresh(repository, objects, recalled, cached.counts, log, search));
  if (!isNew || log.errors.length > 0 || !search.onProgress()) return reading;
  const counts = { objects: log.objects, blobs: log.blobs, bytes: log.bytes };
  return { ...reading, remember: () => cache.write(toCache(reading, counts)) };
}

function toCache(reading: Reading, counts: HistoryCounts): CachedHistory {
  const { ids, hashBytes } = reading.objects.shared;
  const found = new Set<number>();
  reading.found.forEachObject((object) => found.add(object));
  return {
    ids: ids.slice(0, reading.objects.count * hashBytes),
    parts: reading.graphs,
    found: Int32Array.from(found),
    counts,
  };
}

/** Reads what is new, and once more where something was found. */
async function readFresh(
  repository: Repository,
  objects: ObjectDatabase,
  { parts, fresh, found }: Recalled,
  counts: HistoryCounts,
  log: SourceLog,
  search: Search,
): Promise<Reading> {
  const reader = new WholeReader(objects, search, new SourceLog());
  log.total = fresh.length + found.length;
  await reader.read(repository, found);
  const freshReader = new WholeReader(objects, search, log);
  await freshReader.read(repository, fresh);
  log.objects += counts.objects;
  log.blobs += counts.blobs;
  log.bytes += counts.bytes;
  const matches = new FoundInHistory([], [...reader.matches, ...freshReader.matches], search.ruleSet.rules);
  return { objects, found: matches, graphs: [...parts, freshReader.collector.finish()] };
}

/** The repository's own files, unless something about them is amiss: git may see more in them than we do. */
function openObjects(repository: Repository, log: SourceLog): ObjectDatabase | undefined {
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
  { jobs, memoryBytes }: SearchOptions,
  log: SourceLog,
  search: Search,
): Promise<Reading> {
  const { unresolved, duplicate } = objects.shared;
  log.total = objects.count - duplicate.reduce((sum, one) => sum + one, 0);
  const parts = await runParts(objects, {
    ...search,
    jobs,
    memoryBytes,
    onProgress: (done) => {
      log.objects = done;
      return search.onProgress();
    },
  });
  for (const { counts, problems } of parts) {
    log.blobs += counts.blobs;
    log.bytes += counts.bytes;
    for (const problem of problems) log.notice(problem);
  }
  log.objects = parts.reduce((sum, { counts }) => sum + counts.objects, 0);
  const passed = [...parts.flatMap((part) => [...part.passed]), ...unresolved];
  const rest = new WholeReader(objects, search, log);
  await rest.read(repository, passed);
  const graphs = [...parts.map(({ graph }) => graph), rest.collector.finish()];
  return { objects, found: new FoundInHistory(parts, rest.matches, search.ruleSet.rules), graphs };
}

async function readWhole(repository: Repository, log: SourceLog, search: Search): Promise<Reading> {
  const ids = Object.values(await listAllObjects(repository)).flat();
  const objects = numberObjects(ids, repository.hashBytes);
  log.total = ids.length;
  const all = new WholeReader(objects, search, log);
  await all.read(
    repository,
    ids.map((_, number) => number),
  );
  const found = new FoundInHistory([], all.matches, search.ruleSet.rules);
  return { objects, found, graphs: [all.collector.finish()] };
}

/** Looks at whole objects, as git prints them. */
class WholeReader {
  readonly matches: HistoryMatch[] = [];
  readonly collector: TreeCollector;
  readonly #objects: ObjectDatabase;
  readonly #detector: Detector;
  readonly #log: SourceLog;
  readonly #search: Search;

  constructor(objects: ObjectDatabase, search: Search, log: SourceLog) {
    this.collector = new TreeCollector((bytes, at) => objects.find(bytes, at), objects.shared.hashBytes);
    this.#detector = new Detector(search.ruleSet, search.options);
    this.#objects = objects;
    this.#search = search;
    this.#log = log;
  }

  /** @param numbers of objects, each once */
  async read(repository: Repository, numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    const ids = numbers.map((number) => this.#objects.id(number));
    const unreadable = (id: string, why: string) => this.#log.error('E_GIT', id, why);
    for await (const { id, type, bytes, origin } of readByCatFile(repository, ids, unreadable)) {
      const number = this.#objects.find(Buffer.from(id, 'hex'), 0);
      const isFirst = origin.offset === 0;
      const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (isFirst) {
        this.#log.objects++;
        if (type === 'blob') this.#log.blobs++;
        if (type === 'tree' && !this.collector.takeWhole(number, content)) unreadable(id, 'is no tree');
        if (type === 'commit') this.collector.takeCommit(number, content);
      }
      this.#log.bytes += bytes.length;
      if (type !== 'tree') {
        const text = type === 'blob' || !isFirst ? content : content.subarray(messageStart(content));
        for (const match of this.#detector.detect({ bytes: text, origin })) {
          this.matches.push({ object: number, kind: KIND[type], match });
        }
      }
      if (!this.#search.onProgress()) break;
    }
    for (const problem of this.#detector.problems) this.#log.notice(problem);
  }
}

/** Numbers of the commits that `git clone --depth` cut the history at: a line with an id each (gitrepository-layout(5)). */
function readShallow({ shallow, shallowFile }: Repository, objects: ObjectDatabase): ReadonlySet<number> {
  if (!shallow) return new Set();
  const ids = readFileSync(shallowFile, 'latin1').split('\n');
  return new Set(ids.filter((id) => id !== '').map((id) => objects.find(Buffer.from(id, 'hex'), 0)));
}
