import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpressionError, translateRe2 } from '../../src/rules/re2.ts';

/** What a translated expression matches, and its groups. */
function find(source: string, text: string): (string | undefined)[] | undefined {
  const match = new RegExp(translateRe2(source).pattern, 'u').exec(text);
  return match === null ? undefined : [...match];
}

/** Expected results are those of Go's regexp. */
test.each([
  ['(?i)abc', 'xABc', ['ABc']],
  ['a(?i)b', 'AB aB', ['aB']],
  ['a(?i:b)c', 'aBC aBc', ['aBc']],
  ['(?i)a(?-i)b', 'AB Ab', ['Ab']],
  ['(?:(?i)a|b)c', 'Bc', ['Bc']],
  ['(?i)[a-c]+', 'xAbC', ['AbC']],
  ['(?i)[^a]', 'Ab', ['b']],
  ['(?i)k', '\u212a', ['\u212a']],
  ['(?i)straße', 'STRAßE', ['STRAßE']],
  ['a.c', 'a\nc', undefined],
  ['(?s)a.c', 'a\nc', ['a\nc']],
  ['(?s:a.)c.', 'a\nc\n', undefined],
  ['^b', 'a\nb', undefined],
  ['(?m)^b$', 'a\nb\nc', ['b']],
  ['(?m)$', 'a\n', ['']],
  ['b\\z', 'b\n', undefined],
  ['b$', 'b\n', undefined],
  ['\\Ab', 'ab', undefined],
  ['\\Qa.b*\\E+', 'a.b**', ['a.b**']],
  ['\\Qa.b', 'a.b', ['a.b']],
  ['[[:alpha:]]+', '12ab3', ['ab']],
  ['[[:^alpha:]]+', 'ab12c', ['12']],
  ['[^[:space:]x]+', ' x ab', ['ab']],
  ['[[:word:].-]+', '!a_1.-!', ['a_1.-']],
  ['\\pL+', '1äß2', ['äß']],
  ['\\p{Greek}+', 'abγδ', ['γδ']],
  ['\\p{^L}', 'a1', ['1']],
  ['\\PL', 'a1', ['1']],
  ['[\\pN_]+', 'a1_', ['1_']],
  ['(?P<key>a)(b)?', 'a', ['a', 'a', undefined]],
  ['(?<key>a)', 'a', ['a', 'a']],
  ['\\x{1F600}\\x41\\101', '\u{1f600}AA', ['\u{1f600}AA']],
  ['a\\s', 'a\v a\f', ['a\f']],
  ['\\S+', ' \u00a0x ', ['\u00a0x']],
  ['[\\s\\S]{2}', '\n\n', ['\n\n']],
  ['[\\S]+', ' a ', ['a']],
  ['[]a]+', ']a', [']a']],
  ['[^]]', ']a', ['a']],
  ['[a-]+', 'a-', ['a-']],
  ['[\\]\\-x]+', ']-x', [']-x']],
  ['a{,2}', 'a{,2}', ['a{,2}']],
  ['a{2}b{1,}c{0,1}', 'aabb', ['aabb']],
  ['{\\d+}', '{1}', ['{1}']],
  ['a}b]', 'a}b]', ['a}b]']],
  ['(?U)a+', 'aaa', ['a']],
  ['(?U)a+?', 'aaa', ['aaa']],
  ['a+?', 'aaa', ['a']],
  ['a*+a', 'aaa', undefined],
  ['(?:a|ab)++c', 'abc', undefined],
  ['(?>a*)b', 'aab', ['aab', 'aa']],
  ['a|b|', 'c', ['']],
  ['\\_\\/\\-\\"', '_/-"', ['_/-"']],
  ['x\\t\\a\\v', 'x\t\x07\v', ['x\t\x07\v']],
  ['^*a', 'a', ['a']],
  ['\\bé', ' é', undefined],
] as const)('%s in %j', (source, text, expected) => {
  const found = find(source, text);
  expect(found?.slice(0, expected?.length)).toEqual(expected);
});

describe('what it refuses, and where', () => {
  test.each([
    ['a\\C', '"\\C", one byte of a character, cannot be matched (character 2)'],
    ['(a)\\1', 'back-references are not supported (character 4)'],
    ['(?=a)b', 'RE2 has no lookaround (character 2)'],
    ['(?<!a)b', 'RE2 has no lookaround (character 2)'],
    ['a(b', '")" is missing (character 2)'],
    ['ab)', 'unmatched ")" (character 3)'],
    ['x[a', '"]" is missing (character 2)'],
    ['[z-a]', 'a range that ends before it begins (character 5)'],
    ['[[:colour:]]', 'there is no class "[:colour:]" (character 12)'],
    ['\\p{Colour}', 'there is no class of characters "Colour" (character 11)'],
    ['*a', 'nothing to repeat (character 1)'],
    ['a**', 'a quantifier of a quantifier (character 3)'],
    ['a{1001}', 'invalid repeat count "{1001}" (character 8)'],
    ['a{3,2}', 'invalid repeat count "{3,2}" (character 7)'],
    ['a\\', '"\\" at the end (character 2)'],
    ['\\y', 'unknown escape "\\y" (character 1)'],
    ['(?P<a>x)(?P<a>y)', 'two groups are named "a" (character 15)'],
    ['('.repeat(300), 'groups are nested too deep (character 201)'],
  ])('%s', (source, message) => {
    expect(() => translateRe2(source)).toThrow(
      new ExpressionError(message.replace(/ \(character \d+\)$/, ''), Number(/(\d+)\)$/.exec(message)?.[1]) - 1),
    );
  });
});

test('quoted text is found as it is, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      fc.pre(!text.includes('\\E'));
      expect(find(`\\Q${text}\\E`, text)?.[0]).toBe(text);
    }),
  );
});

test('what it accepts, JavaScript accepts', () => {
  const piece = fc.constantFrom(
    'a',
    '(?i)',
    '(?s:',
    '(',
    ')',
    '[',
    ']',
    '^',
    '$',
    '.',
    '*',
    '+',
    '?',
    '{2}',
    '|',
    '\\d',
    '\\pL',
    '-',
    '[:alpha:]',
    '\\b',
    'é',
    '\\Q',
    '\\E',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      try {
        new RegExp(translateRe2(pieces.join('')).pattern, 'u');
      } catch (thrown) {
        if (!(thrown instanceof ExpressionError)) throw thrown;
      }
    }),
  );
});

describe('the syntax of Rust', () => {
  test.each([
    ['(?x) a b # c\n c', 'abc', 'abc'],
    ['(?x)[ab \n]+', 'a b', 'a'],
    ['(?x)a\\ b\\#', 'a b#', 'a b#'],
    ['(?x) a {2} (?-x: b)', 'aa b', 'aa b'],
    ['(?ix) A', 'a', 'a'],
    ['(?-u)a{2,1024}', 'aaa', 'aaa'],
  ])('%j in %j', (source, text, expected) => {
    expect(new RegExp(translateRe2(source, 'rust').pattern, 'u').exec(text)?.[0]).toBe(expected);
  });

  test('only there', () => {
    expect(() => translateRe2('(?x) a')).toThrow('unknown kind of group');
    expect(() => translateRe2('[a&&b]', 'rust')).toThrow('classes of classes');
  });
});
