import type { Finding } from '../../model/finding.ts';
import { holdingOf } from '../../scan/file-rules/dotenv-value.ts';

/** Keys that are often made for browsers and limited to a site. Only their owner can tell. */
const PERHAPS_PUBLIC: ReadonlySet<string> = new Set(['google-api-key']);

/**
 * Whether a finding is certainly a key: by its format, or because it has the name of a key and nobody makes up such a
 * value. Passwords that a person chose do not count: they may belong to an example.
 */
export function isSurelyKey(finding: Finding): boolean {
  const { rule, secret, confidence } = finding;
  if (confidence !== 'high' || secret === undefined || PERHAPS_PUBLIC.has(rule.id)) return false;
  const value = secret.reveal();
  return !isFoundByName(finding) || value.startsWith('-----') || holdingOf('SECRET', value) === 'random';
}

/** Whether it was found by its name or the words before it, not by its format. */
export function isFoundByName({ rule }: Finding): boolean {
  return rule.kind === 'keyword' || (rule.kind === 'bare' && rule.shape === 'value');
}
