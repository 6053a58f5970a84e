import { createHash, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKnown, readValue } from '../../../src/scan/verdict/value-shape.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

test('dull values', () => {
  const dull = ['0123456789abcdef'.repeat(2), 'ab'.repeat(16), 'abcd1234'.repeat(4), `${hexKey('a', 24)}12345678`];
  const short = '0011'.repeat(6) + hexKey('b', 8).replace(/[2-9a-f]/g, '1');
  expect([...dull, short].map((value) => readValue(value, 'hex32'))).toEqual(Array(5).fill(['value.dull']));
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
