import { expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Override } from '../../src/scan/config/config.ts';
import { applyOverrides } from '../../src/scan/overrides.ts';
import { hexKey } from '../helpers/keys.ts';
import { at, finding } from './suppress/findings.ts';

const KEY: Finding = { ...finding(hexKey('a'), [at('web/a.py'), at('pay/a.py')]), confidence: 'medium' };
const ID = KEY.rule.id;

const apply = (overrides: readonly Override[], findings: readonly Finding[] = [KEY]) =>
  applyOverrides(findings, overrides, 'medium', (path) => path);
const pathsOf = (findings: readonly Finding[]) =>
  findings.map(({ occurrences }) => occurrences.map(({ path }) => path));

test('the least confidence of a path: the last that says one', () => {
  const strict = { paths: ['web/'], minConfidence: 'high' } as const;
  expect(pathsOf(apply([strict]))).toEqual([['pay/a.py']]);
  expect(apply([strict, { paths: ['pay/'], minConfidence: 'high' }])).toEqual([]);
  expect(apply([strict, { paths: ['*.py'], minConfidence: 'low' }])).toEqual([KEY]);
  expect(pathsOf(apply([strict, { paths: ['web/a.py'], severity: {} }]))).toEqual([['pay/a.py']]);
  const low: Finding = { ...KEY, confidence: 'low' };
  expect(apply([], [low])).toEqual([]);
  expect(pathsOf(apply([{ paths: ['pay/'], minConfidence: 'low' }], [low]))).toEqual([['pay/a.py']]);
});

test('the severity of a path; of several places the worst', () => {
  const severityOf = (overrides: readonly Override[], one = KEY) => apply(overrides, [one])[0]?.rule.severity;
  const inWeb = { ...KEY, occurrences: [at('web/a.py')] };
  const low: Override = { paths: ['web/'], severity: { [ID]: 'low' } };
  expect(severityOf([low], inWeb)).toBe('low');
  expect(severityOf([low])).toBe('high');
  expect(severityOf([low, { paths: ['web/a.py'], severity: { [ID]: 'critical' } }])).toBe('critical');
  expect(severityOf([{ paths: ['web/'], severity: { 'npm-token': 'low' } }], inWeb)).toBe('high');
});

test('what has no path is as without overrides', () => {
  const { path: _, ...pathless } = at('x');
  const message = { ...KEY, occurrences: [{ ...pathless, kind: 'commit-message' as const }] };
  const override: Override = { paths: ['**'], minConfidence: 'high', severity: { [ID]: 'low' } };
  expect(apply([override], [message])).toEqual([message]);
});
