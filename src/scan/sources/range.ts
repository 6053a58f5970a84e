import { addedLines, type LineRanges, touches } from '../../git/added-lines.ts';
import type { Introduction } from '../../git/attribution.ts';
import { type GitObject, readByCatFile } from '../../git/cat-file.ts';
import { headerTextStart, messageStart } from '../../git/message.ts';
import { decodedMessage } from '../../git/message-encoding.ts';
import { listRange, type ObjectIds } from '../../git/objects.ts';
import { listRefs } from '../../git/refs.ts';
import type { Repository } from '../../git/repository.ts';
import type { GitContext } from '../../git/safety.ts';
import { type Fragment, PIECE_BYTES } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import type { Place, PlacedMatch } from '../../model/place.ts';
import type { JudgedMatch } from '../../model/verdict.ts';
import { isInspected } from '../file-rules/inspector.ts';
import { searchFragments } from './fragments.ts';
import { reportMissing } from './missing.ts';
import { type Additions, commitPlace, placeObjects, type RangePlaces, readAdditions } from './range-additions.ts';
import { refFragment } from './ref-fragments.ts';
import type { Search } from './source.ts';

/** What is searched of a history. */
export interface Range {
  /** As `toRange` gives it. */
  readonly from: readonly string[];
  /** How messages call it. */
  readonly shown: string;
  /** Full names of the refs to search; undefined: of all that lead to something in the range. */
  readonly refNames?: readonly string[];
}

/**
 * Searches what a range adds: each content that a commit puts at a path, wherever else it may be already; names of files and
 * folders; headers and messages of commits and tags; names of the refs that lead to them. A match is reported for each path at
 * which a commit adds its line.
 */
export async function searchRange(
  repository: Repository,
  { from, shown, refNames }: Range,
  isWanted: (path: string) => boolean,
  search: Search,
): Promise<Iterable<JudgedMatch>> {
  const { log } = search;
  const [{ ids, missing }, additions] = await Promise.all([
    listRange(repository, from),
    readAdditions(repository, from, { isWanted, isInspected: (path) => isInspected(path, search.ruleSet) }),
  ]);
  if (additions.failure !== undefined) log.error('E_GIT', shown, additions.failure.message);
  log.commits = ids.commit.length;
  const fragments = fragmentsOf(repository, ids, additions, missing, refNames, search);
  return searchFragments(fragments, search, async (matches) => {
    const objects = new Set(matches.flatMap(({ place: { kind, blob } }) => (kind === 'path' ? [] : (blob ?? []))));
    const places = await placeObjects(repository, from, objects);
    const placed = await placeMatches(repository, places, matches);
    return placed.filter(({ place: { kind, path } }) => kind === 'ref' || path === undefined || isWanted(path));
  });
}

async function* fragmentsOf(
  repository: Repository,
  ids: ObjectIds,
  { wanted, all, inspected, names }: Additions,
  missing: readonly string[],
  named: readonly string[] | undefined,
  { log, files }: Search,
): AsyncGenerator<Fragment> {
  const lacking = new Set(missing);
  // Of the blobs that git lists, those that no commit put anywhere are named by a revision, or are in a tree that is.
  const blobs = [...wanted, ...ids.blob.filter((id) => !all.has(id))].filter((id) => !lacking.has(id));
  const objects = [...blobs, ...ids.commit, ...ids.tag];
  log.total = objects.length;
  const unreadable = (id: string, why: string) => log.error('E_GIT', id, why);
  for await (const object of readByCatFile(repository, objects, unreadable)) {
    const isFirst = object.origin.offset === 0;
    if (isFirst) {
      log.objects++;
      if (object.type === 'blob') log.blobs++;
    }
    log.bytes += object.bytes.length;
    if (isFirst && object.bytes.length < PIECE_BYTES) {
      for (const known of inspected.get(object.id) ?? []) {
        files.inspect({ ...object, committed: true, place: filePlace(known) });
      }
    }
    yield* partsOf(object);
  }
  yield* names;
  if (named === undefined) yield* refsTo(repository, new Set([...objects, ...ids.tree]));
  else for (const name of named) yield refFragment(name);
  await reportMissing(repository, missing, log);
}

/** A whole blob; or header and message of a commit or tag. */
function* partsOf({ id, type, origin, bytes: raw }: GitObject): Generator<Fragment> {
  if (type === 'blob') yield { bytes: raw, origin, place: { kind: 'file', blob: id } };
  if (type !== 'commit' && type !== 'tag') return;
  const object = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  const bytes = (origin.offset === 0 && decodedMessage(object)) || object;
  const start = origin.offset === 0 ? messageStart(bytes) : 0;
  if (start > 0) {
    yield { bytes: bytes.subarray(headerTextStart(bytes), start), origin, place: { kind: `${type}-header`, blob: id } };
  }
  yield { bytes: bytes.subarray(start), origin, place: { kind: `${type}-message`, blob: id } };
}

/** Names of the refs that lead to what is searched. */
async function* refsTo(repository: Repository, objects: ReadonlySet<string>): AsyncGenerator<Fragment> {
  for (const { name, id, tag = id } of await listRefs(repository)) {
    if (!objects.has(id) && !objects.has(tag)) continue;
    yield refFragment(name);
  }
}

async function placeMatches(
  context: GitContext,
  { introductions, commits }: RangePlaces,
  matches: readonly PlacedMatch[],
): Promise<PlacedMatch[]> {
  const added = new AddedLines(context);
  const placed: PlacedMatch[] = [];
  for (const { match, place } of matches) {
    const id = place.blob ?? '';
    const commit = commits.get(id);
    const known = introductions.get(id);
    if (place.kind !== 'file') {
      placed.push({
        match,
        place: commit ? { ...place, commit: id, author: commit.author, date: commit.date } : place,
      });
    } else if (known === undefined) placed.push({ match, place });
    else {
      const { inside } = place;
      const firsts = await added.firsts(known, inside === undefined ? match : undefined);
      for (const first of firsts) {
        placed.push({ match, place: { ...filePlace(first), ...(inside !== undefined && { inside }) } });
      }
    }
  }
  return placed;
}

function filePlace(known: Introduction): Place {
  return { ...commitPlace(known), kind: known.isLink ? 'link-target' : 'file', path: known.path };
}

/** Tells at which of its places a match was added. */
class AddedLines {
  readonly #context: GitContext;
  readonly #lines = new Map<string, Promise<LineRanges>>();

  constructor(context: GitContext) {
    this.#context = context;
  }

  /** For each path, the first introduction that added the match; undefined for one in an archive, which has no lines. */
  async firsts(known: readonly Introduction[], match: Match | undefined): Promise<Introduction[]> {
    const byPath = new Map<string, Introduction>();
    for (const introduction of known) {
      if (byPath.has(introduction.path)) continue;
      if (match === undefined || (await this.#isAdded(introduction, match))) {
        byPath.set(introduction.path, introduction);
      }
    }
    return [...byPath.values()];
  }

  /** A merge adds what none of its parents has. */
  async #isAdded({ parentBlobs, blob }: Introduction, { contextLine, span }: Match): Promise<boolean> {
    for (const before of parentBlobs) {
      const key = `${before} ${blob}`;
      const lines = this.#lines.get(key) ?? addedLines(this.#context, before, blob);
      this.#lines.set(key, lines);
      if (!touches(await lines, contextLine, span.endLine)) return false;
    }
    return true;
  }
}
