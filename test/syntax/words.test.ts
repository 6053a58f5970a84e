import { expect, test } from 'vitest';
import { bytes, clip, duration, firstLines, grouped, listed, plural } from '../../src/syntax/words.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [9949, '9.9 kB'],
  [9951, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [1_834_211, '1.8 MB'],
  [5_800_000_000, '5.8 GB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (count, text) => {
  expect(bytes(count)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [0.0042, '4 ms'],
  [0.099, '99 ms'],
  [0.0996, '0.1 s'],
  [0.42, '0.4 s'],
  [3, '3 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3599.7, '1 h 0 min'],
  [4321, '1 h 12 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('numbers and lists', () => {
  expect([1, 12, 123, 1234, 123_456, 1_234_567].map(grouped)).toEqual([
    '1',
    '12',
    '123',
    '1,234',
    '123,456',
    '1,234,567',
  ]);
  expect([plural(1, 'file'), plural(0, 'file'), plural(1200, 'file')]).toEqual(['1 file', '0 files', '1,200 files']);
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
  expect([clip('abc', 3), clip('abcd', 3)]).toEqual(['abc', 'ab…']);
});

test('the first lines of a list, and how many more there are', () => {
  expect(firstLines(['a', 'b'], 2)).toEqual(['  a', '  b']);
  expect(firstLines(['a', 'b', 'c', 'd'], 2)).toEqual(['  a', '  b', '  and 2 more']);
  expect(firstLines([], 2)).toEqual([]);
});
