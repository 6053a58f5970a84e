import type { Evidence } from '../../model/evidence.ts';
import type { Proof } from '../../model/match.ts';
import type { ContentRule, KeywordRule, PrefixRule } from '../../model/rule.ts';
import { isLikely } from '../verdict/weights.ts';
import type { Ranked } from './overlap.ts';

interface HitBase extends Ranked {
  /** The secret, latin1: the bytes at start..end, or what they decode to. */
  readonly value: string;
}

/** Something found in one content, before overlaps are resolved and offsets become lines. */
export type Hit =
  | (HitBase & {
      readonly kind: 'rule';
      readonly rule: PrefixRule | KeywordRule | ContentRule;
      readonly proof: Proof;
      /** As in a match. */
      readonly allowed?: readonly number[];
    })
  | (HitBase & { readonly kind: 'bare'; readonly evidence: Evidence });

/**
 * Which of overlapping hits is kept. The value of a secret's name comes after what has a form of its own: it may be the
 * base64 of a key. A run of 32 comes last where its own surroundings do not speak for it: its name may; and behind a rule that
 * says where it stands, unless its service is known. What has the form of its service's keys comes before a run in it: `<uuid>:<32 digits>`. That it is a JSON Web Token says less than whose. Behind all
 * else comes what has a wrong checksum: it is not what its format says, but may be something else.
 */
const RANKS = {
  token: 5.5,
  checked: 5,
  public: 4.5,
  prefix: 4,
  keyword: 3,
  service: 2.25,
  known: 2.2,
  likely: 2.1,
  bare: 2,
  weighed: 1,
  named: 0,
  doubtful: -1,
  wrong: -2,
} as const;

export function ruleHit(rule: PrefixRule | KeywordRule, proof: Proof, start: number, end: number, value: string): Hit {
  return {
    kind: 'rule',
    rule,
    proof,
    start,
    end,
    value,
    rank: RANKS[standingOfRule(rule, proof)] + specificity(rule, value),
  };
}

function standingOfRule(rule: PrefixRule | KeywordRule, proof: Proof): keyof typeof RANKS {
  if (proof === 'wrong') return proof;
  // The beginning of a public key can stand in the middle of a secret one, which is longer.
  if (rule.public !== undefined && rule.kind === 'keyword') return 'public';
  return proof === 'none' ? rule.kind : 'checked';
}

/**
 * Of two rules that match at one place, the one that knows more of the key's beginning is the more telling: `sk_live_a2V5` over
 * `sk_live_`. Less than the difference of two ranks.
 */
function specificity(rule: PrefixRule | KeywordRule, value: string): number {
  if (rule.kind !== 'prefix') return 0;
  return Math.max(...rule.prefixes.filter((prefix) => value.startsWith(prefix)).map(({ length }) => length), 0) / 128;
}

/** @param allowed as in a match */
export function contentHit(
  rule: ContentRule,
  start: number,
  end: number,
  value: string,
  allowed: readonly number[] | undefined,
): Hit {
  // gitleaks prefers all other rules to those of such a name, too.
  const rank = rule.id.includes('generic') ? RANKS.bare + 0.5 : RANKS.keyword;
  return { kind: 'rule', rule, proof: 'none', start, end, value, rank, ...(allowed && { allowed }) };
}

export function bareHit(evidence: Evidence, start: number, end: number, value: string): Hit {
  return { kind: 'bare', evidence, start, end, value, rank: RANKS[standingOf(evidence, value)] };
}

/**
 * A hit in text that was packed, at the place of what it was made from. It comes before what its pieces are by themselves.
 * @param originOf the place of an offset in that text
 */
export function packedHit(hit: Hit, start: number, end: number, originOf: (offset: number) => number): Hit {
  // Above bare keys and below what has a form, in the order of the ranks.
  const rank = hit.rank < 0 || hit.rank > RANKS.bare ? hit.rank + 0.5 : RANKS.bare + (hit.rank + 1) / 8;
  if (hit.kind === 'rule') return { ...hit, start, end, rank };
  const { reach } = hit.evidence;
  const before = reach === 0 ? 0 : Math.max(0, start - originOf(hit.start - reach));
  return { ...hit, start, end, rank, evidence: { ...hit.evidence, reach: before } };
}

/** RFC 7519, 3.1: the header of a JSON Web Token begins with `{"`. */
const TOKEN = /^eyJ[\w-]+\.eyJ/;

function standingOf(evidence: Evidence, value: string): keyof typeof RANKS {
  if (evidence.rule !== undefined && evidence.shape === 'value') {
    if (evidence.provider === undefined) return isLikely(evidence) ? 'likely' : 'weighed';
    return TOKEN.test(value) && isLikely(evidence) ? 'token' : 'service';
  }
  if (evidence.shape === 'value') return 'named';
  if (!isLikely(evidence)) return 'doubtful';
  return evidence.provider === undefined ? 'bare' : 'known';
}
