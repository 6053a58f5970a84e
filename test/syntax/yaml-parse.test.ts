import { expect, test } from 'vitest';
import { parseYaml } from '../../src/syntax/yaml-parse.ts';

const problemOf = (text: string, uniqueKeys?: boolean) =>
  parseYaml(text, 8, uniqueKeys === undefined ? {} : { uniqueKeys }).problem;

test.each([
  ['a: 1\nb: 2\na: 3\n', 10],
  ['x:\n  - {a: 1, b: 2, "a": 3}\n', 20],
  ['a: 1\n---\nb: 1\nb: 2\n', 14],
])('a key that is there twice is an error where it is again: %j', (text, offset) => {
  expect(problemOf(text)).toEqual({ offset, message: 'Map keys must be unique' });
  expect(problemOf(text, false)).toBeUndefined();
});

test('the same key in different maps is none', () => {
  expect(problemOf('a: {a: 1}\nb: [{a: 1}, {a: 2}]\n')).toBeUndefined();
});

test('an error has no stack of the parser, and others have theirs again', () => {
  expect(problemOf('a: [')?.message).toMatch(/Flow sequence/);
  expect(new Error('x').stack).toMatch(/at /);
});
