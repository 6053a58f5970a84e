import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testRules } from '../../src/rules-test.ts';

/** Every example of every built-in rule, in every notation, through kernel, detection and verdict. */
const FILES = readdirSync('rules').filter((name) => name.endsWith('.yaml') && name !== 'verdict.yaml');

test.each(FILES)('the examples of %s hold', (name) => {
  const { examples, failures } = testRules([`rules/${name}`], false);
  expect(failures).toEqual([]);
  expect(examples).toBeGreaterThanOrEqual(0);
});
