import type { Finding } from '../model/finding.ts';
import { isPublic } from '../model/public-rule.ts';
import type { Severity } from '../model/rule.ts';

/** How loud a finding is said, in the words of SARIF. */
export type Level = 'error' | 'warning' | 'note';

const LEVEL: Readonly<Record<Severity, Level>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note' };
const LEVELS: readonly Level[] = ['error', 'warning', 'note'];

/** The level of a finding in which nothing but its severity counts. */
export function levelOfSeverity(severity: Severity): Level {
  return LEVEL[severity];
}

/** Nobody need hurry for what is hardly a secret, for one that everybody may have, or for one that is dead. */
export function levelOf({ rule, confidence, verification }: Finding): Level {
  if (confidence === 'low' || isPublic(rule) || verification?.status === 'inactive') return 'note';
  return LEVEL[rule.severity];
}

/** The same findings: by level, those that are known to be alive first in each; otherwise in their order. */
export function urgentFirst(findings: readonly Finding[]): readonly Finding[] {
  const rankOf = (finding: Finding) =>
    2 * LEVELS.indexOf(levelOf(finding)) + (isAlive(finding.verification?.status) ? 0 : 1);
  return findings.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Whether a service said that the key works, if only from other addresses. */
export function isAlive(status: NonNullable<Finding['verification']>['status'] | undefined): boolean {
  return status === 'active' || status === 'restricted';
}
