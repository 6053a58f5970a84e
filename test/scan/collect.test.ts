import { expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import type { JudgedMatch, ReportableVerdict } from '../../src/model/verdict.ts';
import { collectFindings } from '../../src/scan/collect.ts';
import { hexKey } from '../helpers/keys.ts';
import { bare, GENERIC, rule, SERVICE } from './judged.ts';

test('one finding per secret, with every place once, sorted by path and line', () => {
  const found = [bare('b', 2), bare('a', 9), bare('b', 1), bare('b', 2)];
  const [finding, ...others] = collectFindings(found).secrets;
  expect(others).toEqual([]);
  expect(finding?.occurrences.map(({ path, line }) => `${path}:${line}`)).toEqual(['a:9', 'b:1', 'b:2']);
});

test('in history the oldest place comes first, whatever offsets the dates have', () => {
  const found = [
    bare('late', 1, { blob: '1', commit: 'c', date: '2024-01-02T00:30:00+02:00' }),
    bare('early', 1, { blob: '2', commit: 'b', date: '2024-01-01T20:00:00-02:00' }),
    bare('unknown', 1, { blob: '3', commit: 'a', date: 'nonsense' }),
  ];
  const [finding] = collectFindings(found).secrets;
  expect(finding?.occurrences.map(({ path }) => path)).toEqual(['unknown', 'early', 'late']);
});

test('the place that says most decides, and one that names the service before one that does not', () => {
  const verdicts: Record<string, Partial<ReportableVerdict>> = {
    low: { confidence: 'low', score: 0.2, rule: SERVICE },
    named: { confidence: 'high', score: 0.91, rule: SERVICE },
    sure: { confidence: 'high', score: 0.99 },
  };
  const ruleOf = (...paths: string[]) =>
    collectFindings(paths.map((path) => bare(path, 1, {}, verdicts[path]))).secrets[0]?.rule.id;
  expect([ruleOf('low', 'sure'), ruleOf('sure', 'named'), ruleOf('named', 'sure')]).toEqual([
    GENERIC.id,
    SERVICE.id,
    SERVICE.id,
  ]);
});

test('the fingerprint does not depend on which rule for bare keys it is', () => {
  const found = [bare('named', 1, {}, { rule: SERVICE }), bare('other')];
  const fingerprints = found.map((match) => collectFindings([match]).secrets[0]?.fingerprint);
  expect(fingerprints[0]).toBe(fingerprints[1]);
});

test('what an inline comment leaves out is counted, each secret once', () => {
  const { match, ...rest } = bare('x');
  const ignored = { ...rest, match: { ...match, ignoredBy: 'gitleaks:allow' } };
  expect(collectFindings([ignored, ignored])).toEqual({ secrets: [], ignored: [ignored.match.secret] });
  expect(collectFindings([ignored, bare('y')])).toMatchObject({
    secrets: [{ rule: GENERIC }],
    ignored: [ignored.match.secret],
  });
});

test('a PEM block is the same key however its line breaks are written', () => {
  const pem = rule('private-key', 'keyword', 'private-key');
  const block = ['-----BEGIN PRIVATE KEY-----', hexKey('pem', 64), hexKey('pem2', 64), '-----END PRIVATE KEY-----'];
  const found = ['\n', '\r\n', '\\n', '\n    '].map((separator, index): JudgedMatch => {
    const { match, ...rest } = bare(`f${index}`);
    const { secret: _secret, kind: _kind, ...common } = match;
    const keyword = {
      ...common,
      kind: 'rule',
      rule: pem,
      proof: 'none' as const,
      secret: new Secret(block.join(separator)),
    };
    return { ...rest, match: keyword as JudgedMatch['match'] };
  });
  expect(collectFindings(found).secrets).toHaveLength(1);
});
