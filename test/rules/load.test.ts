import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadRuleFile, ruleFilesIn } from '../../src/rules/load.ts';
import { formatProblem } from '../../src/rules/problem.ts';
import { rulesSchema } from '../../src/rules/schema.ts';

const GOOD = `provider: Acme
rules:
  - id: acme-key
    title: Acme key
    severity: high
    risk: Whoever holds it can do things.
    fix:
      steps: [Revoke it.]
    prefixes: [acme_]
    pattern: '[0-9a-f]{32}'
    matches: ['KEY = "acme_{{hex:32}}"', 'acme_{{hex:32}}']
    ignores: ['KEY = "acme_{{x:32}}"']
`;

function problemsOf(text: string): string[] {
  const loaded = loadRuleFile(text, 'rules/acme.yaml');
  return 'problems' in loaded ? loaded.problems.map(formatProblem) : [];
}

test('a file is named after its provider, and lists that are left out are empty', () => {
  const loaded = loadRuleFile(GOOD, 'rules/acme.yaml');
  if ('problems' in loaded) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  const { id, file, form } = loaded.file;
  expect({ id, file, form: { ...form, rules: form.rules.map((rule) => rule.id) } }).toEqual({
    id: 'acme',
    file: 'rules/acme.yaml',
    form: { provider: 'Acme', hosts: [], words: [], notWords: [], allow: [], rules: ['acme-key'] },
  });
});

test('every mistake of form is named with its file, line and place', () => {
  const text = GOOD.replace('severity: high', 'severity: hgih')
    .replace('    risk: Whoever holds it can do things.\n', '')
    .replace('steps: [Revoke it.]', 'steps: []')
    .replace("ignores: ['KEY", "colour: red\n    ignores: ['KEY");
  expect(problemsOf(text)).toEqual([
    'rules/acme.yaml:5:15: rules[0].severity: must be one of critical, high, medium, low; did you mean "high"?',
    'rules/acme.yaml:3:5: rules[0].risk: is missing: must be text',
    'rules/acme.yaml:7:14: rules[0].fix.steps: must have at least 1 entries',
    'rules/acme.yaml:11:5: rules[0]: unknown key "colour"',
  ]);
});

test('a rule of no kind, or of two', () => {
  expect(problemsOf(GOOD.replace('    prefixes: [acme_]\n', ''))).toEqual([
    'rules/acme.yaml:3:5: rules[0]: a rule has exactly one of shape, prefixes, keywords, commands, calls, search, filePath, file; this one has none',
  ]);
  expect(problemsOf(GOOD.replace('pattern:', 'keywords: [acme-key]\n    pattern:'))).toEqual([
    'rules/acme.yaml:3:5: rules[0]: a rule has exactly one of shape, prefixes, keywords, commands, calls, search, filePath, file; this one has prefixes, keywords',
  ]);
});

test('what was meant is said', () => {
  expect(problemsOf(GOOD.replace('prefixes: [', 'prefixs: ['))).toEqual([
    'rules/acme.yaml:3:5: rules[0]: a rule has exactly one of shape, prefixes, keywords, commands, calls, search, filePath, file; this one has none; did you mean "prefixes"?',
  ]);
  expect(problemsOf(GOOD.replace('    pattern:', '    patern:'))).toContain(
    'rules/acme.yaml:10:5: rules[0]: unknown key "patern"; did you mean "pattern"?',
  );
  expect(problemsOf(GOOD.replace('provider:', 'providr:'))).toContain(
    'rules/acme.yaml:1:1: unknown key "providr"; did you mean "provider"?',
  );
});

test('text that is no YAML, and YAML that is no mapping', () => {
  expect(() => problemsOf('provider: Acme\nrules: [\n')).toThrow(
    expect.objectContaining({
      subject: 'rules/acme.yaml:3:1',
      message: 'Flow sequence in block collection must be sufficiently indented and end with a ]',
    }),
  );
  expect(problemsOf('- 1\n')).toEqual(['rules/acme.yaml:1:1: must be a mapping']);
  expect(problemsOf('')).toEqual(['rules/acme.yaml:1:1: must be a mapping']);
});

test('aliases that unfold without end are refused', () => {
  const levels = 'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`)}]`);
  expect(() => problemsOf(`a: &a [x, x, x]\n${levels.join('\n')}\n`)).toThrow(/^has aliases that multiply$/);
});

test('flags may hold i, m and s, each once', () => {
  const keyword = GOOD.replace('prefixes: [acme_]', 'keywords: [acme_key]');
  expect(problemsOf(keyword.replace('pattern:', 'flags: is\n    pattern:'))).toEqual([]);
  expect(problemsOf(keyword.replace('pattern:', 'flags: gg\n    pattern:'))).toEqual([
    'rules/acme.yaml:10:12: rules[0].flags: may hold i, m and s, each once',
  ]);
});

test('the JSON Schema accepts what the loader accepts', () => {
  const validate = formats.default(new Ajv2020()).compile(rulesSchema());
  for (const name of ruleFilesIn('rules')) {
    validate(parse(readFileSync(`rules/${name}`, 'utf8')));
    expect([name, validate.errors]).toEqual([name, null]);
  }
  expect(validate(parse(GOOD))).toBe(true);
  expect(validate(parse(GOOD.replace('severity: high', 'severity: dire')))).toBe(false);
  expect(validate(parse(`${GOOD}colour: red\n`))).toBe(false);
});

test('every rules file tells editors its schema', () => {
  for (const name of ruleFilesIn('rules')) {
    const [first] = readFileSync(`rules/${name}`, 'utf8').split('\n', 1);
    expect([name, first]).toEqual([name, '# yaml-language-server: $schema=../dist/schemas/rules.json']);
  }
});
