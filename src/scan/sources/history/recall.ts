import type { ObjectDatabase } from '../../../git/packs/object-database.ts';
import type { PackedStrings } from '../../../git/tree-graph/byte-strings.ts';
import type { TreePart } from '../../../git/tree-graph/tree-part.ts';
import type { CachedHistory } from './cache.ts';
import { MatchLog, type MatchPages, readMatches } from './match-log.ts';

/** What of a cached history still holds, by today's numbers. */
export interface Recalled {
  readonly parts: readonly TreePart[];
  /** Where something was found in those that are not new. */
  readonly matches: MatchPages;
  /** Objects that are new since then. */
  readonly fresh: readonly number[];
}

/** With more new objects than this, walking the deltas is faster than reading each whole. */
const MOST_FRESH = 2000;

/** Each scan of something new adds one; then they are made anew. */
const MOST_PARTS = 16;

/**
 * Finds the objects of a cached history again. Undefined where objects are gone, where some that were missing have come,
 * or where so much is new that it is better to start over.
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
  // Where nothing was repacked, nothing has another number.
  if (numbers.every((number, index) => number === index)) {
    return { parts: cached.parts, matches: cached.matches, fresh };
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

/** Whether some of the raw ids are those of objects that are there. */
function holdsAny({ bytes, ends }: PackedStrings, objects: ObjectDatabase): boolean {
  return ends.some((_, index) => objects.find(bytes, index === 0 ? 0 : (ends[index - 1] ?? 0)) >= 0);
}
