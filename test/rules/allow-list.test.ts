import { expect, test } from 'vitest';
import { AllowLists, matchesPath, slowExpressions } from '../../src/rules/allow-list.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';

const [HOSTILE, OTHER] = ['^(?:a|aa)+$', '^(?:b|bb)+$'];

test('an expression that would run for ever is given up, named, and leaves nothing out', () => {
  const allow = [{ patterns: [HOSTILE], words: ['none'], rules: ['acme-key'] }, { paths: [OTHER] }];
  const rule = { ...fileRule, path: OTHER };
  const ruleSet = { ...RULE_SET, rules: [rule], allow };
  expect(slowExpressions(ruleSet)).toEqual([]);
  const secret = `${'a'.repeat(200)}!`;
  expect(AllowLists.of(ruleSet).holding({ secret, match: secret, line: secret })).toEqual([]);
  expect(matchesPath(`${'b'.repeat(200)}!`, OTHER)).toBeUndefined();
  // It is not tried again.
  expect(matchesPath('b', OTHER)).toBeUndefined();
  expect(slowExpressions(ruleSet)).toMatchObject(
    ['acme-files (path)', 'allow of acme-key', 'allow of all rules'].map((subject) => ({ code: 'E_RULE', subject })),
  );
});

const fileRule = {
  id: 'acme-files',
  kind: 'file',
  title: 'x',
  provider: 'acme',
  severity: 'high',
  risk: 'x',
  fix: { steps: [] },
} as const;
