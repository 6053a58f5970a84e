import { expect, test } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import { fingerprintOf } from '../../../src/model/fingerprint.ts';
import type { Place } from '../../../src/model/place.ts';
import { inspectDotenv } from '../../../src/scan/file-rules/dotenv.ts';
import { type DotenvRules, dotenvFindings } from '../../../src/scan/file-rules/dotenv-findings.ts';
import { fileRule } from '../../audit/checks/rules.ts';
import { hexKey } from '../../helpers/keys.ts';

const committed = fileRule('dotenv-committed');
const exampleSecret = fileRule('dotenv-example-secret');
const RULES = { committed, exampleSecret };
const key = hexKey('inspected');

function versionsOf(path: string, texts: readonly string[]) {
  return texts.flatMap((text, version) => {
    const inspection = inspectDotenv(path, Buffer.from(text));
    const place: Place = { kind: 'file', path, blob: `blob${version}` };
    return inspection === undefined ? [] : [{ inspection, place }];
  });
}

function findingsFor(path: string, ...texts: string[]): Finding[] {
  return dotenvFindings(RULES, versionsOf(path, texts), () => false);
}

test('reports a committed .env by what it holds', () => {
  expect(findingsFor('app/.env', `A=1\nAPI_KEY=${key}\n`)).toEqual([
    {
      rule: committed,
      fingerprint: fingerprintOf('dotenv-committed', 'app/.env'),
      confidence: 'high',
      score: 0.95,
      reasons: [],
      note: 'holds API_KEY',
      occurrences: [{ kind: 'file', path: 'app/.env', blob: 'blob0', line: 2, column: 1, endLine: 2, endColumn: 8 }],
    },
  ]);
  expect(findingsFor('.env', 'DB_PASSWORD=walrus-in-june\n')[0]).toMatchObject({
    rule: { severity: 'high' },
    confidence: 'medium',
    note: 'holds DB_PASSWORD',
  });
  expect(findingsFor('.env', 'NODE_ENV=development\nPORT=3000\n')[0]).toMatchObject({
    rule: { id: 'dotenv-committed', severity: 'low' },
    confidence: 'low',
    note: 'no variable in it looks like a secret',
    occurrences: [{ line: 1, column: 1, endLine: 1, endColumn: 1 }],
  });
});

test('makes one finding of all versions of a file, and names only some of many variables', () => {
  const many = [1, 2, 3, 4, 5].map((n) => `KEY_${n}_SECRET=${hexKey(`many${n}`)}`).join('\n');
  const findings = findingsFor('.env', 'PORT=1\n', many);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    confidence: 'high',
    note: 'holds KEY_1_SECRET, KEY_2_SECRET, KEY_3_SECRET, KEY_4_SECRET and 1 more',
    occurrences: [
      { blob: 'blob0', line: 1 },
      { blob: 'blob1', line: 1 },
    ],
  });
});

test('reports an example only for values that look real', () => {
  const text = `API_KEY=your-api-key\nDB_PASSWORD=walrus-in-june\nREAL_TOKEN=${key}\nOTHER_SECRET=${hexKey('other')}\n`;
  expect(findingsFor('.env.example', text)).toEqual([
    {
      rule: exampleSecret,
      fingerprint: fingerprintOf('dotenv-example-secret', '.env.example'),
      confidence: 'medium',
      score: 0.7,
      reasons: [],
      note: 'REAL_TOKEN, OTHER_SECRET hold what looks like a real value',
      occurrences: [
        { kind: 'file', path: '.env.example', blob: 'blob0', line: 3, column: 1, endLine: 3, endColumn: 11 },
        { kind: 'file', path: '.env.example', blob: 'blob0', line: 4, column: 1, endLine: 4, endColumn: 13 },
      ],
    },
  ]);
  expect(findingsFor('.env.example', 'API_KEY=your-api-key\nDB_PASSWORD=walrus-in-june\n')).toEqual([]);
});

test('reports a shared file only for secrets', () => {
  expect(findingsFor('.envrc', 'use flake\nexport NODE_ENV=development\nexport TOKEN=$(pass show token)\n')).toEqual(
    [],
  );
  expect(findingsFor('.envrc', `export API_TOKEN=${key}\n`)[0]).toMatchObject({
    rule: { id: 'dotenv-committed' },
    confidence: 'high',
    note: 'holds API_TOKEN',
  });
});

test('what a rule about secrets has found in an example file is not reported once more', () => {
  const versions = versionsOf('.env.example', [`A_TOKEN=${key}\nB_TOKEN=${hexKey('b')}\n`, `A_TOKEN=${key}\n`]);
  const isReported = ({ blob }: Place, line: number) => blob === 'blob1' || line === 1;
  expect(dotenvFindings(RULES, versions, isReported)).toMatchObject([
    { note: 'B_TOKEN holds what looks like a real value', occurrences: [{ blob: 'blob0', line: 2 }] },
  ]);
  expect(dotenvFindings(RULES, versions, () => true)).toEqual([]);
});

test('a rule that is switched off leaves the other one on', () => {
  const versions = [...versionsOf('.env', [`A_TOKEN=${key}\n`]), ...versionsOf('.env.example', [`A_TOKEN=${key}\n`])];
  const ids = (rules: DotenvRules) => dotenvFindings(rules, versions, () => false).map(({ rule }) => rule.id);
  expect(ids(RULES)).toEqual(['dotenv-committed', 'dotenv-example-secret']);
  expect(ids({ ...RULES, committed: undefined })).toEqual(['dotenv-example-secret']);
  expect(ids({ ...RULES, exampleSecret: undefined })).toEqual(['dotenv-committed']);
});
