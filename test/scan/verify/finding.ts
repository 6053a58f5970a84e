import type { Finding } from '../../../src/model/finding.ts';
import { Secret } from '../../../src/model/secret.ts';

/** A finding of a bare key, as far as verification looks at it. */
export function findingOf(
  key: string,
  verify: string | undefined,
  score = 0.9,
  parts: Readonly<Record<string, string>> = {},
): Finding {
  return {
    rule: {
      kind: 'bare',
      id: 'some-api-key',
      title: 'Some API key',
      provider: 'some',
      severity: 'high',
      risk: 'None.',
      fix: { steps: [] },
      ...(verify === undefined ? {} : { verify }),
      shape: 'alnum32',
      names: [],
    },
    secret: new Secret(key),
    fingerprint: '',
    confidence: 'high',
    score,
    parts: Object.entries(parts).map(([name, value]) => ({ name, secret: new Secret(value), isShown: true })),
    reasons: [],
    occurrences: [{ kind: 'file', path: 'a', line: 1, column: 1, endLine: 1, endColumn: 33 }],
  };
}
