import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnBits, unleet, withoutWalks } from '../../../src/scan/verdict/randomness.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

test('words, and what people make of them, are not drawn', () => {
  for (const value of [
    'password',
    'Winter2024!',
    'my_client_secret',
    'Sup3rS3cret1234!',
    'correct-horse-battery-staple',
  ])
    expect([value, drawnBits(value) < 0]).toEqual([value, true]);
});

test('the longer what is drawn, the surer', () => {
  const bits = [8, 16, 32, 64].map((length) => {
    const values = Array.from({ length: 50 }, (_, seed) => drawnBits(alnumKey(`bits ${seed}`, length)));
    return values.reduce((a, b) => a + b) / values.length;
  });
  expect(bits).toEqual([...bits].sort((a, b) => a - b));
  expect(bits[0]).toBeGreaterThan(0);
  expect(drawnBits(hexKey('one'))).toBeGreaterThan(8);
});

test('digits and marks for letters', () => {
  expect(['p4ssw0rd', 'P@$$word', '4score', '2024', 'abc123'].map(unleet)).toEqual([
    'password',
    'Password',
    '4score',
    '2024',
    'abc123',
  ]);
});

test('walks over the keyboard and rows', () => {
  expect(withoutWalks('qwerty-x')).toEqual({ rest: ' -x', count: 1 });
  expect(withoutWalks('xaaaay9876z')).toEqual({ rest: 'x y z', count: 2 });
  expect(withoutWalks('abcx')).toEqual({ rest: 'abcx', count: 0 });
  expect(withoutWalks('abcdefghijkl')).toEqual({ rest: ' ', count: 1 });
});

test('takes any bytes', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (value) => {
      expect(Number.isFinite(drawnBits(Buffer.from(value, 'utf8').toString('latin1')))).toBe(true);
    }),
  );
});
