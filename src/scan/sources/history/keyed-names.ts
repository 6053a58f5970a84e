import { decodePath } from '../../../git/path.ts';
import type { ByteStrings } from '../../../git/tree-graph/byte-strings.ts';
import { START } from '../../../model/fragment.ts';
import { maskedForms } from '../../../model/masking.ts';
import type { Match } from '../../../model/match.ts';
import { NeedleSet } from '../../../model/needle-set.ts';
import { SHORTEST_NAME } from '../../../model/place.ts';
import type { Verdict } from '../../../model/verdict.ts';
import { Detector } from '../../detect/detector.ts';
import { judgeMatch } from '../../verdict/judge-match.ts';
import { isReportedInName } from '../path-names.ts';
import type { Search } from '../source.ts';

export interface KeyedNames {
  /** Matches to report, by name. */
  readonly reported: ReadonlyMap<string, readonly Match[]>;
  /** No name has a match that would be reported in a file. Only then may names be kept in the cache. */
  readonly areHarmless: boolean;
}

/**
 * Finds keys in the names of files and folders. Bare keys are not reported there; but names with a bare key that would be
 * reported in a file must not be kept, nor those with one that was found elsewhere ({@link holdSecret}).
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
    if (bytes.length < SHORTEST_NAME) continue;
    const all = detector.detect({ bytes, origin: START });
    if (all.some((match) => isLikely(judgeMatch(match, undefined, ruleSet)))) areHarmless = false;
    const matches = all.filter(isReportedInName);
    if (matches.length > 0) reported.set(decodePath(bytes), matches);
  }
  return { reported, areHarmless };
}

function isLikely(verdict: Verdict | undefined): boolean {
  return verdict !== undefined && verdict.confidence !== 'low';
}

/**
 * Whether a name has one of these secrets in it, in any form that would be masked in a report.
 * Short ones are words that somebody made up, and come up in names that have nothing to do with them (`secret`).
 * @param inside paths within archives
 */
export function holdSecret(names: ByteStrings, inside: readonly string[], secrets: ReadonlySet<string>): boolean {
  const long = [...secrets].filter(({ length }) => length >= SHORTEST_NAME);
  const needles = new NeedleSet(long.map(maskedForms));
  if (needles.needles.length === 0) return false;
  // All at once: that two names together look like a secret is unlikely, and does no harm.
  return [names.pack().bytes, Buffer.from(inside.join('\n'))].some((bytes) => needles.findIn(bytes).length > 0);
}
