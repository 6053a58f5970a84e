import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HexhoundError } from '../../src/model/errors.ts';
import { entropyOf } from '../../src/rules/entropy.ts';
import { fill } from '../../src/rules/generate.ts';
import { ALPHABETS } from '../../src/rules/random.ts';

test('the same example and seed give the same text, others give others', () => {
  const example = 'A={{hex:32}} B={{hex:32}} C={{alnum:32}}';
  const text = fill(example, 'rule/1');
  expect(fill(example, 'rule/1')).toBe(text);
  expect(fill(example, 'rule/2')).not.toBe(text);
  const [, a, b, c] = /^A=([0-9a-f]{32}) B=([0-9a-f]{32}) C=([a-z0-9]{32})$/.exec(text) ?? [];
  expect(new Set([a, b, c, undefined]).size).toBe(4);
});

test('text without generators stays as it is', () => {
  expect(fill('key = {KEY} {} {{', 's')).toBe('key = {KEY} {} {{');
});

test.each(Object.entries(ALPHABETS))('%s draws from its alphabet and looks random', (name, alphabet) => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 120 }), (seed, length) => {
      const text = fill(`{{${name}:${length}}}`, seed);
      expect(text.length).toBe(length);
      expect([...text].filter((character) => !alphabet.includes(character))).toEqual([]);
      if (length < 16) return;
      expect(entropyOf(text)).toBeGreaterThan(0.79 * Math.log2(Math.min(length, alphabet.length)));
      for (const kind of [/[a-z]/, /[A-Z]/, /\d/]) expect(kind.test(text)).toBe(kind.test(alphabet));
    }),
    { numRuns: 50 },
  );
});

test('no 32 characters are a UUID without dashes, and none of [a-z0-9] hexadecimal only', () => {
  for (let seed = 0; seed < 300; seed++) {
    expect(fill('{{hex:32}}', `${seed}`)).not.toMatch(/^.{12}4.{3}[89ab]/);
    expect(fill('{{alnum:32}}', `${seed}`)).toMatch(/[g-z]/);
  }
});

test('forms of the other generators', () => {
  const made = Object.fromEntries(
    ['x:5', 'uuid', 'github:ghr_', 'pem:EC PRIVATE KEY', 'pem-escaped:EC PRIVATE KEY'].map((name) => [
      name,
      fill(`{{${name}}}`, 'seed'),
    ]),
  );
  expect(made).toEqual({
    'x:5': 'xxxxx',
    uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
    'github:ghr_': expect.stringMatching(/^ghr_[A-Za-z0-9]{76}$/),
    'pem:EC PRIVATE KEY': expect.stringMatching(
      /^-----BEGIN EC PRIVATE KEY-----\n(?:[A-Za-z0-9+/]{64}\n){2}[A-Za-z0-9+/]{32}\n-----END EC PRIVATE KEY-----$/,
    ),
    'pem-escaped:EC PRIVATE KEY': expect.stringMatching(
      /^-----BEGIN EC PRIVATE KEY-----(?:\\n[A-Za-z0-9+/]+){3}\\n-----END/,
    ),
  });
});

test.each([
  ['{{colour}}', '{{colour}}', 'there is no generator "colour"'],
  ['{{toString:3}}', '{{toString:3}}', 'there is no generator "toString"'],
  ['{{hex}}', '{{hex}}', 'the length must be a number from 1 to 10000'],
  ['{{hex:0}}', '{{hex:0}}', 'the length must be a number from 1 to 10000'],
  ['{{hex:99999}}', '{{hex:99999}}', 'the length must be a number from 1 to 10000'],
  ['{{pem:DOG}}', 'DOG', 'there is no generator of such PEM blocks'],
])('%s is refused', (example, subject, message) => {
  expect(() => fill(example, 's')).toThrow(new HexhoundError('E_RULE', subject, message));
});
