import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { columnsOf } from '../../../src/scan/archives/sqlite/schema.ts';
import { open } from '../../helpers/open-archive.ts';
import { sqlite, sqliteLog } from '../../helpers/sqlite.ts';

const TOKENS = 'CREATE TABLE tokens(id INTEGER PRIMARY KEY, label TEXT, token TEXT)';
const PLAIN = 'CREATE TABLE tokens(label TEXT, token TEXT)';

test('a line for each row, with the names of the columns', async () => {
  const { files, refused } = await open(
    sqlite({
      tokens: {
        sql: TOKENS,
        rows: [
          [null, 'first', 'one'],
          [null, 'second', 'two'],
        ],
      },
      "it's": {
        sql: `CREATE TABLE "it's" ([a b] TEXT DEFAULT ('x,y'), "c""d" BLOB, /* e, */ f)`,
        rows: [['x', null, 'z']],
      },
    }),
  );
  expect(refused).toEqual([]);
  expect(files.tokens).toBe('{"label":"first","token":"one"}\n{"label":"second","token":"two"}\n');
  expect(files["it's"]).toBe('{"a b":"x","f":"z"}\n');
  expect(files.sqlite_schema).toContain(TOKENS);
});

test('names of columns, as they come in each kind of table', () => {
  expect(columnsOf('CREATE TABLE t(a, b TEXT, CONSTRAINT u UNIQUE (a, b), PRIMARY KEY (b))')).toEqual(['a', 'b']);
  expect(columnsOf('CREATE TABLE t(a, b TEXT, c, PRIMARY KEY (c, a)) WITHOUT ROWID')).toEqual(['c', 'a', 'b']);
  expect(columnsOf('CREATE TABLE t(a, b TEXT PRIMARY KEY, -- x, y\n c) WITHOUT ROWID')).toEqual(['b', 'a', 'c']);
  expect(columnsOf("CREATE TABLE 'x y'(`a,b` NUMERIC(5, 2), [c)] TEXT)")).toEqual(['a,b', 'c)']);
  expect(columnsOf('CREATE TABLE t(a')).toEqual(['a']);
});

test('text of several lines, text with quotes and blobs stand behind the line of their row', async () => {
  const rows = [
    ['a', 'first\nsecond'],
    ['b', '{"c":"d"}'],
    ['e', Buffer.from('blob')],
  ];
  const { files } = await open(sqlite({ t: { sql: 'CREATE TABLE t(name, value)', rows } }));
  expect(files.t).toBe('{"name":"a"}\nvalue =\nfirst\nsecond\n{"name":"b"}\nvalue = {"c":"d"}\n{"name":"e"}\nblob\n');
});

test('rows that go on in other pages, tables without row numbers, and UTF-16', async () => {
  const long = 'x'.repeat(5000);
  const { files } = await open(
    sqlite(
      {
        long: { sql: PLAIN, rows: [[long, 'token']] },
        kept: {
          sql: 'CREATE TABLE kept(v, k PRIMARY KEY) WITHOUT ROWID',
          rows: [['key', 'value']],
          withoutRowid: true,
        },
      },
      { pageBytes: 512 },
    ),
  );
  expect(files.long).toBe(`{"token":"token"}\nlabel = ${long}\n`);
  expect(files.kept).toBe('{"k":"key","v":"value"}\n');
  expect(Object.keys(files)).toEqual(['sqlite_schema', 'long', 'kept']);
  const wide = sqlite({ t: { sql: PLAIN, rows: [['ä', 'token']] } }, { encoding: 'utf16le' });
  expect((await open(wide)).files.t).toBe('{"label":"ä","token":"token"}\n');
});

test('a column called key belongs to its table', async () => {
  const bytes = sqlite({ offsets: { sql: 'CREATE TABLE offsets(key, token)', rows: [['a', 'b']] } });
  expect((await open(bytes)).files.offsets).toBe('{"offsets_key":"a","token":"b"}\n');
});

test('an archive in a blob is opened', async () => {
  const bytes = sqlite({ t: { sql: PLAIN, rows: [['a', gzipSync('packed')]] } });
  expect((await open(bytes)).files['t 1 token']).toBe('packed');
});

test('rows that were deleted, with their values apart', async () => {
  const rows = ['a', 'b', 'c'].map((name) => [null, `name ${name}`, `token ${name}`]);
  const { files } = await open(sqlite({ tokens: { sql: TOKENS, rows, deleted: [1] } }));
  expect(files.tokens?.split('\n').sort()).toEqual([
    '',
    ...['a', 'b', 'c'].map((name) => `{"label":"name ${name}","token":"token ${name}"}`),
  ]);
  const plain = rows.map((row) => row.slice(1));
  const other = await open(sqlite({ tokens: { sql: PLAIN, rows: plain, deleted: [1] } }));
  expect(other.files.tokens).toContain('{"label":"name b","token":"token b"}\n');
});

test('pages of tables that were dropped', async () => {
  const rows = [[null, 'name', 'token']];
  const { files } = await open(sqlite({ tokens: { sql: TOKENS, rows } }, { dropped: true }));
  expect(files['other rows']).toContain('{"column 2":"name","column 3":"token"}\n');
});

test('a log, in which a page may come several times', async () => {
  const bytes = sqlite({ tokens: { sql: TOKENS, rows: [[null, 'name', 'token']] } });
  const { files } = await open(sqliteLog(bytes, 4096, 3));
  expect(files.tokens).toBe('{"label":"name","token":"token"}\n');
});

test('a damaged database says so, or gives what it has; pages in circles end', async () => {
  const bytes = sqlite({ tokens: { sql: TOKENS, rows: [[null, 'name', 'x'.repeat(3000)]] } }, { pageBytes: 512 });
  const none = Buffer.from(bytes);
  none.writeUInt16BE(7, 16);
  expect((await open(none)).refused).toEqual([': it is damaged, or no SQLite']);
  const circle = Buffer.from(bytes);
  for (let page = 2; page * 512 < circle.length; page++) circle.writeUInt32BE(3, page * 512);
  expect((await open(circle)).refused).toEqual([]);
  for (let length = 100; length < bytes.length; length += 97) {
    const { refused } = await open(bytes.subarray(0, length));
    expect(refused.filter((reason) => !reason.includes('damaged'))).toEqual([]);
  }
});
