import { expect, test } from 'vitest';
import { createRepository } from '../helpers/repository.ts';
import { run } from './program.ts';

const rule = (pattern: string) => `provider: Acme
rules:
  - id: acme-key
    title: Acme key
    severity: high
    risk: none
    fix: { steps: [none] }
    keywords: [acmekey]
    pattern: ${JSON.stringify(pattern)}
    window: { before: 0, after: 4000 }
    matches: ['acmekey bbbbbbbb', 'acmekey cccccccc']
    ignores: ['x']
`;

/** Expressions that can match the same text in many ways. */
const SLOW = [
  'acmekey (?:a|aa){1,200}b',
  'acmekey (?:a|a){60}b',
  'acmekey (?:[a-z]|a){1,200}!',
  `acmekey ${'a{0,250}'.repeat(6)}b`,
  'acmekey (?=(?:a|aa){1,200}b)a',
  'acmekey (?:(?:a|b|ab){3}|a|b){1,90}c',
];

/** Each way to read a repository stops an expression by itself; which expression it is makes no difference to it. */
const LINES = [
  ...SLOW.map((pattern) => [pattern, 'scan'] as const),
  ...['history --no-cache', 'history --no-cache --jobs 2', 'history HEAD'].map((line) => [SLOW[0], line] as const),
];

test.each(LINES)('a rule of the repository does not hold up a scan: %s, %s', async (pattern = '', line) => {
  const repository = createRepository();
  repository.write('hexhound.yaml', 'rules: [rules.yaml]\n').write('rules.yaml', rule(pattern));
  repository.write('a.txt', `acmekey ${'a'.repeat(3000)}\nacmekey ${'ab'.repeat(1500)}\n`.repeat(20)).commit('base');
  const { code, stderr, cpu } = await run(repository.path, line.split(' '));
  expect(code).toBe(2);
  expect(stderr).toMatch(/acme-key|rules\.yaml/);
  expect(cpu).toBeLessThan(10);
});
