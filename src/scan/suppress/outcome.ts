import type { Finding, Occurrence } from '../../model/finding.ts';

/** Findings after a step of suppression. */
export interface Outcome {
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Finding[];
}

/** Leaves out occurrences, and findings without any other occurrence. */
export function withoutOccurrences(
  findings: readonly Finding[],
  isIgnored: (occurrence: Occurrence, finding: Finding) => boolean,
): Outcome {
  const kept: Finding[] = [];
  const suppressed: Finding[] = [];
  for (const finding of findings) {
    const occurrences = finding.occurrences.filter((occurrence) => !isIgnored(occurrence, finding));
    if (occurrences.length === 0) suppressed.push(finding);
    else kept.push(occurrences.length === finding.occurrences.length ? finding : { ...finding, occurrences });
  }
  return { kept, suppressed };
}
