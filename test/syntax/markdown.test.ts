import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeSpan, foreignText } from '../../src/syntax/markdown.ts';

test.each([
  ['plain words, 3 of them', 'plain words, 3 of them'],
  ['ask @octocat or #12', 'ask `@octocat` or `#12`'],
  ['see https://evil.example/x, www.evil.example', 'see `https://evil.example/x`, `www.evil.example`'],
  ['mail ada@example.org (GH-12, acme/site#3)', 'mail `ada@example.org` (`GH-12`, `acme/site#3`)'],
  ['of GitLab: !1 ~bug %"v1" &2 $3', 'of GitLab: `!1` `~bug` `%"v1"` `&2` `$3`'],
  ['since a1b2c3d4e5, :tada:', 'since `a1b2c3d4e5`, `:tada:`'],
  [
    '<img src=x> ![a](b) | _c_ **d**',
    '&#60;img src=x&#62; &#33;&#91;a&#93;(b) &#124; &#95;c&#95; &#42;&#42;d&#42;&#42;',
  ],
  ['- item', '&#45; item'],
  ['1. item', '&#49;. item'],
  ['=== ', '&#61;=='],
  ['a\nb\u202ec', 'a&#92;x0ab&#92;u&#123;202e&#125;c'],
])('%j is only text: %s', (text, markdown) => {
  expect(foreignText(text)).toBe(markdown);
});

test.each([
  ['', ''],
  ['a b', '`a b`'],
  ['a`b', '`` a`b ``'],
  ['``', '``` `` ```'],
  [' a ', '`  a  `'],
  ['a|b\\|c', '`a\\x7cb\\\\x7cc`'],
  ['a\nb', '`a\\x0ab`'],
])('%j as code: %s', (text, markdown) => {
  expect(codeSpan(text)).toBe(markdown);
});

/** What is left of a line of Markdown without its code spans (CommonMark 6.1). */
function withoutCode(line: string): string {
  return line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/gsu, '');
}

test('whatever the text is, nothing outside of code is markup or a reference', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(
      '`',
      '``',
      '|',
      '\\',
      '<',
      '](',
      '![',
      '@ada',
      '#1',
      'http://x.y',
      ' ',
      '\n',
      '&lt;',
      '$`',
      '&#64;',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      const cell = `${foreignText(text)} ${codeSpan(text)}`;
      expect(cell).not.toMatch(/[|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const rest = withoutCode(cell);
      expect(rest.replace(/&#\d+;/g, '')).not.toMatch(/[`*_<>[\]|~@&$\\]|:\/\/|www\./i);
    }),
  );
});
