import type { Evidence } from './evidence.ts';
import type { Span } from './finding.ts';
import type { KeywordRule, PrefixRule } from './rule.ts';
import type { Secret } from './secret.ts';

interface MatchBase {
  readonly secret: Secret;
  readonly span: Span;
  /** First line that speaks for the match: the name on the line before, where there is one; else `span.line`. */
  readonly contextLine: number;
  /** The line, with everything that looks like a key masked: safe to show. */
  readonly excerpt: string;
  /** Set when an inline comment asks to leave this match out: the comment's marker, for the summary. */
  readonly ignoredBy?: string;
}

/** A secret whose format says what it is. */
export interface RuleMatch extends MatchBase {
  readonly kind: 'rule';
  readonly rule: PrefixRule | KeywordRule;
  /** The rule's offline checksum was there and right. */
  readonly checked: boolean;
}

/** A bare key, with what its content says about it; the verdict also needs the path, which history knows only later. */
export interface BareMatch extends MatchBase {
  readonly kind: 'bare';
  readonly evidence: Evidence;
}

/** Something found in one content, before it is known which commits and paths hold that content. */
export type Match = RuleMatch | BareMatch;
