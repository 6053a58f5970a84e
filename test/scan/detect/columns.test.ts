import { expect, test } from 'vitest';
import { readColumns } from '../../../src/scan/detect/columns.ts';

/** The values of the column that is named by the first `name` in a text. */
function valuesOf(text: string, name = 'password', isCut = false): string[] {
  const start = text.indexOf(name);
  const behind = text.slice(start + name.length);
  return readColumns(text.slice(0, start), name, behind, isCut).cells.map((cell) => behind.slice(cell.start, cell.end));
}

test.each([
  ['comma', 'user,password\nann,first1\nbob,second2\n'],
  ['semicolon', 'user;password\r\nann;first1\r\nbob;second2\r\n'],
  ['tab', 'user\tpassword\nann\tfirst1\nbob\tsecond2\n'],
  ['quotes', '"user","password"\n"ann, x","first1"\n"bob","second2"\n'],
  ['Markdown', '| user | password |\n| --- | :---: |\n| ann | `first1` |\n| bob | second2 |\n\ntext\n'],
  ['Org mode', '| user | password |\n|------+----------|\n| ann  | first1   |\n| bob  | second2  |\n'],
  [
    'reStructuredText',
    '| user | password |\n+======+==========+\n| ann  | first1   |\n+------+----------+\n| bob  | second2  |\n',
  ],
  ['COPY', 'COPY public.t (user, password, x) FROM stdin;\nann\tfirst1\t1\nb b\tsecond2\t\\N\n\\.\n'],
  ['aligned by tabs', '# user\tpassword\t\t\tlast address\nann\tfirst1\t*\nbob  second2\n'],
  ['aligned by blanks', '# user    server   password      address\nann   acme  first1  *\nbob *  "second2"\n'],
  ['SQL', "INSERT INTO t (user, password, x)\nVALUES ('ann', 'first1', 1), ('b,b', 'second2', 2);"],
])('%s', (_, text) => {
  expect(valuesOf(text)).toEqual(['first1', 'second2']);
});

test('a table of names and values', () => {
  expect(valuesOf('host,db\npassword,first1\nport,1\n')).toEqual(['first1']);
  const name = 'password';
  expect(valuesOf(`| host | db |\n| ${name} | first1 | to log in |\n`)).toEqual(['first1']);
});

test('a table that goes on behind the text is open; of a long value the beginning counts', () => {
  const read = (behind: string, before = 'user,', isCut = true) => readColumns(before, 'password', behind, isCut);
  expect(read('\nann,first1\nbob,sec')).toMatchObject({ isOpen: true, cells: [{}] });
  expect(read('\nann,first1\nbob,sec', 'user,', false).isOpen).toBe(false);
  expect(read(`\nann,${'x'.repeat(200)}`)).toMatchObject({ isOpen: true, cells: [{}] });
  expect(read(") VALUES ('ann', 'fir", 'INSERT INTO t (user, ')).toEqual({ isOpen: true, cells: [] });
  expect(read(',first', '')).toMatchObject({ isOpen: true });
});

test.each([
  'f(user, password)\ng(a, b)\n',
  'user,password\n',
  'user,password\nonly one cell\n',
  'const [user, password] = x;\nlet a, b;\n',
  '  password   the one of the server\n  username   of whoever signs in\n',
  '"password",  # str\n"second2",  # str\n',
  'INSERT INTO t (user, password) SELECT a, b FROM c',
])('no table: %j', (text) => {
  expect(valuesOf(text)).toEqual([]);
});

test('a row that may go on behind the text is left out, and long tables end somewhere', () => {
  const text = 'user,password\nann,first1\nbob,sec';
  expect(valuesOf(text, 'password', true)).toEqual(['first1']);
  expect(valuesOf(`user,password\n${'ann,first1\n'.repeat(500)}`).length).toBe(16);
});
