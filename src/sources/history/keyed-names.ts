import { Detector } from '../../detect/detector.ts';
import type { Match } from '../../detect/match.ts';
import { START } from '../../fragment.ts';
import { decodePath } from '../../git/path.ts';
import type { ByteStrings } from '../../git/tree-graph/byte-strings.ts';
import type { Search } from '../source.ts';

/** No rule matches less. */
const SHORTEST = 16;

/**
 * Names of files that hold a key whose format says what it is, with what was found in them. Bare keys do not count: there
 * are too many files that are named by a digest.
 */
export function findKeyedNames(
  names: ByteStrings,
  { ruleSet, options }: Search,
): ReadonlyMap<string, readonly Match[]> {
  const detector = new Detector(ruleSet, options);
  const keyed = new Map<string, readonly Match[]>();
  for (let index = 0; index < names.size; index++) {
    const bytes = names.at(index);
    if (bytes.length < SHORTEST) continue;
    const matches = detector.detect({ bytes, origin: START }).filter(({ kind }) => kind === 'rule');
    if (matches.length > 0) keyed.set(decodePath(bytes), matches);
  }
  return keyed;
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A match in a name, as one in the path. */
export function matchInPath(match: Match, path: string): Match {
  const before = path.length - nameOf(path).length;
  const { column, endColumn } = match.span;
  return { ...match, span: { ...match.span, column: column + before, endColumn: endColumn + before } };
}
