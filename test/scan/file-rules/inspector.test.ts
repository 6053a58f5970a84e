import { expect, test } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import { START } from '../../../src/model/fragment.ts';
import type { RuleSet } from '../../../src/model/rule.ts';
import { FileInspector } from '../../../src/scan/file-rules/inspector.ts';
import { fileRule } from '../../audit/checks/rules.ts';
import { hexKey } from '../../helpers/keys.ts';

const RULE_SET = {
  rules: [fileRule('dotenv-committed'), fileRule('dotenv-example-secret')],
} as unknown as RuleSet;

function inspectorOf(files: Record<string, string>, committed = true): FileInspector {
  const inspector = new FileInspector(RULE_SET);
  for (const [path, text] of Object.entries(files)) {
    inspector.inspect({ place: { kind: 'file', path }, bytes: Buffer.from(text), committed, origin: START });
  }
  return inspector;
}

const FILES = { '.env': `TOKEN=${hexKey('a')}\n`, '.env.example': `\nTOKEN=${hexKey('b')}\n`, 'main.c': '' };
const idsOf = (findings: readonly Finding[]) => findings.map(({ rule }) => rule.id);

test('reports files that git holds, and those only', () => {
  expect(idsOf(inspectorOf(FILES).findings())).toEqual(['dotenv-committed', 'dotenv-example-secret']);
  expect(inspectorOf(FILES, false).findings()).toEqual([]);
});

test('leaves to other findings what they have said already, if they are shown', () => {
  const inspector = inspectorOf(FILES);
  const [committed] = inspector.findings();
  if (committed === undefined) throw new Error('nothing was found');
  const occurrence = { kind: 'file', path: '.env.example', line: 2, column: 7, endLine: 2, endColumn: 39 } as const;
  const secret: Finding = { ...committed, confidence: 'high', occurrences: [occurrence] };
  expect(idsOf(inspector.findings([secret]))).toEqual(['dotenv-committed']);
  for (const other of [
    { ...secret, confidence: 'low' as const },
    { ...secret, occurrences: [{ ...occurrence, line: 1 }] },
    { ...secret, occurrences: [{ ...occurrence, path: 'other' }] },
  ]) {
    expect(idsOf(inspector.findings([other]))).toEqual(['dotenv-committed', 'dotenv-example-secret']);
  }
});
