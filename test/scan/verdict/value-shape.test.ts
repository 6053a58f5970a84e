import { createHash, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fill } from '../../../src/rules/generate.ts';
import { isKnown, readValue } from '../../../src/scan/verdict/value-shape.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

test('dull values', () => {
  const dull = ['0123456789abcdef'.repeat(2), 'ab'.repeat(16), 'abcd1234'.repeat(4), `${hexKey('a', 24)}12345678`];
  const short = '0011'.repeat(6) + hexKey('b', 8).replace(/[2-9a-f]/g, '1');
  expect([...dull, short].map((value) => readValue(value, 'hex32'))).toEqual(Array(5).fill(['value.dull']));
});

/** A drawn value with this in its middle. */
const around = (middle: string, seed = 'around') => {
  const drawn = hexKey(seed);
  const start = (drawn.length - middle.length) >> 1;
  return drawn.slice(0, start) + middle + drawn.slice(start + middle.length);
};
/** Sixteen pairs of neighbours, but for the first few, whose digits are the same. */
const pairs = (few: number) =>
  Array.from({ length: 16 }, (_, n) => {
    const low = '012345678abcde'.charCodeAt((n * 5) % 14);
    const [one, other] = [low, low + (n < few ? 0 : 1)];
    return n % 2 === 0 ? String.fromCharCode(one, other) : String.fromCharCode(other, one);
  }).join('');
/** Drawn letters where the pattern has an `a`, and drawn digits elsewhere. */
const mixed = (pattern: string) => {
  const letters = alnumKey('letters', 99).replaceAll(/\d/g, '');
  const digits = alnumKey('digits', 299).replaceAll(/\D/g, '');
  return pattern.replaceAll(/./g, (kind, at) => (kind === 'a' ? letters : digits).charAt(at));
};
const isDull = (value: string) => readValue(value, 'hex32').includes('value.dull');

test.each([
  ['a drawn half, twice', hexKey('half', 16).repeat(2), true],
  ['a drawn half, and one that differs in one character', `${hexKey('half', 16)}${hexKey('half', 15)}-`, false],
  ['six of the same', around('7777777'.slice(1)), true],
  ['five of the same', around('x77777x'), false],
  ['six that count up', around('x456789x'), true],
  ['five that count up', around('x45678x'), false],
  ['six that count down', around('x987654x'), true],
  ['steps of two', around('x02468acex'), false],
  ['pairs that count up or down', pairs(0), true],
  ['one fewer than half of the digits', pairs(1), false],
  [
    'eight characters in any order',
    around('').replaceAll(/[89a-f]/g, (digit) => `${Number.parseInt(digit, 16) - 8}`),
    true,
  ],
  ['nine', around('').replaceAll(/[9a-f]/g, (digit) => `${Number.parseInt(digit, 16) - 8}`), false],
])('%s', (_, value, dull) => {
  expect([isDull(around('')), isDull(value)]).toEqual([false, dull]);
});

test.each([
  ['three digits', 'aaa1aaaaa1aaaaaaa1aaaaaaaaaaaaaa', true],
  ['four digits', 'aaa1aaaaa1aaaaaaa1aaaaaaa1aaaaaa', false],
  ['sixteen letters in a row', `1a1a1a11${'a'.repeat(16)}11a1a1a1`, true],
  ['fifteen', `1a1a1a11${'a'.repeat(15)}111a1a1a1`, false],
  ['letters, then digits', `${'a'.repeat(13)}${'1'.repeat(19)}`, true],
  ['the same after a digit', `1${'a'.repeat(13)}${'1'.repeat(18)}`, false],
])('%s make an identifier, or not', (_, pattern, is) => {
  const value = mixed(pattern);
  expect(readValue(value, 'alnum32').includes('value.word-like')).toBe(is);
});

test('names of 32 letters and digits are identifiers, and drawn values are not', () => {
  for (const name of [
    'createOAuth2AuthorizationRequest',
    'OAuth2AuthorizedClientRepository',
    'ToCipherLoginFido2CredentialData',
  ])
    expect(readValue(name, 'mixed32')).toContain('value.word-like');
  const drawn = Array.from({ length: 2000 }, (_, at) => fill('{{base62:32}}', `mixed ${at}`));
  expect(drawn.filter((value) => readValue(value, 'mixed32').includes('value.word-like'))).toEqual([]);
});

test('placeholders made of words', () => {
  expect(readValue(['your', 'api', 'key', 'goes', 'here', 'and', 'there'].join('0'), 'alnum32')).toContain(
    'value.dull',
  );
});

test('the beginning that all RSA keys have in common', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const base64 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  expect(readValue(base64.slice(0, 32), 'mixed32')).toContain('value.dull');
});

test('a UUID without dashes', () => {
  const value = `${hexKey('uuid', 12)}4${hexKey('x', 3)}a${hexKey('y', 15)}`;
  expect(readValue(value, 'hex32')).toEqual(['value.uuid']);
  expect(readValue(value.toUpperCase(), 'hex32')).toEqual(['value.uuid', 'value.upper-case']);
});

test('identifiers of 32 characters', () => {
  expect(readValue(['international', 'support', 'layer', '12345'].join(''), 'alnum32')).toEqual(['value.word-like']);
  expect(readValue(alnumKey('k').replace(/[0189]/g, '2'), 'alnum32')).toEqual(['value.base32']);
});

test('digests of well-known texts are known, in any case', () => {
  const digest = createHash('md5').update('password').digest('hex');
  expect([isKnown(digest), isKnown(digest.toUpperCase()), isKnown(hexKey('unknown'))]).toEqual([true, true, false]);
});

test('random values are hardly ever dull', () => {
  const values = Array.from({ length: 5000 }, (_, seed) => hexKey(`random ${seed}`));
  const dull = values.filter((value) => readValue(value, 'hex32').includes('value.dull'));
  expect(dull.length).toBeLessThan(10);
});

test('any text can be read', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.constantFrom('hex32', 'alnum32', 'mixed32'), (value, shape) => {
      expect(readValue(value, shape)).toBeInstanceOf(Array);
    }),
  );
});
