import { expect, test } from 'vitest';
import { newRuleFile, providerId } from '../../src/rules/new-rule.ts';

const ACME = { provider: 'Acme Corp.', pattern: 'acme_[A-Za-z0-9]{32}', examples: [] };

test('a key that begins always the same is found by that, another by the name of its service', () => {
  expect(newRuleFile(ACME)).toContain('prefixes:\n      - acme_\n    pattern: "[A-Za-z0-9]{32}"\n');
  const named = newRuleFile({ ...ACME, pattern: '[0-9a-f]{24}' });
  expect(named).toContain('keywords:\n      - acmecorp\n      - acme-corp\n      - acme_corp\n');
  expect(named).toContain('acme[_.-]?corp[A-Za-z0-9_.-]{0,24}{{assign}}(?<secret>[0-9a-f]{24})');
});

test('no key of an example is kept', () => {
  const key = `acme_${'aB3'.repeat(10)}zz`;
  const text = newRuleFile({ ...ACME, examples: [`a("${key}", "${key}")`] });
  expect(text).toContain('a("acme_{{base62:32}}", "acme_{{base62:32}}")');
  expect(text).not.toContain('aB3');
});

test.each([
  ['[a-f0-9]{8}-[\\w-]{20}\\.\\d{4}', '{{hex:8}}-{{b64url:20}}.{{digits:4}}'],
  ['k[A-Z]{12}[A-Z2-7]?', undefined],
  ['acme_[a-z]{4,9}', 'acme_{{lower:4}}'],
])('the generators of %s', (pattern, generators) => {
  const make = () => newRuleFile({ ...ACME, pattern });
  if (generators === undefined) expect(make).toThrow(/generator|by hand/);
  else expect(make()).toContain(generators);
});

test.each([
  [{ ...ACME, pattern: '(?:a|b)[0-9a-f]{30}' }, 'more than characters'],
  [{ ...ACME, pattern: 'acme' }, 'matches one text only'],
  [{ ...ACME, provider: 'Foo', pattern: '[0-9a-f]{24}' }, 'rules/services'],
  [{ ...ACME, provider: '密码' }, 'letters or digits'],
  [{ ...ACME, examples: ['acme_short'] }, 'example 1 has no key'],
])('what is too little, or not simple, is refused: %j', (rule, message) => {
  expect(() => newRuleFile(rule)).toThrow(message);
});

test('ids of providers', () => {
  expect(providerId(' Acme & Sons, Inc. ')).toBe('acme-sons-inc');
});
