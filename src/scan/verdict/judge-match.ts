import type { Match, Proof } from '../../model/match.ts';
import { judgedPath, type Place, type PlacedMatch } from '../../model/place.ts';
import type { Rule, RuleSet } from '../../model/rule.ts';
import type { JudgedMatch, ReportableVerdict } from '../../model/verdict.ts';
import { AllowLists } from '../../rules/allow-list.ts';
import { judge } from './judge.ts';

/**
 * Scores of a key that is known by its format. A wrong checksum leaves some doubt: it may be a slip of whoever copied the key, or a
 * new scheme of the service.
 */
const SCORES: Readonly<Record<Proof, number>> = { checksum: 0.999, structure: 0.999, none: 0.95, wrong: 0.2 };

/** Of a key that is public by design: it is listed, and not for a doubt about what it is. */
const PUBLIC_SCORE = 0.1;

/**
 * Judges a match at a path. A format has high confidence unless its checksum is wrong; a bare key is judged by its evidence.
 * @param path undefined if there is none, as for a commit message
 * @returns undefined if it is not to be reported, not even with low confidence
 */
export function judgeMatch(match: Match, path: string | undefined, ruleSet: RuleSet): ReportableVerdict | undefined {
  if (match.kind === 'rule') {
    const { rule, proof } = match;
    if ('public' in rule && rule.public !== undefined) return publicVerdict(rule, rule.public);
    const score = SCORES[proof];
    const feature = proof === 'wrong' ? 'checksum.wrong' : proof;
    const reasons = proof === 'none' ? [] : [{ feature, weight: Math.log(score / (1 - score)) }];
    return { rule, reasons, score, confidence: proof === 'wrong' ? 'low' : 'high' };
  }
  const { rule, ...verdict } = judge(match.evidence, path, ruleSet);
  return rule && { ...verdict, rule };
}

/** Of a key that is public by design. @param why half a sentence */
function publicVerdict(rule: Rule, why: string): ReportableVerdict {
  const weight = Math.log(PUBLIC_SCORE / (1 - PUBLIC_SCORE));
  return { rule, reasons: [{ feature: 'public', weight, detail: why }], score: PUBLIC_SCORE, confidence: 'low' };
}

/** Judges matches at their places, and leaves out those that are not to be reported. */
export function* judgeMatches(placed: Iterable<PlacedMatch>, ruleSet: RuleSet): Generator<JudgedMatch> {
  for (const { match, place } of placed) {
    const verdict = judgeMatch(match, judgedPath(place), ruleSet);
    yield* reported(match, place, verdict, ruleSet);
  }
}

/** A judged match, unless it has no verdict or an allow-list leaves it out at its place. */
export function* reported(
  match: Match,
  place: Place,
  verdict: ReportableVerdict | undefined,
  ruleSet: RuleSet,
): Generator<JudgedMatch> {
  if (verdict === undefined) return;
  const isAllowed = AllowLists.of(ruleSet).isAllowed(match, verdict.rule, judgedPath(place), place);
  if (!isAllowed) yield { match, place, verdict };
}
