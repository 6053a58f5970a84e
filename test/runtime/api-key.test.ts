import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiKey, holdsKey, maskKeys } from '../../src/runtime/api-key.ts';
import { alnumKey, hexKey } from '../helpers/keys.ts';
import { thrownBy } from './thrown.ts';

const value = alnumKey('api-key');
const key = new ApiKey(value);

test('only reveal gives the key', () => {
  const masked = `****${value.slice(-4)}`;
  expect(key.reveal()).toBe(value);
  expect([String(key), `${key}`, JSON.parse(JSON.stringify({ key })).key]).toEqual([masked, masked, masked]);
  expect(inspect(key, { showHidden: true, depth: 9 })).toBe(`ApiKey(primary ${masked})`);
  expect(JSON.stringify([Object.keys(key), Object.values(key), structuredClone({ ...key })])).not.toContain(value);
});

test('white space around a key is dropped, as files end with a line break', () => {
  expect(new ApiKey(`\t ${value}\r\n`).reveal()).toBe(value);
});

test.each([
  ['', 'E_NO_KEY', 'no CaptchaAI key: X is empty'],
  ['  \n', 'E_NO_KEY', 'no CaptchaAI key: X is empty'],
  [`"${value}"`, 'E_BAD_KEY', 'there are quotation marks around it'],
  [`'${value}'`, 'E_BAD_KEY', 'there are quotation marks around it'],
  [`${value}\n${value}`, 'E_BAD_KEY', 'it has more than one line'],
  [`${value} ${value}`, 'E_BAD_KEY', 'there is white space in it'],
  [value.slice(1), 'E_BAD_KEY', 'it has 31 characters, and a key has 32'],
  [`${value}a`, 'E_BAD_KEY', 'it has 33 characters, and a key has 32'],
  [`key=${value}`, 'E_BAD_KEY', 'it has 36 characters, and a key has 32'],
  [`${value.slice(1)}-`, 'E_BAD_KEY', 'it has other characters than letters and digits'],
  [`${value.slice(1)}\u00e9`, 'E_BAD_KEY', 'it has other characters than letters and digits'],
])('what cannot be a key: %#', (text, code, message) => {
  const thrown = thrownBy(() => new ApiKey(text, 'primary', 'X'));
  expect(thrown).toMatchObject({ code, message: expect.stringContaining(message) });
  expect(inspect(thrown, { showHidden: true, depth: 9 })).not.toContain(value.slice(1, 20));
});

test('a caller without types gets an error too', () => {
  for (const given of [undefined, null, 42, {}, [value]]) {
    expect(thrownBy(() => new ApiKey(given as string))).toMatchObject({ code: 'E_NO_KEY' });
  }
});

test('a key is found and masked however it is written', () => {
  const escaped = [...value].map((character) => `%${character.charCodeAt(0).toString(16)}`).join('');
  for (const text of [value, value.toUpperCase(), `https://a.example/?x=${value}&y`, escaped, `a%2${escaped}%`]) {
    expect(holdsKey(text, key), text).toBe(true);
  }
  expect(holdsKey(hexKey('other'), key)).toBe(false);
  expect(maskKeys(`a ${value} b ${value.toUpperCase()}`, [key])).toBe(`a ${key} b ${key}`);
});

test('whatever stands around a key, masking leaves none of it and all of the rest', () => {
  // Without letters and digits, of which a key could be made by chance.
  const around = fc.string({ unit: fc.constantFrom(' ', '/', '%', '=', '&', '\n', '\u00e9', '*') });
  fc.assert(
    fc.property(around, around, (before, after) => {
      expect(maskKeys(`${before}${value}${after}`, [key])).toBe(`${before}${key}${after}`);
      expect(holdsKey(`${before}${value}${after}`, key)).toBe(true);
      expect(holdsKey(`${before}${key}${after}`, key)).toBe(false);
    }),
  );
});
