import { describe, expect, test } from 'vitest';
import { readRuleFiles } from '../../src/rules/build.ts';
import { compileRules } from '../../src/rules/compile.ts';
import { KNOWN } from '../../src/rules/known.ts';
import { someExamples } from '../helpers/runs.ts';
import { findSecrets } from './find.ts';

const files = readRuleFiles('rules');
const { rules } = compileRules(files, KNOWN);
const all = someExamples(files.flatMap(({ form }) => form.rules));

describe.each(rules.filter((rule) => rule.kind === 'prefix' || rule.kind === 'keyword'))('$id', (rule) => {
  const examples = all.filter((example) => example.rule === rule.id);

  test('is found in its examples and their notations, whole', () => {
    const missed = examples.filter(({ expected, text, secret }) => {
      const found = findSecrets(rule, text);
      return (
        expected && (secret === undefined ? found.length === 0 : !found.includes(secret) && !isWithin(found, secret))
      );
    });
    expect(missed).toEqual([]);
  });

  // What is named is judged by its evidence: examples.test.ts.
  const isWeighed = rule.kind === 'keyword' && rule.named !== undefined;
  if (isWeighed) return;

  test('is not found in what only looks alike', () => {
    const wrong = examples.filter(({ expected, text }) => !expected && findSecrets(rule, text).length > 0);
    expect(wrong).toEqual([]);
  });
});

/** The value of the example is an address or connection string, and the secret the password in it. */
function isWithin(found: readonly string[], value: string): boolean {
  return value.includes('://') && found.some((secret) => value.includes(secret));
}
