import { addedLines, touches } from '../../git/added-lines.ts';
import { type CommitInfo, type Introduction, walkRange } from '../../git/attribution.ts';
import { readByCatFile } from '../../git/cat-file.ts';
import type { GitContext } from '../../git/safety.ts';
import { type Fragment, PIECE_BYTES } from '../../model/fragment.ts';
import type { Found, Place } from '../../model/place.ts';

export interface LocatedInRange {
  readonly found: readonly Found[];
  readonly named: readonly Fragment[];
}

/**
 * From objects to places: for every blob the commits of the range that introduced it and its paths, for every message its
 * commit. A match on a line that the range does not add is left out.
 */
export async function locateInRange(
  context: GitContext,
  revisions: readonly string[],
  found: readonly Found[],
  isNamed: (path: string) => boolean,
): Promise<LocatedInRange> {
  const search = new RangeSearch(found, isNamed);
  for await (const event of walkRange(context, revisions)) search.take(event);
  const located: Found[] = [];
  for (const { match, place } of found) {
    const id = place.blob ?? '';
    if (place.kind !== 'file') located.push({ match, place: { ...place, ...search.messagePlace(id) } });
    else {
      for (const known of search.introductions(id)) {
        if (await isAdded(context, known, match)) located.push({ match, place: placeOf(known) });
      }
    }
  }
  return { found: located, named: await readNamed(context, search) };
}

/** The contents of the files that were asked for by name. What cannot be read has been reported by the scan itself. */
async function readNamed(context: GitContext, search: RangeSearch): Promise<Fragment[]> {
  const fragments: Fragment[] = [];
  for await (const { id, bytes, origin } of readByCatFile(context, search.namedBlobs(), () => {})) {
    if (bytes.length >= PIECE_BYTES || origin.offset > 0) continue;
    for (const known of search.introductions(id)) {
      if (!search.isNamed(known.path)) continue;
      fragments.push({ bytes: bytes.slice(), origin, committed: true, place: placeOf(known) });
    }
  }
  return fragments;
}

function placeOf({ blob, path, commit: { id, author, date } }: Introduction): Place {
  return { kind: 'file', path, blob, commit: id, author, date };
}

async function isAdded(context: GitContext, { before, blob }: Introduction, match: Found['match']): Promise<boolean> {
  if (before === undefined) return true;
  return touches(await addedLines(context, before, blob), match.contextLine, match.span.endLine);
}

/** What is looked for, and what is known of it so far. */
class RangeSearch {
  readonly #blobs = new Map<string, Introduction[]>();
  readonly #messages = new Map<string, CommitInfo | undefined>();
  readonly isNamed: (path: string) => boolean;

  constructor(found: readonly Found[], isNamed: (path: string) => boolean) {
    this.isNamed = isNamed;
    for (const { place } of found) {
      if (place.kind === 'file') this.#blobs.set(place.blob ?? '', []);
      else this.#messages.set(place.blob ?? '', undefined);
    }
  }

  namedBlobs(): string[] {
    return [...this.#blobs].filter(([, known]) => known.some(({ path }) => this.isNamed(path))).map(([blob]) => blob);
  }

  introductions(blob: string): readonly Introduction[] {
    return this.#blobs.get(blob) ?? [];
  }

  messagePlace(id: string): Partial<Place> {
    const known = this.#messages.get(id);
    return known === undefined ? {} : { commit: known.id, author: known.author, date: known.date };
  }

  take(event: CommitInfo | Introduction): void {
    if ('path' in event) this.#add(event);
    else if (this.#messages.has(event.id)) this.#messages.set(event.id, event);
  }

  /** The first introduction of a blob at a path is the one that counts: parents come before children. */
  #add(known: Introduction): void {
    let places = this.#blobs.get(known.blob);
    if (places === undefined && this.isNamed(known.path)) {
      places = [];
      this.#blobs.set(known.blob, places);
    }
    if (places?.some(({ path }) => path === known.path) === false) places.push(known);
  }
}
