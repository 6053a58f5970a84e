import { expect, test } from 'vitest';
import type { Evidence } from '../../src/audit/audit.ts';
import { type ChecklistInput, checklist, type LineId } from '../../src/audit/checklist.ts';
import type { Problem } from '../../src/audit/checks/problem.ts';
import type { Finding } from '../../src/model/finding.ts';
import { fileFinding } from '../../src/scan/file-rules/file-finding.ts';
import { fileRule } from './checks/rules.ts';

const EMPTY: ChecklistInput = {
  target: '.',
  inspected: [],
  fileFindings: [],
  unread: [],
  evidence: new Map(),
  irrelevant: new Map(),
  errors: [],
  notices: [],
};

const support: Evidence = { weight: 'support', note: 'it is there' };
const doubt: Evidence = { weight: 'doubt', note: 'who knows' };

function line(id: LineId, input: Partial<ChecklistInput>) {
  const found = checklist({ ...EMPTY, ...input }).lines.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
}

function finding(rule: string, details: Partial<Pick<Finding, 'confidence'>> & { severity?: 'low' } = {}): Finding {
  const { confidence = 'high', severity } = details;
  const occurrences = [{ kind: 'file', path: 'a', line: 2, column: 1, endLine: 2, endColumn: 1 }] as const;
  return fileFinding(fileRule(rule), {
    identity: 'a',
    note: 'a note',
    confidence,
    occurrences,
    ...(severity === undefined ? {} : { severity }),
  });
}

function inspected(weight: Problem['weight']) {
  const problem = { rule: 'log-statement-key', path: 'a', line: 2, note: 'prints a key', weight };
  return { problem, finding: finding('log-statement-key') };
}

test('one failure fails a line in spite of support, and the line has a remedy', () => {
  const evidence = new Map<LineId, Evidence[]>([['logs', [support]]]);
  const failed = line('logs', { inspected: [inspected('failure')], evidence });
  expect(failed.status).toBe('failed');
  expect(failed.evidence.map(({ weight }) => weight)).toEqual(['failure', 'support']);
  expect(failed.remedy).toEqual(fileRule('log-statement-key').fix.steps);
  expect(line('client', { inspected: [inspected('failure')] }).status).toBe('passed');
});

test('advice changes no status; a doubt makes a line undecided; support passes it', () => {
  const withEvidence = (...all: Evidence[]) => ({ evidence: new Map<LineId, Evidence[]>([['logs', all]]) });
  expect(line('logs', { inspected: [inspected('advice')], ...withEvidence(support) }).status).toBe('passed');
  expect(line('logs', withEvidence(support, doubt)).status).toBe('undecided');
  expect(line('logs', withEvidence(support))).toMatchObject({ status: 'passed', remedy: [] });
});

test('a line without evidence gives the reason why it is undecided', () => {
  expect(line('logs', {})).toMatchObject({ status: 'undecided', evidence: [] });
  expect(line('logs', {}).reason).toContain('no statement prints a key');
  expect(line('deployment', {}).status).toBe('passed');
  // Nothing that keeps .env out is no evidence that something does.
  expect(line('gitignore', {}).status).toBe('undecided');
  const irrelevant = new Map<LineId, string>([['gitignore', 'outside of git']]);
  expect(line('gitignore', { irrelevant })).toMatchObject({ status: 'undecided', reason: 'outside of git' });
  expect(line('gitignore', { irrelevant, fileFindings: [finding('dotenv-committed')] }).status).toBe('failed');
});

test('findings of low confidence are doubts, those of low severity advice', () => {
  const weight = (...args: Parameters<typeof finding>) =>
    line('gitignore', { fileFindings: [finding(...args)] }).evidence[0]?.weight;
  expect(weight('gitignore-missing-entry')).toBe('failure');
  expect(weight('gitignore-missing-entry', { severity: 'low' })).toBe('advice');
  expect(weight('gitignore-missing-entry', { severity: 'low', confidence: 'medium' })).toBe('doubt');
  expect(weight('dotenv-committed', { severity: 'low', confidence: 'low' })).toBe('doubt');
});

test('a file that could not be read leaves its lines undecided, and is named once', () => {
  const unread = { path: 'ci.yml', why: 'is not valid YAML', rules: ['ci-literal-key'] };
  const evidence = new Map<LineId, Evidence[]>([['ci', [support]]]);
  const open = line('ci', { unread: [unread, unread], evidence });
  expect(open.status).toBe('undecided');
  expect(open.evidence).toEqual([
    { weight: 'doubt', note: 'not looked at: it is not valid YAML', path: 'ci.yml' },
    support,
  ]);
});
