import { expect, test } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import { pageDataOf } from '../../../src/report/html/data.ts';
import { fileFinding, finding, id, occurrence, report, tokenRule } from '../sample.ts';

function pageOf(parts: Partial<Finding>) {
  const [only] = pageDataOf(report({ command: 'history', findings: [finding(parts)] })).findings;
  if (only === undefined) throw new Error('the finding is gone');
  return only;
}

const first = { id: id(1), author: 'Ada <ada@example.org>', date: '2025-11-02T09:14:00+01:00' };
const last = { ...first, id: id(2), date: '2026-01-30T22:01:45-05:00' };

test.each<[string, Partial<Finding>]>([
  ['here', { history: { first, last, heldBy: ['HEAD', 'refs/heads/main'] } }],
  ['here', { history: { heldBy: ['index'] } }],
  ['refs', { history: { first, last, heldBy: ['refs/tags/v1'] } }],
  ['past', { history: { first, last, heldBy: [] } }],
  ['unknown', { history: { first, last } }],
  ['here', { occurrences: [occurrence({ commit: id(1), refs: [] }), occurrence({ path: 'b' })] }],
  ['here', { occurrences: [occurrence({ blob: id(1), refs: ['index'] })] }],
  ['refs', { occurrences: [occurrence({ kind: 'ref', path: 'refs/heads/x', refs: ['refs/heads/x'] })] }],
  ['past', { occurrences: [occurrence({ commit: id(1), refs: [] }), occurrence({ refs: ['unreachable'] })] }],
  ['unknown', { occurrences: [occurrence({ kind: 'stdin' })] }],
])('what has it now is %s: %j', (presence, parts) => {
  expect(pageOf(parts)).toMatchObject({ presence });
});

test('it left when the last commit with it was made, unless HEAD has it or nobody looked', () => {
  const toOf = (heldBy?: string[]) => pageOf({ history: { first, last, ...(heldBy && { heldBy }) } }).to;
  expect(toOf([])).toBe(last.date);
  expect(toOf(['refs/heads/old'])).toBe(last.date);
  expect(toOf(['HEAD'])).toBeUndefined();
  expect(toOf()).toBeUndefined();
  const message = [occurrence({ kind: 'commit-message', commit: id(1) })];
  expect(pageOf({ occurrences: message, history: { first, last, heldBy: [] } }).to).toBeUndefined();
});

test.each<[string, Partial<Finding>, string[]]>([
  [
    'pushed',
    { spread: 'pushed' },
    ['Pushed: rotate first, for whoever has fetched has it. `hexhound purge 11111111` '],
  ],
  ['committed', { spread: 'committed', history: { first } }, ['Committed, not pushed: take it out ']],
  ['uncommitted', { spread: 'uncommitted' }, ['Not committed: take it out']],
  ['unknown', { occurrences: [occurrence({ commit: id(1) })] }, ['Changing a file does not take a key out']],
  ['unknown', {}, []],
  ['dead', { spread: 'pushed', verification: { status: 'inactive', reason: 'no' } }, []],
])('what comes first, %s', (reach, parts, texts) => {
  const found = pageOf(parts);
  expect(found.reach).toBe(reach);
  expect(found.first).toEqual(texts.map((text) => expect.stringContaining(text)));
});

test('what stands in .git is told of, and a finding about a file has nothing to rotate', () => {
  const inGit = pageOf({ occurrences: [occurrence({ kind: 'git-file', path: '.git/config' })] });
  expect(inGit.first.join(' ')).toContain('git remote set-url');
  const [file] = pageDataOf(report({ findings: [fileFinding({ spread: 'pushed' })] })).findings;
  expect(file?.first).toEqual([]);
  expect(file?.secret).toBeUndefined();
});

test('a key in a thousand files and versions is a page with a few of them, and says how many there are', () => {
  const occurrences = Array.from({ length: 1000 }, (_, at) =>
    occurrence({ path: `src/${Math.floor(at / 2)}.ts`, blob: String(at).padStart(40, '0'), commit: id(1), refs: [] }),
  );
  const { places, placeCount } = pageOf({ occurrences });
  expect(placeCount).toBe(500);
  expect(places).toHaveLength(50);
  expect(places[0]?.past).toContain('in 2 versions of this file');
});

test('two findings of one fingerprint have names of their own', () => {
  const { findings, rules } = pageDataOf(report({ findings: [finding(), finding({ rule: tokenRule })] }));
  expect(Array.from(findings, (each) => [each.id, rules[each.rule]?.id])).toEqual([
    [id(1, 32), 'captchaai-api-key'],
    [`${id(1, 32)}-2`, 'github-personal-token'],
  ]);
});

test('in strict scans what was not opened is told once', () => {
  const notOpened = [{ kind: 'archive', path: 'a.rar', reason: 'encrypted' }] as const;
  const errors = [{ code: 'E_NOT_OPENED', subject: 'a.rar', message: 'encrypted' }] as const;
  expect(pageDataOf(report({ notOpened })).notOpened).toHaveLength(1);
  expect(pageDataOf(report({ notOpened, errors })).notOpened).toHaveLength(0);
});
