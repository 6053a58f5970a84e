import type { Finding } from '../../model/finding.ts';
import { holdingOf } from '../../scan/file-rules/dotenv-value.ts';

/** Keys that are often made for browsers, and limited to a site: nobody but their owner can tell. */
const PERHAPS_PUBLIC: ReadonlySet<string> = new Set(['google-api-key']);

/**
 * Whether what was found is a key beyond doubt: its format gives it away, or it stands where a key does and is what nobody
 * thinks up. Passwords that a person chose are secrets too, and may be those of an example.
 */
export function isSurelyKey(finding: Finding): boolean {
  const { rule, secret, confidence } = finding;
  if (confidence !== 'high' || secret === undefined || PERHAPS_PUBLIC.has(rule.id)) return false;
  const value = secret.reveal();
  return !isFoundByName(finding) || value.startsWith('-----') || holdingOf('SECRET', value) === 'random';
}

/** It was found for what stands before it, and has no form of its own. */
export function isFoundByName({ rule }: Finding): boolean {
  return rule.kind === 'keyword' || (rule.kind === 'bare' && rule.shape === 'value');
}
