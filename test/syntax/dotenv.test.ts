import { parse } from 'dotenv';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignmentsIn, readDotenv } from '../../src/syntax/dotenv.ts';

test('reads assignments with their lines and columns', () => {
  const text = [
    '# a comment',
    'PLAIN=value # and why',
    '',
    '  export EXPORTED = two words ',
    "SINGLE='a # b'",
    'DOUBLE="a \\" b"',
    'BACKTICK=`it\'s "so"`',
    'EMPTY=',
    'QUOTED_EMPTY=""',
    'COLON: value',
    'no assignment here',
    'BLOCK="first',
    'NOT_A_NAME=second',
    'third"',
    'AFTER=1',
  ].join('\n');
  expect(readDotenv(text)).toEqual([
    { name: 'PLAIN', value: 'value', line: 2, endLine: 2, column: 1 },
    { name: 'EXPORTED', value: 'two words', line: 4, endLine: 4, column: 10 },
    { name: 'SINGLE', value: 'a # b', line: 5, endLine: 5, column: 1 },
    { name: 'DOUBLE', value: 'a \\" b', line: 6, endLine: 6, column: 1 },
    { name: 'BACKTICK', value: 'it\'s "so"', line: 7, endLine: 7, column: 1 },
    { name: 'EMPTY', value: '', line: 8, endLine: 8, column: 1 },
    { name: 'QUOTED_EMPTY', value: '', line: 9, endLine: 9, column: 1 },
    { name: 'COLON', value: 'value', line: 10, endLine: 10, column: 1 },
    { name: 'BLOCK', value: 'first\nNOT_A_NAME=second\nthird', line: 12, endLine: 14, column: 1 },
    { name: 'AFTER', value: '1', line: 15, endLine: 15, column: 1 },
  ]);
});

test('counts lines by CRLF and by lone CR too', () => {
  expect(readDotenv('A=1\r\nB="2\r\n3"\r\nC=4')).toEqual([
    { name: 'A', value: '1', line: 1, endLine: 1, column: 1 },
    { name: 'B', value: '2\n3', line: 2, endLine: 3, column: 1 },
    { name: 'C', value: '4', line: 4, endLine: 4, column: 1 },
  ]);
  expect(readDotenv('A=1\rB=2').map(({ line }) => line)).toEqual([1, 2]);
});

test('an unclosed quote hides nothing after it', () => {
  expect(readDotenv('A="open\nB=2')).toEqual([
    { name: 'A', value: '"open', line: 1, endLine: 1, column: 1 },
    { name: 'B', value: '2', line: 2, endLine: 2, column: 1 },
  ]);
});

test('gives both assignments of a variable that is set twice', () => {
  expect(readDotenv('A=1\nA=2').map(({ value }) => value)).toEqual(['1', '2']);
});

test('gives the offsets of values, quotes included, and accepts the names that Node.js accepts', () => {
  const text = '\ufeffA = one # why\r\nexport é="2\r\n3" # B=4\nC: `c`\nD="open # x\n';
  expect(assignmentsIn(text).map(({ name, from, to }) => [name, text.slice(from, to)])).toEqual([
    ['A', 'one'],
    ['é', '"2\r\n3"'],
    ['C', '`c`'],
    ['D', '"open # x'],
  ]);
  expect(readDotenv(text).map(({ name }) => name)).toEqual(['A', 'C', 'D']);
});

test('reads names and values as dotenv does', () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
  const plain = fc.stringMatching(/^[a-zA-Z0-9/:._-]{0,12}$/);
  const inQuotes = fc.stringMatching(/^[a-zA-Z0-9 #=.\n-]{0,12}$/);
  const assignment = fc.oneof(
    plain.map((value) => ({ value, source: value })),
    inQuotes.map((value) => ({ value, source: `'${value}'` })),
    inQuotes.map((value) => ({ value, source: `"${value}"` })),
  );
  const line = fc.oneof(
    fc.record({ name, assignment, before: fc.constantFrom('', 'export '), after: fc.constantFrom('', ' # comment') }),
    fc.constantFrom('', '# comment'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text = lines
        .map((part) =>
          typeof part === 'string' ? part : `${part.before}${part.name}=${part.assignment.source}${part.after}`,
        )
        .join('\n');
      const ours = Object.fromEntries(readDotenv(text).map(({ name, value }) => [name, value]));
      expect(ours).toEqual(parse(text));
    }),
  );
});
