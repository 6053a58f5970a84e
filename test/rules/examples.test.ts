import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRuleFiles } from '../../src/rules/build.ts';
import { expandExamples } from '../../src/rules/examples.ts';
import { testRules } from '../../src/scan/testing/test-rules.ts';
import { temporaryFolder } from '../helpers/repository.ts';

/** Rules about files, and services without a rule: their words only keep others from being taken for keys. */
const WITHOUT_EXAMPLES: readonly string[] = [
  'ci',
  'client-side',
  'containers',
  'dotenv',
  'friendlycaptcha',
  'gitignore',
  'packages',
];

/** That they hold is tried with that each is one finding: one-finding.test.ts. */
test('every file but these has examples', () => {
  const without = readRuleFiles('rules').filter(
    ({ form }) => !form.rules.some((rule) => expandExamples(rule).length > 0),
  );
  expect(without.map(({ id }) => id)).toEqual(WITHOUT_EXAMPLES);
});

test('a file may be tried in the place of the built-in one of its name', () => {
  const folder = temporaryFolder();
  const text = readFileSync('rules/captchaai.yaml', 'utf8');
  writeFileSync(join(folder, 'captchaai.yaml'), text);
  expect(testRules([join(folder, 'captchaai.yaml')], true).failures).toEqual([]);
  writeFileSync(join(folder, 'captchaai.yaml'), text.replace(/matches:\n/, 'matches:\n      - nothing here\n'));
  expect(testRules([join(folder, 'captchaai.yaml')], true).failures).toEqual([
    expect.stringMatching(
      /captchaai\.yaml:\d+:\d+: rules\[0\]\.matches\[0\]: captchaai-api-key is not found as written; found nothing$/,
    ),
  ]);
});
