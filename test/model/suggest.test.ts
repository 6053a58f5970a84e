import { expect, test } from 'vitest';
import { suggest } from '../../src/model/suggest.ts';

const KNOWN = ['ignore', 'baseline', 'exitCode', 'captchaai-api-key', 'twocaptcha-api-key'];

test.each([
  ['ignroe', 'ignore'],
  ['Ignore', 'ignore'],
  ['ignores', 'ignore'],
  ['baselin', 'baseline'],
  ['exit-code', 'exitCode'],
  ['captchai-api-key', 'captchaai-api-key'],
  ['two-captcha-api-key', 'twocaptcha-api-key'],
])('%s is meant to be %s', (word, known) => {
  expect(suggest(word, KNOWN)).toBe(`; did you mean "${known}"?`);
});

test.each(['', 'x', 'severity', 'completely-different', 'i'.repeat(10_000)])('%s is like nothing', (word) => {
  expect(suggest(word, KNOWN)).toBe('');
});
