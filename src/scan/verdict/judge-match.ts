import type { Match } from '../../model/match.ts';
import type { PlacedMatch } from '../../model/place.ts';
import type { RuleSet } from '../../model/rule.ts';
import type { JudgedMatch, ReportableVerdict } from '../../model/verdict.ts';
import { judge } from './judge.ts';

/** Score of a key that a rule's format gives away: with a checksum that fits, and without one. */
const CHECKED_SCORE = 0.999;
const FORMAT_SCORE = 0.95;

/**
 * What a match is worth at a path: a format speaks for itself, a bare key is judged by its evidence.
 * @param path undefined where it has none, as in a commit's message
 * @returns undefined where it is not worth a report, of whatever confidence
 */
export function judgeMatch(match: Match, path: string | undefined, ruleSet: RuleSet): ReportableVerdict | undefined {
  if (match.kind === 'rule') {
    const { rule, checked } = match;
    const reasons = checked ? [{ feature: 'checksum', weight: Math.log(CHECKED_SCORE / (1 - CHECKED_SCORE)) }] : [];
    return { rule, reasons, score: checked ? CHECKED_SCORE : FORMAT_SCORE, confidence: 'high' };
  }
  const { rule, ...verdict } = judge(match.evidence, path, ruleSet);
  return rule && { ...verdict, rule };
}

/** Judges matches where they are; those that are not worth a report are left out. */
export function* judgeMatches(placed: Iterable<PlacedMatch>, ruleSet: RuleSet): Generator<JudgedMatch> {
  for (const { match, place } of placed) {
    const verdict = judgeMatch(match, place.path, ruleSet);
    if (verdict !== undefined) yield { match, place, verdict };
  }
}
