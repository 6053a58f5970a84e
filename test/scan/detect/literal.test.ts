import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLiteral } from '../../../src/scan/detect/literal.ts';

/** The literal behind the first `|` of a text. */
function literalIn(text: string, isSetting = false, outer = '', isData = false): string | undefined {
  const start = text.indexOf('|');
  const plain = text.replace('|', '');
  const range = readLiteral(plain, start, { isSetting: () => isSetting, outer, isData });
  return range && plain.slice(range.start, range.end);
}

test.each([
  ['"|a(b) [c] {d} <e>";', 'a(b) [c] {d} <e>'],
  ["'|it\\'s' + x", "it\\'s"],
  ['`|a"b\'c`', 'a"b\'c'],
  ['\\"|json in a string\\",', 'json in a string'],
  ['\\"|with \\\\\\" quotes\\"', 'with \\\\\\" quotes'],
  ['&quot;|in html&quot;', 'in html'],
  ['>|an element</b>', 'an element'],
])('in quotes: %s', (text, literal) => {
  expect(literalIn(text)).toBe(literal);
});

test.each(['"|no end\n"', '"|abc"', '&quot;|no end', '"|'])('none in %j', (text) => {
  expect(literalIn(text)).toBeUndefined();
});

test('without quotes it ends where code goes on, or a setting with its line', () => {
  expect(literalIn('|value;')).toBe('value');
  expect(literalIn('|value&other=1')).toBe('value');
  expect(literalIn('|va{lu}e;x(1)\n')).toBeUndefined();
  expect(literalIn('|va%lu}e;x(1)\n', true)).toBe('va%lu}e;x(1)');
  expect(literalIn('|value # why\n', true)).toBe('value');
  expect(literalIn('|load(name)\n', true)).toBe(undefined);
  expect(literalIn('|load(name)\n', true, '', true)).toBe('load(name)');
  expect(literalIn('|a;b)c", x', false, '"')).toBe('a;b)c');
});

test('lies in the text, and is of four characters or more', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.nat(200), fc.boolean(), (text, at, isSetting) => {
      const start = Math.min(at, text.length);
      const range = readLiteral(text, start, { isSetting: () => isSetting });
      if (range === undefined) return;
      expect(range.start).toBe(start);
      expect(range.end - range.start).toBeGreaterThanOrEqual(3);
      expect(range.end).toBeLessThanOrEqual(text.length);
    }),
  );
});
