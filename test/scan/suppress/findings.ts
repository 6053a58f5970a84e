import type { Finding, Occurrence } from '../../../src/model/finding.ts';
import { familyOf, fingerprintOf } from '../../../src/model/fingerprint.ts';
import type { BareRule, PrefixRule, Rule } from '../../../src/model/rule.ts';
import { Secret } from '../../../src/model/secret.ts';

const RULE = {
  title: 'Key',
  provider: 'example',
  severity: 'high',
  risk: 'Whoever holds it can use it.',
  fix: { steps: ['Rotate it.'] },
  examples: { matches: [], ignores: [] },
} as const;

export function bareRule(id: string): BareRule {
  return { ...RULE, kind: 'bare', id, shape: 'hex32', names: [] };
}

export function prefixRule(id: string): PrefixRule {
  return { ...RULE, kind: 'prefix', id, prefixes: ['abc_'], pattern: '\\w{16}', entropy: 3, reach: 20 };
}

/** An occurrence at `path:line`. */
export function at(path: string, line = 1, more: Partial<Occurrence> = {}): Occurrence {
  return { kind: 'file', path, line, column: 1, endLine: line, endColumn: 33, ...more };
}

export function finding(
  value: string,
  occurrences: readonly Occurrence[],
  rule: Rule = bareRule('captchaai-api-key'),
): Finding {
  return {
    rule,
    secret: new Secret(value),
    fingerprint: fingerprintOf(familyOf(rule), value),
    confidence: 'high',
    score: 0.95,
    reasons: [],
    occurrences,
  };
}
