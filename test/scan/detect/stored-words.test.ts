import { expect, test } from 'vitest';
import { tablesOf } from '../../../src/kernel/configure.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { buildWords } from '../../../src/scan/detect/build-words.ts';
import { readWords, storeWords } from '../../../src/scan/detect/stored-words.ts';

const BUILT = buildWords(RULE_SET);

test('words that were stored mean the same, and the kernel has the same tables', () => {
  const { kernel, keywordMeanings, prefixRules } = readWords(storeWords(BUILT, RULE_SET, 'this'), 'this') ?? BUILT;
  const tables = tablesOf(BUILT.kernel);
  expect('memory' in kernel && tables.words === kernel.words && Buffer.from(tables.memory).equals(kernel.memory)).toBe(
    true,
  );
  expect([...keywordMeanings.all()]).toEqual([...BUILT.keywordMeanings.all()]);
  expect([...prefixRules.all()]).toEqual([...BUILT.prefixRules.all()]);
  const [rule] = prefixRules.of(0);
  expect(RULE_SET.rules).toContain(rule);
});

test('what another build has stored is not used', () => {
  expect(readWords(storeWords(BUILT, RULE_SET, 'other'), 'this')).toBeUndefined();
});
