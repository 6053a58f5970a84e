import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { csv } from '../../src/report/csv.ts';
import { hasPython, python } from '../helpers/python.ts';
import { fileFinding, finding, occurrence, report, whole } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';

/** Reads RFC 4180, with nothing that it does not have. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row: string[] = [];
  let end = 0;
  for (const [token, quoted, bare = '', separator] of text.matchAll(cell)) {
    end += token.length;
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (separator === ',') continue;
    rows.push(row);
    row = [];
  }
  expect(end).toBe(text.length);
  return rows;
}

type Row = Readonly<Record<string, string>>;

function textOf(from: Report): string {
  return whole(csv(from, { showSecrets: true, color: true }));
}

function rowsOf(from: Report): Row[] {
  const [head = [], ...rows] = parse(textOf(from));
  expect(rows.filter(({ length }) => length !== head.length)).toEqual([]);
  return rows.map((row) => Object.fromEntries(row.map((value, at) => [head[at] ?? '', value])));
}

for (const [name, from] of Object.entries(SCENARIOS)) {
  test(`${name}: a row for each place, and for all that was not looked at`, () => {
    const counts: Record<string, number> = {};
    for (const { record = '' } of rowsOf(from)) counts[record] = (counts[record] ?? 0) + 1;
    const { findings, errors, notOpened, notices } = from;
    const expected = {
      finding: findings.flatMap(({ occurrences }) => occurrences).length,
      error: errors.length,
      'not-opened': notOpened.length,
      notice: notices.length,
    };
    expect(counts).toEqual(Object.fromEntries(Object.entries(expected).filter(([, count]) => count > 0)));
  });

  test.skipIf(!hasPython)(`${name}: a real reader reads the same`, () => {
    const program =
      'import sys, json, csv, io; t = sys.stdin.buffer.read().decode(); print(json.dumps(list(csv.reader(io.StringIO(t, newline=""), strict=True))))';
    expect(python(program, textOf(from))).toEqual(parse(textOf(from)));
  });
}

test('nothing found: the head alone', () => {
  expect(textOf(report())).toMatch(/^record,severity,[\w,]+\r\n$/);
});

test('what was not looked at has rows', () => {
  const errors = [{ code: 'E_SOURCE' as const, subject: 'a.bin', message: 'permission denied' }];
  expect(rowsOf(report({ errors }))).toMatchObject([
    { record: 'error', rule: 'E_SOURCE', path: 'a.bin', message: 'permission denied' },
  ]);
});

test.each([
  ['=cmd()', "'=cmd()"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '\\x09=1'],
  ['\r=1', '\\x0d=1'],
  [' =1', " '=1"],
  ['\uff1d1', "'\uff1d1"],
  ['a;=1', "a;'=1"],
  ['a|@x', "a|'@x"],
  ['a "quoted", thing', 'a "quoted", thing'],
  ['a=b-c+d@e', 'a=b-c+d@e'],
])('%j is no formula: %j', (note, message) => {
  expect(rowsOf(report({ findings: [fileFinding({ note })] }))).toMatchObject([{ message }]);
});

test('whatever the texts are: the same cells, none of them a formula, no line break in one', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 4 }),
        fc.constantFrom('=', '"', ',', ';', '\r\n', '\t', '@', '-'),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (path, note) => {
      const from = report({
        findings: [finding({ note, occurrences: [occurrence({ path, author: note })] })],
        notices: [path],
      });
      const rows = rowsOf(from);
      expect(rows).toHaveLength(2);
      const cells = rows.flatMap(Object.values).flatMap((cell: string) => cell.split(/[;|]/));
      expect(cells.filter((cell) => /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\r\n\t]/.test(cell))).toEqual([]);
    }),
  );
});
