import type { Evidence } from './evidence.ts';
import type { Span } from './finding.ts';
import type { ContentRule, KeywordRule, PrefixRule } from './rule.ts';
import type { Secret } from './secret.ts';

interface MatchBase {
  readonly secret: Secret;
  readonly span: Span;
  /** The first line that speaks for the match: that of a name on the line before, or else `span.line`. */
  readonly contextLine: number;
  /** The line, with everything that looks like a key masked: safe to show. */
  readonly excerpt: string;
  /** The marker of an inline comment that suppresses the match, for the summary. */
  readonly ignoredBy?: string;
  /** Numbers of the allow-lists whose conditions on the content hold. Absent: not looked at; the secret says it all. */
  readonly allowed?: readonly number[];
}

/**
 * The result of an offline check of a secret. `checksum`: it is right; `wrong`: it is wrong; `structure`: the secret decodes to
 * what such a key contains (otherwise there is no match); `none`: the format has nothing to check.
 */
export type Proof = 'checksum' | 'structure' | 'wrong' | 'none';

/** A secret whose format says what it is. */
export interface RuleMatch extends MatchBase {
  readonly kind: 'rule';
  readonly rule: PrefixRule | KeywordRule | ContentRule;
  readonly proof: Proof;
}

/** A bare key with its evidence. The verdict also needs the path, which is known only later in a history. */
export interface BareMatch extends MatchBase {
  readonly kind: 'bare';
  readonly evidence: Evidence;
}

/** Something found in one content, before it is known which commits and paths hold that content. */
export type Match = RuleMatch | BareMatch;
