import type { PackedStrings } from '../../../git/tree-graph/byte-strings.ts';
import type { TreePart } from '../../../git/tree-graph/tree-part.ts';
import { type MatchPages, readMatches } from './match-log.ts';
import { PART } from './parts.ts';
import type { HistoryCounts } from './scanner.ts';

/** What is kept of a scanned history. No secrets: only where matches are, so that these objects can be scanned again. */
export interface CachedHistory {
  /** Raw ids of all scanned objects, one behind the other. An object's number is its index here. */
  readonly ids: Uint8Array;
  /** Trees and commits, by these numbers. */
  readonly parts: readonly TreePart[];
  /** Where matches are, by these numbers. */
  readonly matches: MatchPages;
  /** Archives with matches in their files, and those that cannot be opened, by these numbers: they are opened again. */
  readonly archives: readonly number[];
  /** Kinds of inline comments that may not do what their author meant, each with the first path that has it. */
  readonly oddComments: readonly (readonly [problem: string, path: string])[];
  readonly counts: HistoryCounts;
}

type Numbers = Int32Array | Float64Array;

/**
 * Whether a cache is whole: every number leads to something that is there. Its signature tells that nobody changed it who cannot
 * read the user's files; the rest must not make us fail.
 * @param cached whatever the file held
 */
export function isWhole(cached: CachedHistory, hashBytes: number): boolean {
  const { ids, parts, matches, archives, oddComments, counts } = cached;
  if (!(ids instanceof Uint8Array) || ids.length % hashBytes !== 0) return false;
  const objects = ids.length / hashBytes;
  return (
    Array.isArray(parts) &&
    areParts(parts, objects, hashBytes) &&
    Array.isArray(matches?.pages) &&
    matches.pages.every((page) => page instanceof Uint8Array) &&
    areMatches(cached, objects) &&
    Array.isArray(archives) &&
    archives.every((object) => isNumber(object, 0, objects)) &&
    Array.isArray(oddComments) &&
    oddComments.every((pair) => Array.isArray(pair) && pair.length === 2 && areAllText(pair)) &&
    [counts?.objects, counts?.blobs, counts?.bytes].every((count) => isNumber(count, 0, Number.MAX_SAFE_INTEGER))
  );
}

function areAllText(texts: readonly unknown[]): boolean {
  return texts.every((text) => typeof text === 'string');
}

function areParts(parts: readonly TreePart[], objects: number, hashBytes: number): boolean {
  // A base comes before its trees, in the same part or in an earlier one.
  const isBase = new Uint8Array(objects);
  return parts.every((part) => {
    const { names, missing, trees, bases, recordEnds, keys, children, commits, commitTrees, parentEnds, parents } =
      part;
    const lists = [trees, bases, recordEnds, keys, children, commits, commitTrees, parentEnds, parents];
    if (!lists.every((list) => list instanceof Int32Array) || !(part.commitTimes instanceof Float64Array)) return false;
    if (!areStrings(names) || !areStrings(missing)) return false;
    if (!missing.ends.every((end, at) => end === (at + 1) * hashBytes)) return false;
    const lowest = -missing.ends.length;
    return (
      isSame(trees.length, bases.length, recordEnds.length) &&
      isSame(commits.length, commitTrees.length, part.commitTimes.length, parentEnds.length) &&
      isSame(keys.length, children.length) &&
      areEnds(recordEnds, keys.length) &&
      areEnds(parentEnds, parents.length) &&
      areIn(trees, 0, objects) &&
      trees.every((tree, at) => {
        const base = bases[at] ?? 0;
        const isRight = base === -1 || isBase[base] === 1;
        isBase[tree] = 1;
        return isRight;
      }) &&
      keys.every((key) => key >>> 3 < names.ends.length) &&
      areIn(children, lowest, objects) &&
      areIn(commits, 0, objects) &&
      areIn(commitTrees, lowest, objects) &&
      areIn(parents, lowest, objects) &&
      part.commitTimes.every(Number.isFinite)
    );
  });
}

/** Every match is in an object, at a line and a column, and templates are numbered in the order in which they come. */
function areMatches({ matches }: CachedHistory, objects: number): boolean {
  let [areRight, templates] = [true, 0];
  readMatches(matches, (object, kind, template, line, column) => {
    const isRight =
      isNumber(object, 0, objects) &&
      PARTS.has(kind) &&
      isNumber(template, 0, templates + 1) &&
      isNumber(line, 1, MOST) &&
      isNumber(column, 1, MOST);
    areRight &&= isRight;
    if (template === templates) templates++;
  });
  return areRight;
}

const MOST = 2 ** 40;
const PARTS: ReadonlySet<number> = new Set(Object.values(PART));

function areStrings(strings: PackedStrings | undefined): strings is PackedStrings {
  if (!(strings?.bytes instanceof Uint8Array) || !(strings.ends instanceof Int32Array)) return false;
  return areEnds(strings.ends, strings.bytes.length);
}

/** Whether positions only grow, up to the end of the list that they divide. */
function areEnds(ends: Numbers, length: number): boolean {
  return ends.every((end, at) => end >= (ends[at - 1] ?? 0)) && (ends.at(-1) ?? 0) === length;
}

function areIn(numbers: Int32Array, from: number, to: number): boolean {
  return numbers.every((number) => number >= from && number < to);
}

function isNumber(value: unknown, from: number, to: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= from && Number(value) < to;
}

function isSame(first: number, ...others: readonly number[]): boolean {
  return others.every((other) => other === first);
}
