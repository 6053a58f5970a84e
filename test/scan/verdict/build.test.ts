import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HexhoundError } from '../../../src/model/errors.ts';
import { FEATURES } from '../../../src/model/generated.ts';
import { buildVerdict } from '../../../src/scan/verdict/build.ts';
import { VERDICT } from '../../../src/scan/verdict/generated.ts';

test('the modules that are in use are those that the table makes', () => {
  const { meanings, weights } = buildVerdict('rules');
  expect(meanings).toContain(JSON.stringify(FEATURES));
  expect(weights).toContain(JSON.stringify(VERDICT));
  expect(Object.keys(VERDICT.features)).toEqual(Object.keys(FEATURES));
});

test('no key-shaped text is in them', () => {
  expect(Object.values(buildVerdict('rules')).join('\n')).not.toMatch(/(?<![0-9a-z])[0-9a-z]{32}(?![0-9a-z])/i);
});

test('the confidences are in order', () => {
  const { high, medium, low } = VERDICT.confidence;
  expect([high, medium, low].toSorted((a, b) => b - a)).toEqual([high, medium, low]);
});

test.each([
  ['bias: 1', /confidence/],
  ['bias: x\nconfidence: {high: 1, medium: 1, low: 1}\nfeatures: {}\nknown: {digests: [], sha256: []}', /bias/],
  ['bias: [', /./],
])('%j is refused, naming what is wrong', (text, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'verdict-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'verdict.yaml'), text);
  expect(() => buildVerdict(folder)).toThrowError(HexhoundError);
  expect(() => buildVerdict(folder)).toThrowError(message);
});

test('a missing table is an error of the rules', () => {
  expect(() => buildVerdict('no/such/folder')).toThrowError(expect.objectContaining({ code: 'E_RULE' }));
});
