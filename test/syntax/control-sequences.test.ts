import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '../../src/syntax/control-sequences.ts';

test.each([
  ['\x1b[31mred\x1b[0m', 'red'],
  ['a\x1b[1;38;5;208mb', 'a b'],
  ['key\\u001b[0m: \\x1b[32m"v"', 'key: "v"'],
  ['\x1b(Bv \\033[1mw ^[[2Kx [39my', 'v w x y'],
  ['a[0] list[3m', 'a[0] list '],
  ['a[m b[i]m', 'a[m b[i]m'],
])('%j', (text, plain) => {
  expect(plainText(text).text).toBe(plain.replace(/ $/, ''));
});

test('every character knows where it stood, and what stands before a place is left out', () => {
  const pieces = fc.constantFrom('a', 'b1', ' ', '\x1b[31m', '\\u001b[0m', '[7m', '[', '\n', '\x1b');
  fc.assert(
    fc.property(fc.array(pieces), fc.nat(40), (parts, n) => {
      const text = parts.join('');
      const whole = plainText(text);
      for (let i = 0; i < whole.text.length; i++) {
        if (whole.text[i] !== ' ') expect(text[whole.at(i)]).toBe(whole.text[i]);
      }
      const from = Math.min(n, text.length);
      const cut = plainText(text, from);
      expect(whole.text.endsWith(cut.text)).toBe(true);
      for (let i = 0; i < cut.text.length; i++) if (cut.text[i] !== ' ') expect(cut.at(i)).toBeGreaterThanOrEqual(from);
      for (let i = 0; i < cut.text.length; i++) if (cut.text[i] !== ' ') expect(text[cut.at(i)]).toBe(cut.text[i]);
    }),
  );
});
