import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMinified, LineIndex, lineBefore } from '../../src/syntax/text.ts';

const texts = fc.string({ unit: fc.constantFrom('a', '\n', '\r') });

test('the line of an offset is one plus the number of line feeds before it', () => {
  fc.assert(
    fc.property(texts, fc.nat(30), (text, offset) => {
      const at = Math.min(offset, text.length);
      expect(new LineIndex(text).lineOf(at)).toBe(text.slice(0, at).split('\n').length);
    }),
  );
});

test('a line starts at the first offset that is on it', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lines = new LineIndex(text);
      const count = text.split('\n').length;
      for (let line = 1; line <= count; line++) {
        const start = lines.startOf(line);
        expect(start).toBe(
          text
            .split('\n')
            .slice(0, line - 1)
            .join('\n').length + (line === 1 ? 0 : 1),
        );
        expect(lines.lineOf(start ?? -1)).toBe(line);
      }
      expect(lines.startOf(count + 1)).toBeUndefined();
    }),
  );
});

test('the text before an offset on its line', () => {
  expect(lineBefore('a\n  b', 4)).toBe('  ');
  expect(lineBefore('a\nb', 2)).toBe('');
  expect(lineBefore('ab', 1)).toBe('a');
  expect(lineBefore('x'.repeat(1000), 900)).toBe('x'.repeat(400));
});

test.each([
  ['one long line', 'x'.repeat(30_000), true],
  ['a long line among others', `${'a\n'.repeat(2000)}${'x'.repeat(6000)}\n${'a\n'.repeat(9000)}`, true],
  ['a short file', 'x'.repeat(6000), false],
  ['many short lines', 'const a = 1;\n'.repeat(3000), false],
])('%s: minified %#', (_, text, expected) => {
  expect(isMinified(text)).toBe(expected);
});
