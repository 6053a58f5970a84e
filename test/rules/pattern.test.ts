import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measurePattern, PatternError } from '../../src/rules/pattern.ts';

test.each([
  ['[0-9a-f]{32}', { min: 32, max: 32, ahead: 0, behind: 0, run: 32 }],
  ['a|bcd|', { min: 0, max: 3, ahead: 0, behind: 0, run: 0 }],
  ['(?:[a-z]{2,4}|\\d{9})\\.x?', { min: 3, max: 11, ahead: 0, behind: 0, run: 2 }],
  ['(?<!ab)(?<name>.{5,7}?)(?=xyz|q)', { min: 5, max: 7, ahead: 3, behind: 2, run: 0 }],
  ['(?:[0-9a-f]{4}-){3}', { min: 15, max: 15, ahead: 0, behind: 0, run: 15 }],
  ['(?:[0-9a-f]{4}\\.)?[a-z]{3}(?:x|yz)(?=!)[A-Z]{2}:', { min: 7, max: 13, ahead: 1, behind: 0, run: 6 }],
  ['[\\w.]{40}(?:[\\w-]{8})?', { min: 40, max: 48, ahead: 0, behind: 0, run: 0 }],
  ['[^\\]\\\\]\\x60\\b^$\\/', { min: 3, max: 3, ahead: 0, behind: 0, run: 1 }],
  ['(?:(?!end)[\\s\\S]){0,200}?end', { min: 3, max: 203, ahead: 3, behind: 0, run: 3 }],
])('%s', (pattern, extent) => {
  expect(measurePattern(pattern)).toEqual(extent);
});

test.each([
  ['a+', '"a+" has no upper bound (character 1)'],
  ['xy.*z', '".*" has no upper bound (character 3)'],
  ['[a-z]{3,}', '"[a-z]{3,}" has no upper bound (character 1)'],
  ['(?=a*)b', '"a*" has no upper bound (character 4)'],
  ['(?:a{1,3}b){2,4}', '"(?:a{1,3}b){2,4}" repeats something that varies in length (character 1)'],
  ['(?:a?){50}', '"(?:a?){50}" repeats something that varies in length (character 1)'],
  ['(a)\\1', 'back-references are not supported (character 4)'],
  ['(?<n>a)\\k<n>', 'back-references are not supported (character 8)'],
  ['(?i:a)', 'unknown kind of group (character 2)'],
  ['(a', '")" is missing (character 3)'],
  ['a)', 'unmatched ")" (character 2)'],
  ['sch\u00f6n', 'only ASCII can be matched: content is bytes (character 4)'],
  ['a{', '"{" cannot stand here unescaped (character 2)'],
  ['\\u0041', '"\\" cannot stand here unescaped (character 1)'],
])('%s is refused', (pattern, message) => {
  expect(() => measurePattern(pattern)).toThrow(new PatternError(message));
});

test('nothing that matches is longer or shorter than measured', () => {
  const atom = fc.constantFrom('a', '[ab]', '\\d', '.', '\\.', '(?:ab|c)', '(?<!x)', '(?=[a-z0-9.])');
  const count = fc.constantFrom('', '?', '{2}', '{1,3}', '{0,2}?');
  const piece = fc
    .tuple(atom, count)
    .map(([part, times]) => (part.startsWith('(?<') || part.startsWith('(?=') ? part : part + times));
  const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.'), maxLength: 30 }),
      (source, text) => {
        const { min, max, run } = measurePattern(source);
        for (const [match] of text.matchAll(new RegExp(source, 'g'))) {
          expect(match.length).toBeGreaterThanOrEqual(min);
          expect(match.length).toBeLessThanOrEqual(max);
          expect(Math.max(...match.split(/[^A-Za-z0-9+/=_-]/).map((part) => part.length))).toBeGreaterThanOrEqual(run);
        }
      },
    ),
  );
});
