import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeForeign, toSafeJson } from '../../src/syntax/escape.ts';
import { actingLines, COMMANDS } from '../helpers/ci-commands.ts';

test.each([
  ['plain text, hörbar, 日本語, 😀 stays', 'plain text, hörbar, 日本語, 😀 stays'],
  ['a\x1b[31mb\x07\r\n\t\0\x7f', 'a\\x1b[31mb\\x07\\x0d\\x0a\\x09\\x00\\x7f'],
  ['\u009b2J\u0085', '\\x9b2J\\x85'],
  ['\u202ea\u202c\u2066b\u2069\u200e', '\\u{202e}a\\u{202c}\\u{2066}b\\u{2069}\\u{200e}'],
  ['\u200b\u200d\u2060\ufeff\u00ad', '\\u{200b}\\u{200d}\\u{2060}\\u{feff}\\xad'],
  ['\u2028\u2029', '\\u{2028}\\u{2029}'],
  ['\u{e0041}\ud800', '\\u{e0041}\\u{d800}'],
])('%j becomes %j', (text, escaped) => {
  expect(escapeForeign(text)).toBe(escaped);
});

test('safe JSON is the same data', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
      const value = { texts: [...texts, '\u009b\u202e\u{e0041}'] };
      const text = toSafeJson(value);
      expect(JSON.parse(text)).toEqual(value);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});

/** Foreign text with commands of CI systems at any position. */
const FOREIGN = fc
  .array(fc.oneof(fc.constantFrom(...COMMANDS, '\n', '\r', ' ', ':', '#', '##', '['), fc.string({ unit: 'binary' })))
  .map((parts) => parts.join(''));

test('no foreign text is a command of a CI system, at the beginning of a line or behind other text', () => {
  expect(COMMANDS.filter((command) => actingLines(command).length === 0)).toEqual([]);
  fc.assert(
    fc.property(FOREIGN, (text) => {
      for (const line of ['', '  ', 'hexhound: ']) expect(actingLines(line + escapeForeign(text))).toEqual([]);
      const value = { [text]: [text] };
      for (const indent of [0, 2]) {
        expect(actingLines(toSafeJson(value, indent))).toEqual([]);
        expect(JSON.parse(toSafeJson(value, indent))).toEqual(value);
      }
    }),
    { numRuns: 1000 },
  );
});

test('what only looks like a command stays', () => {
  const harmless = ['std::vector', '## heading', '-----BEGIN', 'a --- b', 'a[#x]', 'C:\\x', 'section_started'];
  for (const text of harmless) expect(escapeForeign(text)).toBe(text);
});
