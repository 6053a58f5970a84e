import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { Secret } from '../../src/model/secret.ts';
import { sarif } from '../../src/report/sarif.ts';
import { alnumKey } from '../helpers/keys.ts';
import { captchaRule, fileFinding, finding, id, occurrence, report, whole } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';

/** Of GitHub's pages on SARIF: what it refuses beyond the schema. */
const LONGEST_TEXT = 1024;

// The schema is of draft 4, which differs for what it uses in one word only.
const {
  $schema,
  id: $id,
  ...schema
} = JSON.parse(readFileSync(new URL('fixtures/sarif-schema-2.1.0.json', import.meta.url), 'utf8'));
const ajv = new Ajv({ allErrors: true, strictTypes: false, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile({ $id, ...schema });

function runOf(from: Report) {
  const log = JSON.parse(whole(sarif(from, { showSecrets: true, color: true })));
  isSarif(log);
  expect(isSarif.errors ?? []).toEqual([]);
  return log.runs[0];
}

test('the schema is that of draft 4', () => {
  expect($schema).toBe('http://json-schema.org/draft-04/schema#');
  expect(isSarif({ version: '2.1.0', runs: [{}] })).toBe(false);
});

for (const [name, from] of Object.entries(SCENARIOS)) {
  test(`${name}: valid, and nothing that code scanning refuses`, () => {
    const run = runOf(from);
    const ids = run.tool.driver.rules.map((rule: { id: string }) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of run.tool.driver.rules) {
      for (const text of [rule.shortDescription.text, rule.fullDescription.text]) {
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
      }
      expect(rule.help.text).not.toBe('');
      expect(rule.help.markdown).not.toBe('');
      expect(rule.properties.tags).toContain('security');
    }
    for (const result of run.results) {
      expect(ids[result.ruleIndex]).toBe(result.ruleId);
      expect(result.message.text).not.toBe('');
      expect(result.locations).toHaveLength(1);
    }
    const hashes = run.results.map(
      (result: { partialFingerprints: { primaryLocationLineHash: string } }) =>
        result.partialFingerprints.primaryLocationLineHash,
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    const uris = JSON.stringify(run).match(/"uri":"[^"]*"/g) ?? [];
    for (const uri of uris)
      expect(uri).toMatch(/^"uri":"(?:[\w.~!*'()-]|%[\dA-F]{2})+(?:\/(?:[\w.~!*'()-]|%[\dA-F]{2})+)*"$/);
  });
}

test('an alert stays the same when its line, file and commit change', () => {
  const secret = new Secret(alnumKey('moved'));
  const before = runOf(report({ findings: [finding({ secret })] })).results[0];
  const after = runOf(
    report({
      findings: [finding({ secret, occurrences: [occurrence({ path: 'b', line: 9, endLine: 9, commit: id(3) })] })],
    }),
  );
  expect(after.results[0].partialFingerprints).toEqual(before.partialFingerprints);
  expect(before.partialFingerprints).toEqual({ primaryLocationLineHash: `${id(1, 32)}:1`, 'hexhound/v1': id(1, 32) });
});

test('two findings of one fingerprint are two alerts', () => {
  const { results } = runOf(
    report({ findings: [finding(), finding({ rule: { ...captchaRule, id: 'generic-key' } })] }),
  );
  expect(results.map((result: { partialFingerprints: object }) => result.partialFingerprints)).toEqual([
    { primaryLocationLineHash: `${id(1, 32)}:1`, 'hexhound/v1': id(1, 32) },
    { primaryLocationLineHash: `${id(1, 32)}:2`, 'hexhound/v1': id(1, 32) },
  ]);
});

test('of two findings under one rule with two severities, each has its level', () => {
  const low = fileFinding();
  const high = fileFinding({ rule: { ...low.rule, severity: 'high' }, fingerprint: id(2, 32) });
  const run = runOf(report({ findings: [high, low] }));
  expect(run.tool.driver.rules).toHaveLength(1);
  expect(run.results.map(({ level }: { level: string }) => level)).toEqual(['error', 'note']);
});

test('an empty risk or title, no steps, an address that is none: no empty text, no markup', () => {
  const rule = {
    ...captchaRule,
    title: '',
    risk: '',
    provider: '',
    fix: { rotate: 'javascript:a(1)', steps: ['<b>*x*</b>'] },
  };
  const [described] = runOf(report({ findings: [finding({ rule })] })).tool.driver.rules;
  expect(described).toEqual({
    id: 'captchaai-api-key',
    shortDescription: { text: 'captchaai-api-key' },
    fullDescription: { text: 'captchaai-api-key' },
    help: {
      text: 'captchaai-api-key\nRotate it: javascript:a(1)\n1. <b>*x*</b>',
      markdown: '**captchaai-api-key**\n\nRotate it: javascript:a(1)\n\n1. \\<b\\>\\*x\\*\\</b\\>',
    },
    defaultConfiguration: { level: 'error' },
    properties: {
      tags: ['security', 'secret', 'external/cwe/cwe-798'],
      precision: 'medium',
      'security-severity': '8.0',
    },
  });
});

test('history: what has it now, and how much that is where it is a lot', () => {
  const heldBy = ['HEAD', ...Array.from({ length: 200 }, (_, at) => `refs/tags/v${at}`)];
  const first = { id: id(1), author: 'Ada <ada@example.org>', date: '2025-11-02T09:14:00+01:00' };
  const findings = [
    finding({ history: { first, last: first, heldBy, reachedBy: 'refs' } }),
    finding({ history: { heldBy: [], reachedBy: 'nothing' } }),
  ];
  const { results } = runOf(report({ findings }));
  expect(results.map((result: { properties: { history: object } }) => result.properties.history)).toEqual([
    { first, last: first, heldBy: heldBy.slice(0, 100), refsHolding: 201, reachedBy: 'refs' },
    { heldBy: [], reachedBy: 'nothing' },
  ]);
});

test('a scan that was stopped did not succeed', () => {
  const run = runOf(report({ interrupted: { done: 1, unit: 'objects' } }));
  expect(run.invocations).toEqual([{ executionSuccessful: false, toolExecutionNotifications: [] }]);
});

test('more results than code scanning takes: the first of them, and a warning', () => {
  const findings = Array.from({ length: 25_001 }, (_, at) =>
    fileFinding({ fingerprint: String(at).padStart(32, '0') }),
  );
  const log = JSON.parse(whole(sarif(report({ findings }), { showSecrets: false, color: false })));
  expect(log.runs[0].results).toHaveLength(25_000);
  expect(log.runs[0].invocations).toEqual([
    {
      executionSuccessful: true,
      toolExecutionNotifications: [
        { level: 'warning', message: { text: '1 more finding left out: code scanning takes 25000' } },
      ],
    },
  ]);
});
