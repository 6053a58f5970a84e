import { decodePath } from '../../../git/path.ts';
import type { ByteStrings } from '../../../git/tree-graph/byte-strings.ts';
import { START } from '../../../model/fragment.ts';
import type { Match } from '../../../model/match.ts';
import { Detector } from '../../detect/detector.ts';
import { judgeMatch } from '../../verdict/judge-match.ts';
import type { Search } from '../source.ts';

export interface KeyedNames {
  /** By name, what is to be reported of it. */
  readonly reported: ReadonlyMap<string, readonly Match[]>;
  /** None holds anything that a report would be made of if it stood in a file: they may be kept. */
  readonly areHarmless: boolean;
}

/** No rule matches less. */
const SHORTEST = 16;

/**
 * Names of files that hold a key whose format says what it is, with what was found in them. Bare keys do not count: there
 * are too many files that are named by a digest; but where one would be reported in a file, no name may be kept.
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

/** A match in a name, as one in the path. */
export function matchInPath(match: Match, path: string): Match {
  const before = path.length - nameOf(path).length;
  const { column, endColumn } = match.span;
  return { ...match, span: { ...match.span, column: column + before, endColumn: endColumn + before } };
}
