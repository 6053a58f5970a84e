import fc from 'fast-check';
import { expect, test } from 'vitest';
import { insertBlock, linesOf, runsHexhound, withoutBlocks } from '../../src/files/block.ts';

const lineEnd = fc.constantFrom('\n', '\r\n');
const line = fc.tuple(fc.stringMatching(/^[ a-z#>]{0,8}$/), lineEnd).map(([text, end]) => text + end);

test('what is put in comes out again, and every other byte stays', () => {
  fc.assert(
    fc.property(fc.array(line), fc.nat(10), fc.constantFrom('', '  '), (lines, at, indent) => {
      const text = lines.join('');
      const inserted = insertBlock(text, at, ['one', 'two'], indent);
      expect(inserted).not.toBe(text);
      expect(withoutBlocks(inserted, 'hook')).toBe(text);
      expect(linesOf(inserted).join('')).toBe(inserted);
    }),
  );
});

test('the block ends its lines as the text does, and begins on a line of its own', () => {
  expect(insertBlock('a\r\nb', 2, ['c'])).toBe('a\r\nb\r\n# >>> hexhound >>>\r\nc\r\n# <<< hexhound <<<\r\n');
  expect(insertBlock('a\nb\n', 1, ['c'], '  ')).toBe('a\n  # >>> hexhound >>>\n  c\n  # <<< hexhound <<<\nb\n');
});

test('a block without an end is an error, not half a file', () => {
  expect(() => withoutBlocks('a\n# >>> hexhound >>>\nb\n', 'pre-commit')).toThrow(
    'has a line "# >>> hexhound >>>" and no "# <<< hexhound <<<" after it: fix that first',
  );
});

test.each([
  ['npx hexhound staged\n', true],
  ['run: node_modules/.bin/hexhound staged --quiet\n', true],
  ['run_hexhound staged || exit $?', true],
  ['# hexhound staged\n', false],
  ['hexhound scan --staged-only\n', false],
  ['hexhound scan\n', false],
  ['git diff --staged\n', false],
])('%j runs hexhound: %s', (text, expected) => {
  expect(runsHexhound(text, 'staged')).toBe(expected);
});
