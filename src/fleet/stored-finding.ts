import { defined } from '../model/defined.ts';
import type { Finding } from '../model/finding.ts';
import { keyedFingerprint } from '../model/fingerprint.ts';
import { mapStrings } from '../model/masking.ts';
import type { Report } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { documentsOf } from '../report/document.ts';
import type { FindingDocument, OccurrenceDocument } from '../report/schema.ts';

/** What a fleet keeps of a rule. */
export type StoredRule = Pick<FindingDocument, 'kind' | 'title' | 'provider' | 'severity' | 'risk' | 'fix'> & {
  readonly page?: Rule['page'];
  readonly form: Rule['kind'];
};

/** Of a place without the line around the secret, which may say more than it masks; `inside` is in `path`. */
export type StoredOccurrence = Omit<OccurrenceDocument, 'excerpt'>;

/** What a fleet keeps of a finding in one repository: everything masked. */
export interface StoredDocument
  extends Pick<
    FindingDocument,
    'confidence' | 'score' | 'secret' | 'note' | 'parts' | 'details' | 'reasons' | 'history'
  > {
  readonly occurrences: readonly StoredOccurrence[];
}

export interface StoredFinding {
  /** Keyed: without the fleet's key it tells nothing. */
  readonly fingerprint: string;
  readonly rule: string;
  readonly document: StoredDocument;
  /** No ref leads to it any more. */
  readonly isGone: boolean;
}

/**
 * What a fleet keeps of a report.
 * @param key of the fleet
 * @param repository its name: what is wrong with a file of it is a finding of its own
 */
export function storedFindings(
  report: Report,
  key: string,
  repository: string,
): { findings: StoredFinding[]; rules: Record<string, StoredRule> } {
  const { finding: documentOf } = documentsOf(report, { showSecrets: false });
  const rules: Record<string, StoredRule> = {};
  const findings = report.findings.map((finding): StoredFinding => {
    const { rule, kind, title, provider, severity, risk, fix, occurrences, ...rest } = documentOf(finding);
    const { page, kind: form } = finding.rule;
    rules[rule] ??= defined({ kind, title, provider, severity, risk, fix, form, page });
    const { confidence, score, secret, note, parts, details, reasons, history } = rest;
    return {
      fingerprint: fleetFingerprint(finding, key, repository),
      rule,
      document: clean({
        ...defined({ confidence, score, reasons, secret, note, parts, details, history }),
        occurrences: Array.from(occurrences, ({ excerpt: _, ...occurrence }) => occurrence),
      }),
      isGone: history?.reachedBy === 'nothing',
    };
  });
  return { findings, rules };
}

/** @param key of the fleet */
export function fleetFingerprint({ fingerprint, secret }: Finding, key: string, repository: string): string {
  return keyedFingerprint(secret === undefined ? `${fingerprint}\0${repository}` : fingerprint, key);
}

/** As jsonb takes it: no NUL, and no half of a pair of UTF-16 units. */
export function clean<T>(value: T): T {
  return mapStrings(value, (text) => text.replace(/\0|\p{Cs}/gu, '\ufffd'));
}
