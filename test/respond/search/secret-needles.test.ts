import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { needlesFor, searchedParts } from '../../../src/respond/search/secret-needles.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

const KEY = hexKey('forms');

function find(value: string, content: string): string[] {
  const needles = needlesFor([undefined, new Secret(value)]);
  return needles.valuesOf(needles.findIn(Buffer.from(content))).get(1) ?? [];
}

const around = fc.string({ unit: fc.constantFrom('a', '0', '\n', ' ', '=', '"'), maxLength: 40 });

test('in base64, once and twice, whatever stands around it before it is encoded', () => {
  fc.assert(
    fc.property(around, around, fc.constantFrom('base64', 'base64url'), (before, after, encoding) => {
      const encode = (text: string) => Buffer.from(text).toString(encoding as BufferEncoding);
      expect(find(KEY, encode(before + KEY + after))).toEqual(['base64']);
      expect(find(KEY, encode(before + encode(after + KEY + before) + after))).toContain('base64 twice');
      expect(find(KEY, before + KEY + after)).toEqual(['plain']);
      expect(find(KEY, before + after)).toEqual([]);
    }),
  );
});

test('of a key in PEM its own lines, however its line breaks are written', () => {
  const lines = [alnumKey('first', 64), `+${alnumKey('second', 63)}`, alnumKey('third', 64), 'AbC='];
  const block = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'];
  const own = [lines[1]?.slice(1), lines[2]];
  for (const separator of ['\n', '\\n', '\r\n    ', '%0A', '&#10;', '\\\\n']) {
    expect(searchedParts(new Secret(block.join(separator)))).toEqual(own);
  }
  const encrypted = ['-----BEGIN RSA PRIVATE KEY-----', `DEK-Info: AES-128-CBC,${hexKey('iv')}`, '', ...block.slice(1)];
  expect(searchedParts(new Secret(encrypted.join('\n')))).toEqual(own);
  expect(searchedParts(new Secret([block[0], lines[0], block.at(-1)].join('\n')))).toEqual([lines[0]]);
});

test('a value that only looks as if it had lines is looked for as it is', () => {
  const value = `a\\nb${alnumKey('short', 9)}`;
  expect(searchedParts(new Secret(value))).toEqual([value]);
});

test('what is too short stands everywhere by chance, and is not looked for', () => {
  expect(searchedParts(new Secret('1234567'))).toEqual([]);
  expect(searchedParts(new Secret('a\nb'))).toEqual([]);
});
