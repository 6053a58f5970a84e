import { decodePath } from '../../../git/path.ts';
import type { ByteStrings } from '../../../git/tree-graph/byte-strings.ts';
import { START } from '../../../model/fragment.ts';
import { maskedForms } from '../../../model/masking.ts';
import type { Match } from '../../../model/match.ts';
import { NeedleSet } from '../../../model/needle-set.ts';
import { Detector } from '../../detect/detector.ts';
import { judgeMatch } from '../../verdict/judge-match.ts';
import type { Search } from '../source.ts';

export interface KeyedNames {
  /** Matches to report, by name. */
  readonly reported: ReadonlyMap<string, readonly Match[]>;
  /** No name has a match that would be reported in a file. Only then may names be kept in the cache. */
  readonly areHarmless: boolean;
}

/** No rule matches fewer bytes. */
const SHORTEST = 16;

/**
 * Finds keys in file names. Bare keys are not reported there, as too many files are named by a digest; but names with a bare
 * key that would be reported in a file must not be kept, nor those with one that was found elsewhere ({@link holdSecret}).
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

/**
 * Whether a name has one of these secrets in it, in any form that would be masked in a report.
 * @param inside paths within archives
 */
export function holdSecret(names: ByteStrings, inside: readonly string[], secrets: ReadonlySet<string>): boolean {
  const needles = new NeedleSet(Array.from(secrets, maskedForms));
  if (needles.needles.length === 0) return false;
  // All at once: that two names together look like a secret is unlikely, and does no harm.
  return [names.pack().bytes, Buffer.from(inside.join('\n'))].some((bytes) => needles.findIn(bytes).length > 0);
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
