import type { Evidence } from '../../model/evidence.ts';
import type { KeywordRule, PrefixRule } from '../../model/rule.ts';
import { isLikely } from '../verdict/weights.ts';
import type { Ranked } from './overlap.ts';

interface HitBase extends Ranked {
  /** The secret, latin1: the bytes at start..end, or what they decode to. */
  readonly value: string;
}

/** Something found in one content, before overlaps are resolved and offsets become lines. */
export type Hit =
  | (HitBase & { readonly kind: 'rule'; readonly rule: PrefixRule | KeywordRule; readonly checked: boolean })
  | (HitBase & { readonly kind: 'bare'; readonly evidence: Evidence });

/**
 * Which of overlapping hits is kept. The value of a secret's name comes after what has a form of its own: it may be the
 * base64 of a key. A run of 32 comes last where its own surroundings do not speak for it: its name may.
 */
const RANKS = { checked: 5, prefix: 4, keyword: 3, bare: 2, weighed: 1, named: 0, doubtful: -1 } as const;

export function ruleHit(
  rule: PrefixRule | KeywordRule,
  checked: boolean,
  start: number,
  end: number,
  value: string,
): Hit {
  return { kind: 'rule', rule, checked, start, end, value, rank: RANKS[checked ? 'checked' : rule.kind] };
}

export function bareHit(evidence: Evidence, start: number, end: number, value: string): Hit {
  return { kind: 'bare', evidence, start, end, value, rank: RANKS[standingOf(evidence)] };
}

function standingOf(evidence: Evidence): 'bare' | 'weighed' | 'named' | 'doubtful' {
  if (evidence.rule !== undefined) return 'weighed';
  if (evidence.shape === 'value') return 'named';
  return isLikely(evidence) ? 'bare' : 'doubtful';
}
