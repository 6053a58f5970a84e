import { expect, test } from 'vitest';
import { buildRules } from '../../src/rules/build.ts';
import {
  contentRulesOf,
  fileRulesOf,
  inThread,
  ownRule,
  ownRuleAt,
  RULE_SET,
  toThread,
} from '../../src/rules/rule-set.ts';

test('the built-in rules are those under rules/, and each is one object, however it is asked for', () => {
  const { data } = buildRules('rules');
  const texts = RULE_SET.rules.map((rule) => `${rule.kind} ${rule.id} ${JSON.stringify(rule)}`);
  const [, ...lines] = (data['rules.txt'] ?? '').split('\n');
  expect(texts.map((text) => JSON.parse(text.slice(text.indexOf('{'))) as unknown)).toEqual(
    lines.map((line) => JSON.parse(line.slice(line.indexOf('{'))) as unknown),
  );
  for (const [number, rule] of RULE_SET.rules.entries()) {
    expect(ownRuleAt(number)).toBe(rule);
    expect(ownRule(rule.id)).toBe(rule);
  }
  expect(ownRule('of-nobody')).toBeUndefined();
});

test('the rules of a kind are the same objects, in the same order, for built-in and for other rules', () => {
  for (const ruleSet of [RULE_SET, { ...RULE_SET, rules: RULE_SET.rules.slice(0, 100) }]) {
    const files = fileRulesOf(ruleSet);
    expect(files).toEqual(ruleSet.rules.filter(({ kind }) => kind === 'file'));
    for (const rule of files) expect(ruleSet.rules).toContain(rule);
    expect(contentRulesOf(ruleSet)).toEqual([]);
    expect(fileRulesOf(ruleSet)).toBe(files);
  }
});

test('a thread has the built-in rules, and is sent all others', () => {
  const send = (settings: { readonly ruleSet: typeof RULE_SET }) => inThread(structuredClone(toThread(settings)));
  expect(send({ ruleSet: RULE_SET }).ruleSet).toBe(RULE_SET);
  const ruleSet = { ...RULE_SET, rules: RULE_SET.rules.slice(0, 3) };
  expect(send({ ruleSet }).ruleSet).toEqual(ruleSet);
});
