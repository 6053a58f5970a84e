import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenize } from '../../../src/scan/verdict/tokens.ts';

test.each([
  ['api_key = "', 'api_key| |=| |"'],
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
])('%j', (text, tokens) => {
  expect(tokenize(text).map((token) => token.text)).toEqual(tokens.split('|'));
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
