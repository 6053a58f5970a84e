import type { Evidence } from '../verdict/evidence.ts';
import type { RuleHit } from './match-rules.ts';

interface HitBase {
  /** Where it stands in the content: of a decoded value, the place of the encoded text. */
  readonly start: number;
  readonly end: number;
  /** The secret itself, latin1: what stands there, or what it decodes to. */
  readonly value: string;
}

/** A raw find in one content, before overlaps are resolved and positions become lines. */
export type Hit =
  | (HitBase & Pick<RuleHit, 'rule' | 'checked'> & { readonly kind: 'rule' })
  | (HitBase & { readonly kind: 'bare'; readonly evidence: Evidence });
