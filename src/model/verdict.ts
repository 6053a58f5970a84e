import type { Reason } from './finding.ts';
import type { PlacedMatch } from './place.ts';
import type { Confidence, Rule } from './rule.ts';

/** What a match is worth at one path. */
export interface Verdict {
  /** 0 to 1. */
  readonly score: number;
  readonly confidence: Confidence;
  /**
   * The rule to report it under: that of the service, if the evidence names one, or else the generic rule for its shape.
   * Undefined if the score is too low for a report.
   */
  readonly rule: Rule | undefined;
  /** Every feature with its weight, strongest first. */
  readonly reasons: readonly Reason[];
}

/** A verdict that makes a finding, of whatever confidence. */
export interface ReportableVerdict extends Verdict {
  readonly rule: Rule;
}

/** A match at one place, judged there. */
export interface JudgedMatch extends PlacedMatch {
  readonly verdict: ReportableVerdict;
}
