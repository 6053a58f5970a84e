import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ruleFilesIn } from '../../src/rules/load.ts';
import { testRules } from '../../src/scan/testing/test-rules.ts';
import { temporaryFolder } from '../helpers/repository.ts';

/** Every example of every built-in rule, in every notation, through kernel, detection and verdict. */
const FILES = ruleFilesIn('rules');

/** Rules about files, and services without a rule: their words only keep others from being taken for keys. */
const WITHOUT_EXAMPLES: readonly string[] = [
  'ci.yaml',
  'client-side.yaml',
  'containers.yaml',
  'dotenv.yaml',
  'friendlycaptcha.yaml',
  'gitignore.yaml',
  'packages.yaml',
];

test.each(FILES)('the examples of %s hold', (name) => {
  const { examples, failures } = testRules([`rules/${name}`], false);
  expect(failures).toEqual([]);
  expect(examples === 0).toBe(WITHOUT_EXAMPLES.includes(name));
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
