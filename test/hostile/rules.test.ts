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

test.each(SLOW)('a rule of the repository does not hold up a scan: %s', async (pattern) => {
  const repository = createRepository();
  repository.write('hexhound.yaml', 'rules: [rules.yaml]\n').write('rules.yaml', rule(pattern));
  repository.write('a.txt', `acmekey ${'a'.repeat(3000)}\nacmekey ${'ab'.repeat(1500)}\n`.repeat(20)).commit('base');
  for (const args of [
    ['scan'],
    ['history', '--no-cache'],
    ['history', '--no-cache', '--jobs', '2'],
    ['history', 'HEAD'],
  ]) {
    const { code, stderr, cpu } = await run(repository.path, args);
    expect([args, code]).toEqual([args, 2]);
    expect(stderr).toMatch(/acme-key|rules\.yaml/);
    expect(cpu).toBeLessThan(10);
  }
});
