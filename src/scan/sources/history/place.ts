import { readByCatFile } from '../../../git/cat-file.ts';
import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import type { RefTarget } from '../../../git/refs.ts';
import type { Repository } from '../../../git/repository.ts';
import { attribute, type FilePlace } from '../../../git/tree-graph/attribute.ts';
import { MOST_PATHS } from '../../../git/tree-graph/file-pairs.ts';
import type { TreeGraph } from '../../../git/tree-graph/tree-graph.ts';
import { type Fragment, PIECE_BYTES } from '../../../model/fragment.ts';
import type { Match } from '../../../model/match.ts';
import { judgedPath, type Place, withInside } from '../../../model/place.ts';
import type { RuleSet } from '../../../model/rule.ts';
import type { JudgedMatch, ReportableVerdict } from '../../../model/verdict.ts';
import { grouped } from '../../../syntax/words.ts';
import { isInspected, mayBeInspected } from '../../file-rules/inspector.ts';
import { judgeMatch, reported } from '../../verdict/judge-match.ts';
import { reportMissing } from '../missing.ts';
import { matchInPath, nameOf } from '../path-names.ts';
import type { Search } from '../source.ts';
import type { FoundInHistory } from './found.ts';
import { isInCommit, PART } from './parts.ts';
import { Places } from './places.ts';
import type { OddComment, RefusedObject } from './whole-reader.ts';

export interface PlaceOptions {
  readonly found: FoundInHistory;
  readonly refused: readonly RefusedObject[];
  readonly comments: readonly OddComment[];
  /** The first path of each kind of odd comment, from the cache; those in `comments` are added. */
  readonly oddComments: Map<string, string>;
  /** Names of files with keys in them. */
  readonly keyedNames: ReadonlyMap<string, readonly Match[]>;
  readonly refs: readonly RefTarget[];
  /** Ids of commits. */
  readonly reflogs: readonly string[];
  /** Whether a path is scanned. */
  readonly isWanted: (path: string) => boolean;
  readonly search: Search;
}

interface NumberedFile {
  /** Of the blob. */
  readonly number: number;
  readonly file: FilePlace;
}

/** A file, or a folder, which has no number. */
interface KeyedFile {
  readonly number: number | undefined;
  readonly file: FilePlace;
}

