import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { pageDataOf } from '../../../src/report/html/data.ts';
import {
  type Entry,
  entriesOf,
  type Filter,
  type Grouping,
  groupingsOf,
  matching,
  rowsOf,
} from '../../../src/report/html/filter.ts';
import { alnumKey } from '../../helpers/keys.ts';
import { finding, id, occurrence, pemRule, report, tokenRule } from '../sample.ts';

const data = pageDataOf(
  report({
    findings: [
      finding({
        rule: tokenRule,
        secret: new Secret(`ghp_${alnumKey('filter', 36)}`),
        fingerprint: id(2, 32),
        occurrences: [occurrence({ path: 'src/Client.ts', excerpt: 'const token = "****"' })],
        verification: { status: 'active', reason: 'the service gave the name of an account' },
      }),
      finding({
        fingerprint: id(3, 32),
        occurrences: [
          occurrence({ path: 'bot/solve.py', commit: id(1), author: 'Ada <ada@example.org>', refs: [] }),
          occurrence({ kind: 'commit-message', commit: id(4), refs: [] }),
        ],
        verification: { status: 'inactive', reason: 'ERROR_WRONG_USER_KEY' },
      }),
      finding({
        rule: pemRule,
        fingerprint: id(5, 32),
        occurrences: [occurrence({ path: 'src/Client.ts', line: 90 })],
      }),
    ],
  }),
);
const entries = entriesOf([...data.findings], data.rules, 0);
const none: Filter = { text: '', severities: new Set(), rule: '', kind: '', status: '', presence: '' };
const digits = (some: readonly Entry[]) => some.map(({ fingerprint }) => fingerprint.charAt(0)).join('');

test.each<[string, Partial<Filter>, string]>([
  ['nothing: all, the most urgent first', {}, '253'],
  ['a word of a path, whatever its letters', { text: 'cLIENT' }, '25'],
  ['all words, in whatever order', { text: '  token   client ' }, '2'],
  ['words that no finding has together', { text: 'client ada@example.org' }, ''],
  ['an author', { text: 'ada@example' }, '3'],
  ['a line of code', { text: 'const token' }, '2'],
  ['the answer of a service', { text: 'error_wrong' }, '3'],
  ['a fingerprint', { text: id(5, 32) }, '5'],
  ['severities', { severities: new Set(['critical', 'medium']) }, '25'],
  ['a rule', { rule: 'captchaai-api-key' }, '3'],
  ['a kind of place, be it the second', { kind: 'commit-message' }, '3'],
  ['alive', { status: 'alive' }, '2'],
  ['dead', { status: 'dead' }, '3'],
  ['not verified', { status: 'unverified' }, '5'],
  ['still there', { presence: 'here' }, '25'],
  ['only in history', { presence: 'past' }, '3'],
  ['several at once', { presence: 'here', severities: new Set(['medium']), text: 'src' }, '5'],
])('%s', (_, filter, expected) => {
  expect(digits(matching(entries, { ...none, ...filter }))).toBe(expected);
});

test('groups stand where their first finding would, each with its name and size, in order', () => {
  const rows = rowsOf(entries, 'place');
  expect(digits(rows.map(({ entry }) => entry))).toBe('253');
  expect(rows.map(({ group }) => group)).toEqual([
    { name: 'src/Client.ts', count: 2 },
    undefined,
    { name: 'bot/solve.py', count: 1 },
  ]);
  expect(rowsOf(entries, 'urgency')).toEqual(entries.map((entry) => ({ entry })));
  expect(rowsOf(entries, 'severity').map(({ group }) => group?.name)).toEqual(['critical', 'medium', 'high']);
  expect(rowsOf(entries.toReversed(), 'rule').map(({ group }) => group?.count)).toEqual([1, 1, 1]);
});

test('a fleet has groups of its own, and no report has some that none of its findings are in', () => {
  expect(groupingsOf(entries)).toEqual(['urgency', 'rule', 'place', 'severity', 'service']);
  const started = Date.parse('2026-12-01');
  const fleet = { teams: ['back', 'front'], firstSeen: started - 86_400_000 };
  const in3 = ['a', 'b', 'c'].map((repository) => occurrence({ repository, path: 'x.py' }));
  const old = { first: { id: id(1), date: '2024-01-01T00:00:00Z', author: 'Ada' }, reachedBy: 'refs' } as const;
  const own = pageDataOf({
    ...report({
      findings: [
        finding({ fingerprint: id(2, 32), occurrences: in3, fleet }),
        finding({ fingerprint: id(3, 32), occurrences: in3.slice(0, 1), history: old }),
      ],
    }),
    started,
  });
  const all = entriesOf([...own.findings], own.rules, started);
  expect(groupingsOf(all).slice(5)).toEqual(['age', 'repository', 'team']);
  const names = (grouping: Grouping) => rowsOf(all, grouping).map(({ group }) => group?.name);
  expect(names('age')).toEqual(['up to a week', 'more than a year']);
  expect(names('repository')).toEqual(['a and 2 others', 'a']);
  expect(names('team')).toEqual(['back and front', '']);
});

test('a finding without its rule is no data of ours', () => {
  expect(() => entriesOf([...data.findings], [], 0)).toThrow('there is no rule 0');
});
