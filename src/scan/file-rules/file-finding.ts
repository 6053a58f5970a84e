import type { Finding, Occurrence } from '../../model/finding.ts';
import { familyOf, fingerprintOf } from '../../model/fingerprint.ts';
import type { Confidence, FileRule, Severity } from '../../model/rule.ts';

export interface FileFindingDetails {
  /** The same text for the same finding: usually the file's path. */
  readonly identity: string;
  readonly confidence: Confidence;
  /** For findings that are less severe than the rule in general. */
  readonly severity?: Severity;
  /** In place of the rule's, where more is known. */
  readonly title?: string;
  readonly note: string;
  /** Never empty. */
  readonly occurrences: readonly Occurrence[];
}

/** File rules have no weights: each confidence gets a score in the middle of its range. */
const SCORE: Record<Confidence, number> = { high: 0.95, medium: 0.7, low: 0.3 };

/** A finding that is about a file and holds no secret. */
export function fileFinding(rule: FileRule, details: FileFindingDetails): Finding {
  return {
    rule: { ...rule, title: details.title ?? rule.title, severity: details.severity ?? rule.severity },
    fingerprint: fingerprintOf(familyOf(rule), details.identity),
    confidence: details.confidence,
    score: SCORE[details.confidence],
    reasons: [],
    occurrences: details.occurrences,
    note: details.note,
  };
}
