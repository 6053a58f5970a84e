import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HexhoundError } from '../../src/model/errors.ts';
import type { Rule, RuleSet, Service } from '../../src/model/rule.ts';
import { buildRules } from '../../src/rules/build.ts';

type Data = Omit<RuleSet, 'services'> & { readonly words: readonly string[] };

const BUILT = buildRules('rules');

function dataOf({ data }: ReturnType<typeof buildRules>): Data {
  const [head = '', ...lines] = (data['rules.txt'] ?? '').split('\n');
  const rules = lines.map((line) => JSON.parse(line.replace(/^\S+ \S+ /, '')) as Rule);
  return { ...(JSON.parse(head) as Omit<Data, 'rules'>), rules };
}

/** A copy of rules/ that is gone after the test. */
function copyOfRules(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'hexhound-rules-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  cpSync('rules', dir, { recursive: true });
  return dir;
}

test('the data hold every provider and rule, and a digest that changes with them', () => {
  const { providers, rules, words, digest } = dataOf(BUILT);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(Object.keys(BUILT.schemas)).toEqual(['rules', 'services']);
  expect(new Set(rules.map(({ provider }) => provider))).toEqual(
    new Set(providers.map(({ id }) => id).filter((id) => id !== 'friendlycaptcha')),
  );

  const dir = copyOfRules();
  expect(buildRules(dir)).toEqual(BUILT);
  const services = JSON.parse(BUILT.data['services.json'] ?? '') as Service[];
  expect(words).toEqual(services.flatMap((service) => service.words));
  const file = path.join(dir, 'captchaai.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('severity: high', 'severity: low'));
  expect(dataOf(buildRules(dir)).digest).not.toBe(digest);
});

test('the data are ASCII: they are read as such', () => {
  for (const text of Object.values(BUILT.data)) expect(text).toMatch(/^[\0-\x7f]*$/);
});

test('no example, and so no generator, reaches the data', () => {
  expect(JSON.stringify(BUILT.data)).not.toMatch(/\{\{|"matches"|"ignores"/);
});

test('every captcha service can be told by a host or a word', () => {
  const { providers, rules } = dataOf(BUILT);
  const bare = new Set(rules.filter(({ kind }) => kind === 'bare').map(({ provider }) => provider));
  const nameless = providers.filter(({ id, hosts, words }) => bare.has(id) && hosts.length + words.length === 0);
  expect(nameless.map(({ id }) => id)).toEqual(['generic']);
});

test('mistakes of all files are listed in one error', () => {
  const dir = copyOfRules();
  for (const [name, from, to] of [
    ['npm.yaml', 'severity: critical', 'severity: dire'],
    ['aws.yaml', 'prefixes:', 'prefix:'],
  ] as const) {
    const file = path.join(dir, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  }
  expect(() => buildRules(dir)).toThrow(
    new HexhoundError(
      'E_RULE',
      'rules',
      [
        '2 mistakes in the rules:',
        'rules/aws.yaml:5:5: rules[0]: a rule has exactly one of shape, prefixes, keywords, commands, calls, search, filePath, file; this one has none; did you mean "prefixes"?',
        'rules/npm.yaml:7:15: rules[0].severity: must be one of critical, high, medium, low',
      ].join('\n'),
    ),
  );
});
