import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { gitlab } from '../../src/report/gitlab.ts';
import { gitlabCodeQuality } from '../../src/report/gitlab-codequality.ts';
import { captchaRule, fileFinding, finding, id, occurrence, report, tokenRule, whole } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';

const OPTIONS = { showSecrets: true, color: true };
const ajv = new Ajv({ allErrors: true });
const isReport = ajv.compile(
  JSON.parse(readFileSync(new URL('fixtures/gitlab-secret-detection-15.2.1.json', import.meta.url), 'utf8')),
);

/** The fields of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, all required. */
const text = { type: 'string', minLength: 1 };
const isCodeQuality = ajv.compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    additionalProperties: false,
    properties: {
      description: text,
      check_name: text,
      fingerprint: text,
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        additionalProperties: false,
        properties: {
          path: { type: 'string', pattern: '^(?!\\./)' },
          lines: {
            type: 'object',
            required: ['begin'],
            additionalProperties: false,
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

function detected(from: Report) {
  const document = JSON.parse(whole(gitlab(from, OPTIONS)));
  isReport(document);
  expect(isReport.errors ?? []).toEqual([]);
  return document;
}

function quality(from: Report) {
  const issues = JSON.parse(whole(gitlabCodeQuality(from, OPTIONS)));
  isCodeQuality(issues);
  expect(isCodeQuality.errors ?? []).toEqual([]);
  return issues;
}

test('the schema refuses what GitLab would', () => {
  const document = detected(report({ findings: [finding()] }));
  const { location, ...vulnerability } = document.vulnerabilities[0];
  for (const wrong of [
    { ...document, vulnerabilities: [vulnerability] },
    { ...document, vulnerabilities: [{ ...vulnerability, location: { ...location, commit: {} } }] },
    { ...document, vulnerabilities: [{ ...vulnerability, location, identifiers: [] }] },
    { ...document, scan: { ...document.scan, end_time: '2026-01-31T03:01:45Z' } },
    { ...document, scan: { ...document.scan, status: 'unknown' } },
  ]) {
    expect(isReport(wrong)).toBe(false);
  }
});

for (const [name, from] of Object.entries(SCENARIOS)) {
  test(`${name}: both are valid, and each finding has an identity of its own`, () => {
    const { vulnerabilities, scan } = detected(from);
    const issues = quality(from);
    expect(vulnerabilities).toHaveLength(from.findings.length);
    expect(issues).toHaveLength(from.findings.length + from.errors.length);
    const ids = vulnerabilities.map(({ id }: { id: string }) => id);
    expect(ids.filter((each: string) => !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(each))).toEqual([]);
    const prints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    // The samples use one fingerprint for several secrets.
    expect([new Set(ids).size, new Set(prints).size]).toEqual([ids.length, prints.length]);
    expect(scan.status).toBe(from.errors.length > 0 ? 'failure' : 'success');
  });
}

test('what could not be looked at: a failed scan with messages; an issue for each where there is no place for messages', () => {
  const errors = [
    { code: 'E_TIMEOUT' as const, subject: 'repo', message: 'stopped by --timeout' },
    { code: 'E_SOURCE' as const, subject: 'data/big.bin', message: 'permission denied' },
  ];
  const from = report({
    errors,
    notOpened: [{ kind: 'archive', path: 'a.rar', reason: 'encrypted' }],
    notices: ['shallow'],
  });
  const { scan } = detected(from);
  expect([scan.status, scan.messages]).toEqual([
    'failure',
    [
      { level: 'fatal', value: 'repo: stopped by --timeout' },
      { level: 'warn', value: 'data/big.bin: permission denied' },
      { level: 'info', value: 'a.rar was not looked into: encrypted' },
      { level: 'info', value: 'shallow' },
    ],
  ]);
  expect([scan.start_time, scan.end_time]).toEqual(['2026-01-31T03:01:45', '2026-01-31T03:01:45']);
  expect(quality(from)).toMatchObject([
    { check_name: 'E_TIMEOUT', severity: 'critical', location: { path: 'repo' } },
    { check_name: 'E_SOURCE', severity: 'critical', location: { path: 'data/big.bin' } },
  ]);
});

test('severities: what is dead, public or of low confidence is for information', () => {
  const rules = (['critical', 'high', 'medium', 'low'] as const).map((severity) => ({ ...tokenRule, severity }));
  const from = report({
    findings: [
      ...rules.map((rule) => finding({ rule })),
      finding({ rule: tokenRule, verification: { status: 'inactive', reason: '401' } }),
      finding({ rule: tokenRule, confidence: 'low' }),
    ],
  });
  const of = (items: { severity: string }[]) => items.map(({ severity }) => severity);
  expect(of(detected(from).vulnerabilities)).toEqual(['Critical', 'High', 'Medium', 'Low', 'Info', 'Info']);
  expect(of(quality(from))).toEqual(['blocker', 'critical', 'major', 'minor', 'info', 'info']);
});

test('a key in no commit has the commit that GitLab writes itself; one in no file has a name for its place', () => {
  const places = [
    occurrence(),
    occurrence({ kind: 'commit-message', commit: id(3), line: 4, endLine: 4 }),
    occurrence({ path: 'a.zip', inside: 'b.txt' }),
  ];
  const from = report({
    findings: places.map((place, at) => finding({ fingerprint: id(at, 32), occurrences: [place] })),
  });
  const locations = detected(from).vulnerabilities.map(({ location }: { location: object }) => location);
  expect(locations).toEqual([
    { file: 'bot/solve.py', start_line: 14, end_line: 14, commit: { sha: '0000000' } },
    { file: `commit-message/${id(3)}`, start_line: 4, end_line: 4, commit: { sha: id(3) } },
    { file: 'a.zip', start_line: 1, end_line: 1, commit: { sha: '0000000' } },
  ]);
  expect(quality(from).map(({ location }: { location: { path: string } }) => location.path)).toEqual(
    locations.map(({ file }: { file: string }) => file),
  );
});

test('GitLab knows a secret again by the same values when its file, line and commit are others', () => {
  const identity = (from: Report) => {
    const [{ id, identifiers, tracking }] = detected(from).vulnerabilities;
    return [id, identifiers, tracking.items[0].signatures, quality(from)[0].fingerprint];
  };
  const moved = occurrence({ path: 'b.py', line: 99, endLine: 99, commit: id(7) });
  expect(identity(report({ findings: [finding({ occurrences: [moved] })] }))).toEqual(
    identity(report({ findings: [finding()] })),
  );
});

test("texts of a repository's own rules are neither markup nor too long", () => {
  const rule = {
    ...captchaRule,
    title: 't'.repeat(300),
    risk: '![x](https://evil.example/p.png) @all',
    page: 'none' as const,
    fix: { rotate: 'https://evil.example', steps: ['<b>'.repeat(5000)] },
  };
  const [vulnerability] = detected(report({ findings: [finding({ rule })] })).vulnerabilities;
  expect(vulnerability.name).toHaveLength(255);
  expect(vulnerability.solution).toHaveLength(7000);
  expect(vulnerability.description).not.toMatch(/!\[|<b>|(?<!`)@all|(?<!`)https:/);
  expect(vulnerability).not.toHaveProperty('links');
  const [{ description }] = detected(report({ findings: [fileFinding({ note: '[a](b)' })] })).vulnerabilities;
  expect(description).not.toContain('[a]');
});
