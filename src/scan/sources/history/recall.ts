import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import type { PackedStrings } from '../../../git/tree-graph/byte-strings.ts';
import type { TreePart } from '../../../git/tree-graph/tree-part.ts';
import type { CachedHistory } from './check-cache.ts';
import { MatchLog, type MatchPages, readMatches } from './match-log.ts';

/** A cached history, with the present numbers of its objects. */
export interface Recalled {
  readonly parts: readonly TreePart[];
  /** Where matches are in objects that are not new. */
  readonly matches: MatchPages;
  /** Numbers of archives to open again. */
  readonly archives: readonly number[];
  /** Numbers of new objects. */
  readonly fresh: readonly number[];
}

/** With more new objects than this, walking the deltas is faster than reading each whole. */
const MOST_FRESH = 2000;

/** Each scan with new objects adds a part. With more of them, everything is scanned again. */
const MOST_PARTS = 16;

/**
 * Finds the objects of a cached history.
 * @returns undefined if objects are gone, if missing ones are there now, or if there are too many new ones
 */
export function recallHistory(objects: ObjectDatabase, cached: CachedHistory): Recalled | undefined {
  const { hashBytes, duplicate } = objects.shared;
  if (cached.parts.length > MOST_PARTS) return undefined;
  const numbers = new Int32Array(cached.ids.length / hashBytes);
  const isKnown = new Uint8Array(objects.count);
  for (let at = 0; at < numbers.length; at++) {
    const number = objects.find(cached.ids, at * hashBytes);
    if (number < 0) return undefined;
    numbers[at] = number;
    isKnown[number] = 1;
  }
  if (cached.parts.some(({ missing }) => holdsAny(missing, objects))) return undefined;
  const fresh: number[] = [];
  for (let number = 0; number < objects.count; number++) {
    if (isKnown[number] === 1 || duplicate[number] === 1) continue;
    if (fresh.push(number) > MOST_FRESH) return undefined;
  }
  // Without a repack, all numbers are the same.
  if (numbers.every((number, index) => number === index)) {
    return { parts: cached.parts, matches: cached.matches, archives: cached.archives, fresh };
  }
  const renumber = (list: Int32Array<ArrayBuffer>) =>
    list.map((number) => (number < 0 ? number : (numbers[number] ?? -1)));
  return {
    parts: cached.parts.map((part) => ({
      ...part,
      trees: renumber(part.trees),
      bases: renumber(part.bases),
      children: renumber(part.children),
      commits: renumber(part.commits),
      commitTrees: renumber(part.commitTrees),
      parents: renumber(part.parents),
    })),
    matches: renumberMatches(cached.matches, numbers),
    archives: cached.archives.map((number) => numbers[number] ?? -1),
    fresh,
  };
}

function renumberMatches(matches: MatchPages, numbers: Int32Array): MatchPages {
  const log = new MatchLog();
  readMatches(matches, (object, kind, template, line, column) =>
    log.add(numbers[object] ?? -1, kind, template, line, column),
  );
  return log.finish();
}

/** Whether the database has an object with one of these raw ids. */
function holdsAny({ bytes, ends }: PackedStrings, objects: ObjectDatabase): boolean {
  return ends.some((_, index) => objects.find(bytes, index === 0 ? 0 : (ends[index - 1] ?? 0)) >= 0);
}