/** Finds the places of matches: paths and commits of blobs, commits and tags of messages. */
export async function placeInHistory(
  repository: Repository,
  objects: ObjectDatabase,
  graph: TreeGraph,
  options: PlaceOptions,
): Promise<Iterable<JudgedMatch>> {
  const { found, refused, comments, oddComments, keyedNames, refs, reflogs, isWanted, search } = options;
  const { ruleSet, files, log } = search;
  const numberOf = (id: string) => objects.find(Buffer.from(id, 'hex'), 0);
  const blobs = new Set<number>();
  found.forEachObject((object, part) => {
    if (part === PART.blob) blobs.add(object);
  });
  for (const { object } of refused) blobs.add(object);
  for (const { object, isInFile } of comments) if (isInFile) blobs.add(object);
  const isWantedToInspect = (path: string) => isInspected(path, ruleSet) && isWanted(path);
  const attribution = attribute(graph, {
    blobs,
    named: {
      name: (name) => mayBeInspected(name, ruleSet) || keyedNames.has(name),
      path: (path) => isWantedToInspect(path) || (keyedNames.has(nameOf(path)) && isWanted(path)),
      folder: (name) => keyedNames.has(name),
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
  for (const blob of attribution.abundant) {
    log.error('E_GIT', objects.id(blob), `is at more than ${grouped(MOST_PATHS)} paths: the others are not listed`);
  }
  const places = new Places(objects, attribution, refs, !search.goOn());
  await places.readIndexFor(repository, blobs, numberOf);
  const missing = attribution.missing().filter(({ reached }) => reached);
  await reportMissing(
    repository,
    missing.map(({ id }) => id),
    log,
  );

  for (const { kind, object, inside, reason } of refused) {
    const [path = objects.id(object)] = places.filesOf(object).map((file) => file.path);
    if (!isWanted(path)) continue;
    if (kind === 'slow') log.error('E_SOURCE', withInside(path, inside), reason);
    else log.leaveOut(kind, withInside(path, inside), reason);
  }
  for (const { object, isInFile, problem } of comments) {
    const paths = isInFile ? places.filesOf(object).map((file) => file.path) : [];
    const [first = `object ${objects.id(object)}`] = paths.sort();
    const known = oddComments.get(problem);
    // Objects are read in any order.
    if (known === undefined || first < known) oddComments.set(problem, first);
  }
  for (const notice of [...oddComments].map(([problem, path]) => `${path}: ${problem}`).sort()) log.notice(notice);
  const matches = found.select(judgeEverywhere(places, ruleSet));
  for (const { object, part, verdicts } of matches) {
    if (isInCommit(part)) places.requestCommit(object);
    for (const [at, file] of part === PART.blob ? places.filesOf(object).entries() : []) {
      if (verdicts[at] !== undefined) places.requestCommitsOf(file);
    }
  }
  const inspected: NumberedFile[] = [];
  const keyed: KeyedFile[] = attribution.folders().map((file) => ({ number: undefined, file }));
  for (const { file } of keyed) places.requestCommitsOf(file);
  for (const number of attribution.blobs) {
    for (const file of attribution.filesOf(number)) {
      const isKeyed = keyedNames.has(nameOf(file.path)) && isWanted(file.path);
      if (isKeyed) keyed.push({ number, file });
      if (isWantedToInspect(file.path)) inspected.push({ number, file });
      else if (!isKeyed) continue;
      places.requestCommitsOf(file);
    }
  }
  await places.readCommits(repository);

  for await (const fragment of readInspected(repository, objects, inspected, places)) files.inspect(fragment);

  function judged(match: Match, place: Place, verdict: ReportableVerdict | undefined): Generator<JudgedMatch> {
    return reported(match, place, verdict, ruleSet);
  }
  function* placed(): Generator<JudgedMatch> {
    for (const { object, part, match, inside, verdicts } of matches) {
      if (part === PART.blob) yield* placedInFiles(object, match, verdicts, inside);
      else yield* judged(match, places.textPlace(object, part), verdicts[0]);
    }
    for (const { number, file } of keyed) {
      const place: Place = { ...places.filePlace(number, file), kind: 'path' };
      for (const match of keyedNames.get(nameOf(file.path)) ?? []) {
        yield* judged(matchInPath(match, file.path), place, judgeMatch(match, file.path, ruleSet));
      }
    }
  }
  function* placedInFiles(
    blob: number,
    match: Match,
    verdicts: Verdicts,
    inside: string | undefined,
  ): Generator<JudgedMatch> {
    const at = inside === undefined ? {} : { inside };
    const files = places.filesOf(blob);
    if (files.length === 0) yield* judged(match, { ...places.pathlessPlace(blob), ...at }, verdicts[0]);
    for (const [index, file] of files.entries()) {
      if (verdicts[index] === undefined || !isWanted(file.path)) continue;
      yield* judged(match, { ...places.filePlace(blob, file), ...at }, verdicts[index]);
    }
  }
  return { [Symbol.iterator]: placed };
}

/** A verdict for each path of a blob, in order; a single one if there is no path. */
type Verdicts = readonly (ReportableVerdict | undefined)[];

/**
 * Judges matches at every path of their blob. Matches that differ only in their position are judged once for the same
 * paths, which most versions of a file have. Undefined if a match is not reported at any path.
 */
function judgeEverywhere(
  places: Places,
  ruleSet: RuleSet,
): (object: number, part: number, sample: Match, inside?: string) => Verdicts | undefined {
  const numbers = new Map<string, number>();
  const known = new Map<Match, Map<number, Verdicts | undefined>>();
  let [last, number]: [number, number] = [-1, -1];
  let lastInside: string | undefined;
  let paths: readonly (string | undefined)[] = NO_PATH;
  return (object, part, sample, inside) => {
    if (object !== last || inside !== lastInside) {
      const files = part === PART.blob ? places.filesOf(object) : [];
      paths = (files.length === 0 ? [{}] : files).map((file) =>
        judgedPath({ ...file, ...(inside !== undefined && { inside }) }),
      );
      const key = paths.join('\0');
      number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      last = object;
      lastInside = inside;
    }
    let byPaths = known.get(sample);
    if (byPaths === undefined) {
      byPaths = new Map();
      known.set(sample, byPaths);
    }
    if (!byPaths.has(number)) {
      const verdicts = paths.map((path) => judgeMatch(sample, path, ruleSet));
      byPaths.set(number, verdicts.some((verdict) => verdict !== undefined) ? verdicts : undefined);
    }
    return byPaths.get(number);
  };
}

const NO_PATH = [undefined];

/** Reads the files to be inspected. Unreadable ones have been reported before. */
async function* readInspected(
  repository: Repository,
  objects: ObjectDatabase,
  inspected: readonly NumberedFile[],
  places: Places,
): AsyncGenerator<Fragment> {
  const byId = new Map<string, { number: number; files: FilePlace[] }>();
  for (const { number, file } of inspected) {
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
