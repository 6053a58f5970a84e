import { addedLines, touches } from '../../git/added-lines.ts';
import { type CommitInfo, type Introduction, walkRange } from '../../git/attribution.ts';
import { type GitObject, readByCatFile } from '../../git/cat-file.ts';
import { messageStart } from '../../git/message.ts';
import { listRange } from '../../git/objects.ts';
import type { Repository } from '../../git/repository.ts';
import type { GitContext } from '../../git/safety.ts';
import type { PlaceKind } from '../../model/finding.ts';
import { type Fragment, PIECE_BYTES } from '../../model/fragment.ts';
import type { Match } from '../../model/match.ts';
import type { Place, PlacedMatch } from '../../model/place.ts';
import type { JudgedMatch } from '../../model/verdict.ts';
import { isInspected } from '../file-rules/inspector.ts';
import { searchFragments } from './fragments.ts';
import { reportMissing } from './missing.ts';
import type { Search } from './source.ts';

/**
 * Searches what a range adds: its blobs, and the messages of its commits and tags. A match is reported for each commit and
 * path that adds its line.
 * @param revisions as `git rev-list` takes them
 */
export function searchRange(
  repository: Repository,
  revisions: readonly string[],
  isWanted: (path: string) => boolean,
  search: Search,
): Promise<Iterable<JudgedMatch>> {
  return searchFragments(fragmentsOf(repository, revisions, search), search, async (matches) => {
    const range = new Range(matches, (path) => isInspected(path) && isWanted(path));
    for await (const event of walkRange(repository, revisions)) range.add(event);
    for (const fragment of await readInspected(repository, range)) search.files.inspect(fragment);
    const placed = await placeMatches(repository, range, matches);
    return placed.filter(({ place }) => place.path === undefined || isWanted(place.path));
  });
}

async function* fragmentsOf(
  repository: Repository,
  revisions: readonly string[],
  { log }: Search,
): AsyncGenerator<Fragment> {
  const { ids, missing } = await listRange(repository, revisions);
  log.commits = ids.commit.length;
  const wanted = [...ids.blob, ...ids.commit, ...ids.tag];
  log.total = wanted.length;
  const unreadable = (id: string, why: string) => log.error('E_GIT', id, why);
  for await (const object of readByCatFile(repository, wanted, unreadable)) {
    if (object.origin.offset === 0) {
      log.objects++;
      if (object.type === 'blob') log.blobs++;
    }
    log.bytes += object.bytes.length;
    const fragment = fragmentOf(object);
    if (fragment !== undefined) yield fragment;
  }
  await reportMissing(repository, missing, log);
}

const KINDS = { blob: 'file', commit: 'commit-message', tag: 'tag-message' } as const satisfies Record<
  string,
  PlaceKind
>;

/** A whole blob, or the message of a commit or tag. */
function fragmentOf({ id, type, bytes, origin }: GitObject): Fragment | undefined {
  if (type === 'tree') return undefined;
  if (type === 'blob') return { bytes, origin, place: { kind: 'file', blob: id } };
  const start = origin.offset === 0 ? messageStart(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) : 0;
  return { bytes: bytes.subarray(start), origin, place: { kind: KINDS[type], blob: id } };
}

async function placeMatches(
  context: GitContext,
  range: Range,
  matches: readonly PlacedMatch[],
): Promise<PlacedMatch[]> {
  const placed: PlacedMatch[] = [];
  for (const { match, place } of matches) {
    const id = place.blob ?? '';
    if (place.kind !== 'file') placed.push({ match, place: { ...place, ...range.messagePlace(id) } });
    else {
      const introductions = range.introductions(id);
      // No commit of the range has it: a revision names it, or a tree that it is in.
      if (introductions.length === 0) placed.push({ match, place });
      for (const known of introductions) {
        const { inside } = place;
        if (inside === undefined && !(await isAdded(context, known, match))) continue;
        placed.push({ match, place: { ...placeOf(known), ...(inside !== undefined && { inside }) } });
      }
    }
  }
  return placed;
}

/** Reads the files to be inspected. Unreadable ones have been reported before. */
async function readInspected(context: GitContext, range: Range): Promise<Fragment[]> {
  const fragments: Fragment[] = [];
  for await (const { id, bytes, origin } of readByCatFile(context, range.inspectedBlobs(), () => {})) {
    if (bytes.length >= PIECE_BYTES || origin.offset > 0) continue;
    for (const known of range.introductions(id)) {
      if (!range.isInspected(known.path)) continue;
      fragments.push({ bytes: bytes.slice(), origin, committed: true, place: placeOf(known) });
    }
  }
  return fragments;
}

function placeOf({ blob, path, commit: { id, author, date } }: Introduction): Place {
  return { kind: 'file', path, blob, commit: id, author, date };
}

async function isAdded(context: GitContext, { before, blob }: Introduction, match: Match): Promise<boolean> {
  if (before === undefined) return true;
  return touches(await addedLines(context, before, blob), match.contextLine, match.span.endLine);
}

/** The commits and paths at which a range adds blobs and messages with matches, and files to be inspected. */
class Range {
  readonly #blobs = new Map<string, Introduction[]>();
  readonly #messages = new Map<string, CommitInfo | undefined>();
  readonly isInspected: (path: string) => boolean;

  constructor(matches: readonly PlacedMatch[], isInspected: (path: string) => boolean) {
    this.isInspected = isInspected;
    for (const { place } of matches) {
      if (place.kind === 'file') this.#blobs.set(place.blob ?? '', []);
      else this.#messages.set(place.blob ?? '', undefined);
    }
  }

  inspectedBlobs(): string[] {
    const isAnyInspected = (known: readonly Introduction[]) => known.some(({ path }) => this.isInspected(path));
    return [...this.#blobs].filter(([, known]) => isAnyInspected(known)).map(([blob]) => blob);
  }

  introductions(blob: string): readonly Introduction[] {
    return this.#blobs.get(blob) ?? [];
  }

  messagePlace(id: string): Partial<Place> {
    const known = this.#messages.get(id);
    return known === undefined ? {} : { commit: known.id, author: known.author, date: known.date };
  }

  add(event: CommitInfo | Introduction): void {
    if ('path' in event) this.#addIntroduction(event);
    else if (this.#messages.has(event.id)) this.#messages.set(event.id, event);
  }

  /** Of a blob's introductions at one path, the first one counts: parents come before children. */
  #addIntroduction(known: Introduction): void {
    let places = this.#blobs.get(known.blob);
    if (places === undefined && this.isInspected(known.path)) {
      places = [];
      this.#blobs.set(known.blob, places);
    }
    if (places?.some(({ path }) => path === known.path) === false) places.push(known);
  }
}
