import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { familyOf, fingerprintOf, keyedFingerprint } from '../../src/model/fingerprint.ts';
import { hexKey } from '../helpers/keys.ts';
import { bareRule, prefixRule } from '../scan/suppress/findings.ts';

test('is the first half of SHA-256 over version, family and value', () => {
  const value = hexKey('a');
  const whole = createHash('sha256').update(`hexhound/v1\0npm-token\0${value}`).digest('hex');
  expect(fingerprintOf('npm-token', value)).toBe(whole.slice(0, 32));
});

test('no two values, bytes or text, have the same fingerprint', () => {
  const values = ['a', 'b', '\xe9', '\u00e9\u0000', 'é', 'ā', 'a\u0101', '\x01'];
  const prints = new Set(values.map((value) => fingerprintOf('x', value)));
  expect(prints.size).toBe(new Set(values).size);
});

test('bare keys share one family, the other rules have one each', () => {
  expect(familyOf(bareRule('captchaai-api-key'))).toBe(familyOf(bareRule('generic-api-key')));
  expect(familyOf(prefixRule('npm-token'))).toBe('npm-token');
});

test('a keyed fingerprint depends on fingerprint and key, and looks the same', () => {
  const plain = fingerprintOf('npm-token', hexKey('a'));
  expect(keyedFingerprint(plain, 'one')).toMatch(/^[0-9a-f]{32}$/);
  expect(keyedFingerprint(plain, 'one')).toBe(keyedFingerprint(plain, 'one'));
  expect(new Set([plain, keyedFingerprint(plain, 'one'), keyedFingerprint(plain, 'two')]).size).toBe(3);
});
