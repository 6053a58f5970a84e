import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { formsOf, partsOf } from '../../../src/respond/search/forms.ts';
import { NeedleSet } from '../../../src/respond/search/needle-set.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

const KEY = hexKey('forms');

function find(value: string, content: Buffer): string[] {
  const set = new NeedleSet([formsOf(value)]);
  return set.valuesOf(set.findIn(content)).get(0) ?? [];
}

const around = fc.string({ unit: fc.constantFrom('a', '0', '\n', ' ', '=', '"'), maxLength: 40 });

test('in base64, once and twice, whatever stands around it before it is encoded', () => {
  fc.assert(
    fc.property(around, around, fc.constantFrom('base64', 'base64url'), (before, after, encoding) => {
      const encode = (text: string) => Buffer.from(text).toString(encoding as BufferEncoding);
      expect(find(KEY, Buffer.from(encode(before + KEY + after)))).toEqual(['base64']);
      expect(find(KEY, Buffer.from(encode(before + encode(after + KEY + before) + after)))).toContain('base64 twice');
      expect(find(KEY, Buffer.from(before + KEY + after))).toEqual(['']);
      expect(find(KEY, Buffer.from(before + after))).toEqual([]);
    }),
  );
});

test.each([
  ['UTF-16', (value: string) => Buffer.from(`x${value}`, 'utf16le')],
  ['UTF-16', (value: string) => Buffer.from(`x${value}`, 'utf16le').swap16()],
  ['base64 of UTF-16', (value: string) => Buffer.from(Buffer.from(`abc ${value}`, 'utf16le').toString('base64'))],
  ['percent-encoded', (value: string) => Buffer.from(encodeURIComponent(value))],
  ['percent-encoded', (value: string) => Buffer.from(new URLSearchParams({ value }).toString())],
  ['JSON', (value: string) => Buffer.from(JSON.stringify(value))],
  ['HTML', (value: string) => Buffer.from(value.replaceAll('&', '&amp;').replaceAll('"', '&quot;'))],
  ['hexadecimal', (value: string) => Buffer.from(Buffer.from(value).toString('hex'))],
])('as %s', (form, encode) => {
  const value = `p/ss"w&rd=${alnumKey('forms', 20)}`;
  expect(find(value, encode(value))).toContain(form);
});

test('of a key in PEM its own lines, however its line breaks are written', () => {
  const lines = [alnumKey('first', 64), `+${alnumKey('second', 63)}`, alnumKey('third', 64), 'AbC='];
  const block = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'];
  const own = [lines[1]?.slice(1), lines[2]];
  expect(partsOf(new Secret(block.join('\n')))).toEqual(own);
  expect(partsOf(new Secret(block.join('\\n')))).toEqual(own);
  expect(partsOf(new Secret(block.join('\r\n    ')))).toEqual(own);
  expect(partsOf(new Secret([block[0], lines[0], block.at(-1)].join('\n')))).toEqual([lines[0]]);
});

test('what is too short stands everywhere by chance, and is not looked for', () => {
  expect(partsOf(new Secret('1234567'))).toEqual([]);
  expect(partsOf(new Secret('a\nb'))).toEqual([]);
});
