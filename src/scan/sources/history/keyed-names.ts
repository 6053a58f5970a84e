import { decodePath } from '../../../git/path.ts';
import type { ByteStrings } from '../../../git/tree-graph/byte-strings.ts';
import { START } from '../../../model/fragment.ts';
import type { Match } from '../../../model/match.ts';
import { Detector } from '../../detect/detector.ts';
import { judgeMatch } from '../../verdict/judge-match.ts';
import type { Search } from '../source.ts';

export interface KeyedNames {
  /** Matches to report, by name. */
  readonly reported: ReadonlyMap<string, readonly Match[]>;
  /** No name has a match that would be reported in a file, so all names may be kept in the cache. */
  readonly areHarmless: boolean;
}

/** No rule matches fewer bytes. */
const SHORTEST = 16;

/**
 * Finds keys in file names. Bare keys are not reported there, as too many files are named by a digest; but names with a bare
 * key that would be reported in a file must not be kept.
 */
export function findKeyedNames(
  names: ByteStrings,
  { ruleSet, detection }: Pick<Search, 'ruleSet' | 'detection'>,
): KeyedNames {
  const detector = new Detector(ruleSet, detection);
  const reported = new Map<string, readonly Match[]>();
  let areHarmless = true;
  for (let index = 0; index < names.size; index++) {
    const bytes = names.at(index);
    if (bytes.length < SHORTEST) continue;
    const all = detector.detect({ bytes, origin: START });
    if (all.some((match) => judgeMatch(match, undefined, ruleSet) !== undefined)) areHarmless = false;
    const matches = all.filter(({ kind }) => kind === 'rule');
    if (matches.length > 0) reported.set(decodePath(bytes), matches);
  }
  return { reported, areHarmless };
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Moves a match in a name to its position in the path. */
export function matchInPath(match: Match, path: string): Match {
  const before = path.length - nameOf(path).length;
  const { column, endColumn } = match.span;
  return { ...match, span: { ...match.span, column: column + before, endColumn: endColumn + before } };
}
