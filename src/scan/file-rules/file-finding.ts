import type { Finding, Occurrence } from '../../model/finding.ts';
import { familyOf, fingerprintOf } from '../../model/fingerprint.ts';
import type { Confidence, FileRule, Severity } from '../../model/rule.ts';

export interface FileFindingDetails {
  /** What two findings of one rule have in common when they are the same: as a rule, the file's path. */
  readonly identity: string;
  readonly confidence: Confidence;
  /** For findings that weigh less than the rule says in general. */
  readonly severity?: Severity;
  readonly note: string;
  /** Never empty. */
  readonly occurrences: readonly Occurrence[];
}

/** There is no probability behind a rule about files; these stand in the middle of what each word means elsewhere. */
const SCORE: Record<Confidence, number> = { high: 0.95, medium: 0.7, low: 0.3 };

/** A finding that is about a file and holds no secret. */
export function fileFinding(rule: FileRule, details: FileFindingDetails): Finding {
  return {
    rule: { ...rule, severity: details.severity ?? rule.severity },
    fingerprint: fingerprintOf(familyOf(rule), details.identity),
    confidence: details.confidence,
    score: SCORE[details.confidence],
    reasons: [],
    occurrences: details.occurrences,
    note: details.note,
  };
}
