import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipAround, clipLeft, inColumns, widthOf, wrap } from '../../src/syntax/wrap.ts';

const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 });
const widths = fc.integer({ min: 20, max: 80 });

describe('wrap', () => {
  test('loses no word, and no line is longer than it must be', () => {
    fc.assert(
      fc.property(words, widths, fc.constantFrom('', '  ', '    '), (text, width, indent) => {
        const lines = wrap(text.join(' '), width, indent);
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(text);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test.each([
    ['no terminal', ['one two three'], wrap('one two three', undefined)],
    ['a margin, and a hanging indent', ['  one', '    two', '    three'], wrap('  one two three', 8, '    ')],
    ['a long word stays whole', ['see', 'https://example.com/a/b', 'for'], wrap('see https://example.com/a/b for', 10)],
    ['colours take no room', ['\x1b[1mone\x1b[22m two'], wrap('\x1b[1mone\x1b[22m two', 7)],
  ])('%s', (_, expected, lines) => {
    expect(lines).toEqual(expected);
  });
});

test('two columns, or one below the other where there is little room', () => {
  const rows = [
    ['-a', 'some words that tell'],
    ['--long-name', 'more'],
  ] as const;
  expect(inColumns(rows)).toEqual(['  -a           some words that tell', '  --long-name  more']);
  expect(inColumns(rows, 39)).toEqual(['  -a           some words that tell', '  --long-name  more']);
  expect(inColumns(rows, 26)).toEqual(['  -a', '      some words that tell', '  --long-name', '      more']);
});

test('what is cut keeps what tells most', () => {
  expect(clipLeft('src/deep/file.ts:1:2', 12)).toBe('…file.ts:1:2');
  const line = `${'before '.repeat(20)}****abcd${' after'.repeat(20)}`;
  const cut = clipAround(line, '****abcd', 40);
  expect(cut).toContain('****abcd');
  expect(cut).toHaveLength(40);
  expect(clipAround('short', 'short', 40)).toBe('short');
});
