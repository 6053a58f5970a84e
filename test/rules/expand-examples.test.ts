import { expect, test } from 'vitest';
import { readRuleFiles } from '../../src/rules/build.ts';
import { expandExamples } from '../../src/rules/examples.ts';
import { NOTATIONS } from '../../src/rules/notations.ts';
import type { BareForm, FileForm } from '../../src/rules/schema.ts';

const RULE: BareForm = {
  id: 'acme-key',
  title: 'Acme key',
  severity: 'high',
  risk: 'Whoever holds it can do things.',
  fix: { steps: ['Revoke it.'] },
  shape: 'hex32',
  names: ['ACME_KEY'],
  nameWords: [],
  nameEnds: [],
  matches: ['ACME_TOKEN = "{{hex:32}}"', 'Acme("{{hex:32}}")'],
  ignores: ['md5 = "{{hex:32}}"'],
};

test('assignments and names are written in every notation, the rest stands as written', () => {
  const examples = expandExamples(RULE);
  const counts = new Map<string, number>();
  for (const { expected, notation } of examples) {
    const key = `${expected} ${notation === 'as written' ? notation : 'in a notation'}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({
    'true in a notation': 2 * NOTATIONS.length,
    'true as written': 1,
    'false in a notation': NOTATIONS.length,
  });
  const secrets = examples.flatMap(({ secret = [] }) => secret);
  expect(new Set(secrets).size).toBe(3 * NOTATIONS.length);
  for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{32}$/);
  const flag = examples.find(({ notation }) => notation === 'flag with =');
  expect(flag).toEqual({
    text: `solve --acme-token=${flag?.secret}\n`,
    path: 'run.sh',
    expected: true,
    notation: 'flag with =',
    from: ['matches', 0],
    secret: flag?.secret,
  });
  expect(examples.find(({ notation }) => notation === 'as written')).toEqual({
    text: expect.stringMatching(/^Acme\("[0-9a-f]{32}"\)$/),
    path: 'example.txt',
    expected: true,
    notation: 'as written',
    from: ['matches', 1],
  });
});

test('a rule about files has no examples', () => {
  const { id, title, severity, risk, fix } = RULE;
  const rule: FileForm = { id, title, severity, risk, fix, file: true };
  expect(expandExamples(rule)).toEqual([]);
});

test('notations have names of their own and write both name and value', () => {
  expect(new Set(NOTATIONS.map(({ name }) => name)).size).toBe(NOTATIONS.length);
  for (const { name, write } of NOTATIONS) {
    const text = write('NAME_OF_IT', 'value0of0it');
    expect([name, text]).toEqual([name, expect.stringMatching(/name[_-]of[_-]it[\s\S]*value0of0it/i)]);
  }
});

test('no two rules have an example value in common', () => {
  const owners = new Map<string, string>();
  const shared: string[] = [];
  for (const form of readRuleFiles('rules').flatMap((file) => file.form.rules)) {
    for (const { secret } of expandExamples(form)) {
      if (secret === undefined || !/\d/.test(secret)) continue;
      const owner = owners.get(secret) ?? form.id;
      if (owner !== form.id) shared.push(`${secret}: ${owner}, ${form.id}`);
      owners.set(secret, form.id);
    }
  }
  expect(owners.size).toBeGreaterThan(10_000);
  expect(shared).toEqual([]);
});
