import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines, GAP, gitPatch } from '../../src/files/diff.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `${n}\n`).join('');

test('shows changes with three lines around them', () => {
  const after = numbered(20).replace('10\n', 'ten\nand more\n');
  expect(diffLines(numbered(20), after)).toEqual([
    GAP,
    ' 7',
    ' 8',
    ' 9',
    '-10',
    '+ten',
    '+and more',
    ' 11',
    ' 12',
    ' 13',
    GAP,
  ]);
});

test('keeps two changes apart', () => {
  const after = numbered(12).replace('0\n', 'a\n0\n').replace('11\n', '11\nb\n');
  expect(diffLines(numbered(12), after)).toEqual(['+a', ' 0', ' 1', ' 2', GAP, ' 9', ' 10', ' 11', '+b']);
});

test('shows new and deleted files whole', () => {
  expect(diffLines('', 'a\nb\n')).toEqual(['+a', '+b']);
  expect(diffLines('a\nb\n', '')).toEqual(['-a', '-b']);
  expect(diffLines('a\n', 'a\n')).toEqual([GAP]);
  expect(diffLines('', '')).toEqual([]);
});

test('an empty line is none that is left out, and a newline at the end is no difference', () => {
  expect(diffLines('a\n\nb\n', 'a\n\nc\n')).toEqual([' a', ' ', '-b', '+c']);
  expect(diffLines('a\nb', 'a\nb\n')).toEqual([GAP]);
  expect(diffLines('a\nb', 'a\nc\n')).toEqual([' a', '-b', '+c']);
});

test('line ends of Windows are a part of the line', () => {
  expect(diffLines('a\r\nb\r\n', 'a\r\nb\n')).toEqual([' a\r', '-b\r', '+b']);
});

test('what is added and removed makes one text of the other', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    .map((lines) => lines.map((l) => `${l}\n`).join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const only = (mark: string, from: string) =>
        subsequence(
          lines.filter((line) => line.startsWith(' ') || line.startsWith(mark)).map((line) => line.slice(1)),
          from.split('\n').slice(0, -1),
        );
      expect(only('+', after)).toBe(true);
      expect(only('-', before)).toBe(true);
      const count = (mark: string) => lines.filter((line) => line.startsWith(mark)).length;
      expect(before.length / 2 - count('-') + count('+')).toBe(after.length / 2);
    }),
  );
});

test('where too much changes, all of it is shown as changed, however long the search would have taken', () => {
  const pattern = (line: string) => Array.from({ length: 200_000 }, (_, n) => (n % 3 === 0 ? line : `${n % 2}`));
  const [before, after] = [pattern('x'), pattern('y')];
  const lines = diffLines(before.join('\n'), after.join('\n'));
  expect(lines).toEqual([...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)]);
  expect(gitPatch('a.yml', before.join('\n'), after.join('\n'))).toBeUndefined();
});

function subsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const line of whole) if (line === part[at]) at++;
  return at === part.length;
}
