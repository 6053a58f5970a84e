import type { Place } from '../../src/model/place.ts';
import type { Rule, Severity } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';
import type { JudgedMatch, ReportableVerdict } from '../../src/model/verdict.ts';
import { hexKey } from '../helpers/keys.ts';

const KEY = hexKey('judged');

export function rule(id: string, kind: Rule['kind'], provider: string, severity: Severity = 'high'): Rule {
  return { id, kind, provider, title: id, severity, risk: '', fix: { steps: [] } } as unknown as Rule;
}

export const GENERIC = rule('bare-key-hex32', 'bare', 'generic');
export const SERVICE = rule('captchaai-api-key', 'bare', 'captchaai');

const VERDICT: ReportableVerdict = { score: 0.9, confidence: 'high', rule: GENERIC, reasons: [] };

/** A bare key at one place, judged as the verdict says. */
export function bare(
  path: string,
  line = 1,
  more: Partial<Place> = {},
  verdict: Partial<ReportableVerdict> = {},
  key = KEY,
): JudgedMatch {
  const span = { line, column: 1, endLine: line, endColumn: 33 };
  const evidence = { shape: 'hex32', features: [], reach: 0 } as const;
  const match = { kind: 'bare', secret: new Secret(key), span, contextLine: line, excerpt: '', evidence } as const;
  return { match, place: { kind: 'file', path, ...more }, verdict: { ...VERDICT, ...verdict } };
}
