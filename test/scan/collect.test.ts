import { expect, test } from 'vitest';
import type { Verdict } from '../../src/model/evidence.ts';
import type { Found, Place } from '../../src/model/place.ts';
import type { Rule } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';
import { collectFindings, type Knowledge } from '../../src/scan/collect.ts';
import { hexKey } from '../helpers/keys.ts';

const KEY = hexKey('collect');

function rule(id: string, kind: Rule['kind'], provider: string): Rule {
  return { id, kind, provider, title: id, severity: 'high', risk: '', fix: { steps: [] } } as unknown as Rule;
}

const GENERIC = rule('bare-key-hex32', 'bare', 'generic');
const SERVICE = rule('captchaai-api-key', 'bare', 'captchaai');

/** Judges by the path: what a test says about it. */
function knowing(verdicts: Record<string, Partial<Verdict>>): Knowledge {
  return {
    rules: new Map([GENERIC, SERVICE].map((known) => [known.id, known])),
    judge: (_, path = '') => ({ score: 0.9, confidence: 'high', ruleId: GENERIC.id, reasons: [], ...verdicts[path] }),
  };
}

function bare(path: string, line = 1, more: Partial<Place> = {}): Found {
  const span = { line, column: 1, endLine: line, endColumn: 33 };
  const evidence = { shape: 'hex32', features: [], reach: 0 } as const;
  const match = { kind: 'bare', secret: new Secret(KEY), span, contextLine: line, excerpt: '', evidence } as const;
  return { match, place: { kind: 'file', path, ...more } };
}

test('one finding per secret, with every place once, sorted by path and line', () => {
  const found = [bare('b', 2), bare('a', 9), bare('b', 1), bare('b', 2)];
  const [finding, ...others] = collectFindings(found, knowing({}));
  expect(others).toEqual([]);
  expect(finding?.occurrences.map(({ path, line }) => `${path}:${line}`)).toEqual(['a:9', 'b:1', 'b:2']);
});

test('in history the oldest place comes first, whatever offsets the dates have', () => {
  const found = [
    bare('late', 1, { blob: '1', commit: 'c', date: '2024-01-02T00:30:00+02:00' }),
    bare('early', 1, { blob: '2', commit: 'b', date: '2024-01-01T20:00:00-02:00' }),
    bare('unknown', 1, { blob: '3', commit: 'a', date: 'nonsense' }),
  ];
  const [finding] = collectFindings(found, knowing({}));
  expect(finding?.occurrences.map(({ path }) => path)).toEqual(['unknown', 'early', 'late']);
});

test('the place that says most decides, and one that names the service before one that does not', () => {
  const knowledge = knowing({
    low: { confidence: 'low', score: 0.2, ruleId: SERVICE.id },
    named: { confidence: 'high', score: 0.91, ruleId: SERVICE.id },
    sure: { confidence: 'high', score: 0.99 },
  });
  const ruleOf = (...paths: string[]) =>
    collectFindings(
      paths.map((path) => bare(path)),
      knowledge,
    )[0]?.rule.id;
  expect([ruleOf('low', 'sure'), ruleOf('sure', 'named'), ruleOf('named', 'sure')]).toEqual([
    GENERIC.id,
    SERVICE.id,
    SERVICE.id,
  ]);
});

test('the fingerprint does not depend on which rule for bare keys it is', () => {
  const knowledge = knowing({ named: { ruleId: SERVICE.id } });
  const fingerprints = ['named', 'other'].map((path) => collectFindings([bare(path)], knowledge)[0]?.fingerprint);
  expect(fingerprints[0]).toBe(fingerprints[1]);
});

test('what no rule reports is no finding', () => {
  expect(collectFindings([bare('x')], knowing({ x: { ruleId: undefined } }))).toEqual([]);
});

test('a PEM block is the same key however its line breaks are written', () => {
  const pem = rule('private-key', 'keyword', 'private-key');
  const block = ['-----BEGIN PRIVATE KEY-----', hexKey('pem', 64), hexKey('pem2', 64), '-----END PRIVATE KEY-----'];
  const found = ['\n', '\r\n', '\\n', '\n    '].map((separator, index): Found => {
    const { match, place } = bare(`f${index}`);
    const { secret: _secret, kind: _kind, ...common } = match;
    const keyword = { ...common, kind: 'rule', rule: pem, checked: false, secret: new Secret(block.join(separator)) };
    return { match: keyword as Found['match'], place };
  });
  expect(collectFindings(found, knowing({}))).toHaveLength(1);
});
