import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenize } from '../../../src/scan/verdict/tokens.ts';

test.each([
  ['colour = "', 'colour| |=| |"'],
  ['os.getenv("X", \'', 'os|.|getenv|(|"|X|"|,| |\''],
  ['{\\"key\\": \\"', '{|"|key|"|:| |"'],
  ['{\\\\\\"key\\\\\\":', '{|"|key|"|:'],
  ['&quot;key&quot;: &#34;', '"|key|"|:| |"'],
  ['key%3D', 'key|='],
  ['\\u0022key\\u0022', '"|key|"'],
  ['a\\nb\\tc', 'a|\n|b| |c'],
  ['https:\\/\\/x.y\\/', 'https|:|/|/|x|.|y|/'],
  ['https://x', 'https|:|//|x'],
  ['X-Api-Key: ', 'X-Api-Key|:| '],
  ['run --api-key ', 'run| |--api-key| '],
  ['- key', '-| |key'],
  ['a->b::c?.d', 'a|->|b|::|c|?.|d'],
  ['${KEY:-', '${|KEY|:-'],
  ['$key => ', '$key| |=>| '],
  ['a\r\n  b', 'a|\n|\n| |b'],
  [Buffer.from('“key”：').toString('latin1'), '"|key|"|:'],
  // Escaped blanks and marks are read, letters, digits and what is neither are not.
  ['a%20%3D%0Ab%0Dc', 'a| |=|\n|b|\n|c'],
  ['%41%7E%7F%01%%3A', '%|41|~|%|7F|%|01|%|:'],
  ['\\x41\\x3d\\u002c', '\\|x41|=|,'],
  ['\\q\\"', '\\|q|"'],
  ['&#x3d;&#61;&x;&lt;', '=|=|&|x|;|<'],
  // A hyphen is part of a word between its characters, and up to two are before a letter.
  ['a--b ---c --1 d-', 'a|-|-b| |-|--c| |-|-|1| |d|-'],
  ['a\tb \t c', 'a| |b| |c'],
  [Buffer.from('a£b').toString('latin1'), 'a\xc2\xa3b'],
])('%j', (text, tokens) => {
  expect(tokenize(text).map((token) => token.text)).toEqual(tokens.split('|'));
});

test('kinds: what joins words to a path is told from other marks', () => {
  const kinds = tokenize('a.b->c \\d == `(`\n').map(({ kind }) => kind);
  expect(kinds).toEqual(
    'word member word member word space member word space mark space quote mark quote line'.split(' '),
  );
});

test('tokens cover the text without gaps', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = Buffer.from(bytes).toString('latin1');
      const tokens = tokenize(text);
      const starts = tokens.map(({ start }) => start);
      expect([...starts, text.length]).toEqual([0, ...tokens.map(({ end }) => end)]);
    }),
  );
});
