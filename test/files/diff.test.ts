import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiffLine, diffLines } from '../../src/files/diff.ts';

const show = (lines: readonly DiffLine[]) =>
  lines.map(({ kind, text }) => ({ same: ' ', added: '+', removed: '-', gap: '~' })[kind] + text);

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `${n}\n`).join('');

test('shows changes with three lines around them', () => {
  const after = numbered(20).replace('10\n', 'ten\nand more\n');
  expect(show(diffLines(numbered(20), after))).toEqual([
    '~',
    ' 7',
    ' 8',
    ' 9',
    '-10',
    '+ten',
    '+and more',
    ' 11',
    ' 12',
    ' 13',
    '~',
  ]);
});

test('keeps two changes apart', () => {
  const after = numbered(12).replace('0\n', 'a\n0\n').replace('11\n', '11\nb\n');
  expect(show(diffLines(numbered(12), after))).toEqual(['+a', ' 0', ' 1', ' 2', '~', ' 9', ' 10', ' 11', '+b']);
});

test('shows new and deleted files whole', () => {
  expect(show(diffLines('', 'a\nb\n'))).toEqual(['+a', '+b']);
  expect(show(diffLines('a\nb\n', ''))).toEqual(['-a', '-b']);
  expect(diffLines('a\n', 'a\n')).toEqual([{ kind: 'gap', text: '' }]);
});

test('what is added and removed makes one text of the other', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    .map((lines) => lines.map((l) => `${l}\n`).join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const only = (side: 'added' | 'removed', from: string) =>
        subsequence(
          lines.filter(({ kind }) => kind === 'same' || kind === side).map((line) => line.text),
          from.split('\n').slice(0, -1),
        );
      expect(only('added', after)).toBe(true);
      expect(only('removed', before)).toBe(true);
      const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
      expect(before.length / 2 - count('removed') + count('added')).toBe(after.length / 2);
    }),
  );
});

function subsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const line of whole) if (line === part[at]) at++;
  return at === part.length;
}
