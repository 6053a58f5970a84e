import type { Evidence } from '../../model/evidence.ts';
import type { KeywordRule, PrefixRule } from '../../model/rule.ts';
import type { Ranked } from './overlap.ts';

interface HitBase extends Ranked {
  /** The secret itself, latin1: what stands at start..end of the content, or what it decodes to. */
  readonly value: string;
}

/** A raw find in one content, before overlaps are resolved and positions become lines. */
export type Hit =
  | (HitBase & { readonly kind: 'rule'; readonly rule: PrefixRule | KeywordRule; readonly checked: boolean })
  | (HitBase & { readonly kind: 'bare'; readonly evidence: Evidence });

/**
 * A key whose checksum fits says more than one known by its prefix, that than one known by a word nearby, that than a bare
 * key, and that than whatever a name is given, which may be the base64 of one.
 */
const RANKS = { checked: 4, prefix: 3, keyword: 2, bare: 1, named: 0 } as const;

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
  return { kind: 'bare', evidence, start, end, value, rank: evidence.shape === 'value' ? RANKS.named : RANKS.bare };
}
