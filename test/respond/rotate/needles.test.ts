import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { Needles } from '../../../src/respond/rotate/needles.ts';
import { hexKey } from '../../helpers/keys.ts';

const KEY = hexKey('needle');
const needles = new Needles(new Secret(KEY));

function find(bytes: Uint8Array): string[] {
  return needles.find([{ bytes, origin: { line: 1 } }]).map(({ line, form }) => `${line} ${form}`.trim());
}

const around = fc.string({ unit: fc.constantFrom('a', '0', '\n', ' ', '=', '"'), maxLength: 40 });

test('a value is found wherever it stands, with its line', () => {
  fc.assert(
    fc.property(around, around, (before, after) => {
      const line = before.split('\n').length;
      expect(find(Buffer.from(before + KEY + after))).toEqual([`${line}`]);
      expect(find(Buffer.from(before + after))).toEqual([]);
    }),
  );
});

test('in base64, whatever stands around it before it is encoded', () => {
  fc.assert(
    fc.property(around, around, fc.constantFrom('base64', 'base64url'), (before, after, encoding) => {
      const encoded = Buffer.from(before + KEY + after).toString(encoding as BufferEncoding);
      expect(find(Buffer.from(`x:\n  y: ${encoded}\n`))).toEqual(['2 base64']);
    }),
  );
});

test('in UTF-16, and several times', () => {
  expect(find(Buffer.from(`\n${KEY}`, 'utf16le'))).toEqual(['2 UTF-16']);
  expect(find(Buffer.from(`${KEY} ${KEY}\n\n${KEY}`))).toEqual(['1', '3']);
});

test('a place that two pieces share counts once', () => {
  const text = Buffer.from(`a\nb ${KEY}\n`);
  const pieces = [
    { bytes: text, origin: { line: 1 } },
    { bytes: text.subarray(2), origin: { line: 2 } },
  ];
  expect(needles.find(pieces)).toEqual([{ line: 2, form: '' }]);
});
