import { expect, test } from 'vitest';
import { TextReader } from '../../src/rules/text-reader.ts';

test('texts and matches are taken where they are next, and nowhere else', () => {
  const reader = new TextReader('ab12|');
  expect([reader.take('b'), reader.take('ab'), reader.at]).toEqual([false, true, 2]);
  expect([reader.match(/[a-z]+/y), reader.match(/(\d)(\d)/y)?.slice(1), reader.at]).toEqual([undefined, ['1', '2'], 4]);
  expect([reader.isAtEnd, reader.take('|'), reader.isAtEnd, reader.take('|')]).toEqual([false, true, true, false]);
});
