import { expect, test } from 'vitest';
import { readColumns } from '../../../src/scan/detect/columns.ts';

/** The values of the column that is named by the first `name` in a text. */
function valuesOf(text: string, name = 'password', isCut = false): string[] {
  const start = text.indexOf(name);
  const behind = text.slice(start + name.length);
  return readColumns(text.slice(0, start), name, behind, isCut).map((cell) => behind.slice(cell.start, cell.end));
}

test.each([
  ['comma', 'user,password\nann,first1\nbob,second2\n'],
  ['semicolon', 'user;password\r\nann;first1\r\nbob;second2\r\n'],
  ['tab', 'user\tpassword\nann\tfirst1\nbob\tsecond2\n'],
  ['quotes', '"user","password"\n"ann, x","first1"\n"bob","second2"\n'],
  ['Markdown', '| user | password |\n| --- | :---: |\n| ann | `first1` |\n| bob | second2 |\n\ntext\n'],
  ['SQL', "INSERT INTO t (user, password, x)\nVALUES ('ann', 'first1', 1), ('b,b', 'second2', 2);"],
])('%s', (_, text) => {
  expect(valuesOf(text)).toEqual(['first1', 'second2']);
});

test('a table of names and values', () => {
  expect(valuesOf('host,db\npassword,first1\nport,1\n')).toEqual(['first1']);
});

test.each([
  'f(user, password)\ng(a, b)\n',
  'user,password\n',
  'user,password\nonly one cell\n',
  'const [user, password] = x;\nlet a, b;\n',
  'INSERT INTO t (user, password) SELECT a, b FROM c',
])('no table: %j', (text) => {
  expect(valuesOf(text)).toEqual([]);
});

test('a row that may go on behind the text is left out, and long tables end somewhere', () => {
  const text = 'user,password\nann,first1\nbob,sec';
  expect(valuesOf(text, 'password', true)).toEqual(['first1']);
  expect(valuesOf(`user,password\n${'ann,first1\n'.repeat(500)}`).length).toBe(16);
});
