import { readByCatFile } from '../../../git/cat-file.ts';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import { KIND } from '../../../git/packs/shared-objects.ts';
import type { RefTarget } from '../../../git/refs.ts';
import type { Repository } from '../../../git/repository.ts';
import { attribute, type FilePlace } from '../../../git/tree-graph/attribute.ts';
import type { TreeGraph } from '../../../git/tree-graph/tree-graph.ts';
import { type Fragment, PIECE_BYTES } from '../../../model/fragment.ts';
import type { SourceLog } from '../../../model/log.ts';
import type { Match } from '../../../model/match.ts';
import type { Found, Place } from '../../../model/place.ts';
import { reportMissing } from '../missing.ts';
import type { Located, Search } from '../source.ts';
import type { FoundInHistory } from './found.ts';
import { matchInPath, nameOf } from './keyed-names.ts';
import { Places } from './places.ts';

export interface PlaceOptions {
  readonly found: FoundInHistory;
  /** Names of files with keys in them. */
  readonly keyedNames: ReadonlyMap<string, readonly Match[]>;
  readonly refs: readonly RefTarget[];
  /** Ids of commits. */
  readonly reflogs: readonly string[];
  readonly wanted: (path: string) => boolean;
  readonly search: Search;
  readonly log: SourceLog;
}

interface NamedFile {
  /** Of the blob. */
  readonly number: number;
  readonly file: FilePlace;
}

/** From objects to places: for every blob its paths and commits, for every message its commit or tag. */
export async function placeInHistory(
  repository: Repository,
  objects: ObjectDatabase,
  graph: TreeGraph,
  options: PlaceOptions,
): Promise<Located> {
  const { found, keyedNames, refs, reflogs, wanted, search, log } = options;
  const numberOf = (id: string) => objects.find(Buffer.from(id, 'hex'), 0);
  const blobs = new Set<number>();
  found.forEachObject((object, kind) => {
    if (kind === KIND.blob) blobs.add(object);
  });
  const isNamed = (path: string) => search.isNamed(path) && wanted(path);
  const attribution = attribute(graph, {
    blobs,
    named: {
      name: (name) => search.isNamed(name) || keyedNames.has(name),
      path: (path) => isNamed(path) || (keyedNames.has(nameOf(path)) && wanted(path)),
    },
    refs: refs.map(({ name, id }) => ({ name, object: numberOf(id) })),
    reflogs: reflogs.map(numberOf),
  });
  for (const { name, id } of refs) {
    if (numberOf(id) < 0) log.error('E_GIT', name, `leads to ${id}, which is not there`);
  }
  if (attribution.tooDeep)
    log.error('E_GIT', repository.gitDir, 'folders are nested too deep to say where everything is');
  if (attribution.tooMany) log.error('E_GIT', repository.gitDir, 'there are too many files to say where everything is');
  const places = new Places(objects, attribution, refs, !search.onProgress());
  await places.readIndexFor(repository, blobs, numberOf);
  const missing = attribution.missing().filter(({ reached }) => reached);
  await reportMissing(
    repository,
    missing.map(({ id }) => id),
    log,
  );

  const isWorth = worthSomewhere(places, search);
  const matches = found.select((object, kind, sample) => kind !== KIND.blob || isWorth(object, sample));
  for (const { object, kind, match } of matches) {
    if (kind === KIND.commit) places.wantCommit(object);
    for (const file of kind === KIND.blob ? places.filesOf(object) : []) {
      if (search.isWorth(match, file.path)) places.want(file);
    }
  }
  const named: NamedFile[] = [];
  const keyed: NamedFile[] = [];
  for (const number of attribution.blobs) {
    for (const file of attribution.filesOf(number)) {
      const isKeyed = keyedNames.has(nameOf(file.path)) && wanted(file.path);
      if (isKeyed) keyed.push({ number, file });
      if (isNamed(file.path)) named.push({ number, file });
      else if (!isKeyed) continue;
      places.want(file);
    }
  }
  await places.readCommits(repository);

  function* placed(): Generator<Found> {
    for (const { object, kind, match } of matches) {
      if (kind !== KIND.blob) yield { match, place: places.messagePlace(object, kind) };
      else yield* foundInFiles(object, match);
    }
    for (const { number, file } of keyed) {
      const place: Place = { ...places.filePlace(number, file), kind: 'path' };
      for (const match of keyedNames.get(nameOf(file.path)) ?? [])
        yield { match: matchInPath(match, file.path), place };
    }
  }
  function* foundInFiles(blob: number, match: Match): Generator<Found> {
    const files = places.filesOf(blob);
    if (files.length === 0 && search.isWorth(match, undefined)) yield { match, place: places.lostPlace(blob) };
    for (const file of files) {
      if (wanted(file.path) && search.isWorth(match, file.path)) yield { match, place: places.filePlace(blob, file) };
    }
  }
  return { found: { [Symbol.iterator]: placed }, named: readNamed(repository, objects, named, places) };
}

/** Tells whether a match is worth a report at one of a blob's paths. Most versions of a file have the same paths. */
function worthSomewhere(places: Places, search: Search): (blob: number, sample: Match) => boolean {
  const numbers = new Map<string, number>();
  const known = new WeakMap<Match, Map<number, boolean>>();
  let [last, paths] = [-1, -1];
  return (blob, sample) => {
    if (blob !== last) {
      const key = places
        .filesOf(blob)
        .map(({ path }) => path)
        .join('\0');
      last = blob;
      paths = numbers.get(key) ?? numbers.size;
      numbers.set(key, paths);
    }
    let byPaths = known.get(sample);
    if (byPaths === undefined) {
      byPaths = new Map();
      known.set(sample, byPaths);
    }
    let isWorth = byPaths.get(paths);
    if (isWorth === undefined) {
      const files = places.filesOf(blob);
      isWorth =
        files.length === 0 ? search.isWorth(sample, undefined) : files.some(({ path }) => search.isWorth(sample, path));
      byPaths.set(paths, isWorth);
    }
    return isWorth;
  };
}

/** The contents of the files that were asked for by name. What cannot be read has been reported by the scan itself. */
async function* readNamed(
  repository: Repository,
  objects: ObjectDatabase,
  named: readonly NamedFile[],
  places: Places,
): AsyncGenerator<Fragment> {
  const byId = new Map<string, { number: number; files: FilePlace[] }>();
  for (const { number, file } of named) {
    const id = objects.id(number);
    const known = byId.get(id);
    if (known === undefined) byId.set(id, { number, files: [file] });
    else known.files.push(file);
  }
  if (byId.size === 0) return;
  for await (const { id, bytes, origin } of readByCatFile(repository, [...byId.keys()], () => {})) {
    if (bytes.length >= PIECE_BYTES || origin.offset > 0) continue;
    const { number = -1, files = [] } = byId.get(id) ?? {};
    for (const file of files) yield { bytes, origin, committed: true, place: places.filePlace(number, file) };
  }
}
