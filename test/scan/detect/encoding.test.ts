import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toUtf8 } from '../../../src/scan/detect/encoding.ts';

const TEXT = 'const key = "value"; // naïve café\n'.repeat(4);
const PLAIN = 'const key = "value"; // nothing else\n'.repeat(2);
const RUSSIAN = 'Ключ сервиса ниже, никому не показывать\n';

const little = (text: string) => Buffer.from(text, 'utf16le');
const big = (text: string) => Buffer.from(little(text)).swap16();
const wide = (text: string) => Buffer.concat([...text].map((char) => Buffer.from([char.charCodeAt(0), 0, 0, 0])));
const wideBig = (text: string) => Buffer.concat([...text].map((char) => Buffer.from([0, 0, 0, char.charCodeAt(0)])));
const bytes = (...values: number[]) => Buffer.from(values);
const [LITTLE, BIG] = [bytes(0xff, 0xfe), bytes(0xfe, 0xff)];
const decode = (...parts: Buffer[]) => Buffer.from(toUtf8(Buffer.concat(parts))).toString('utf8');

test.each([
  ['UTF-16 LE with a byte order mark', [LITTLE, little(TEXT)], `\ufeff${TEXT}`],
  ['UTF-16 BE with a byte order mark', [BIG, big(TEXT)], `\ufeff${TEXT}`],
  ['UTF-16 LE without', [little(TEXT)], TEXT],
  ['UTF-16 BE without', [big(TEXT)], TEXT],
  ['UTF-16 cut in the middle of a unit', [little(TEXT).subarray(0, -1)], TEXT.slice(0, -1)],
  ['UTF-16 without any zero', [LITTLE, little('Ключ')], '\ufeffКлюч'],
])('%s becomes UTF-8', (_, parts, expected) => {
  expect(decode(...parts)).toBe(expected);
});

test.each([
  ['UTF-16 by one shell, then plain text by another', [LITTLE, little(TEXT), Buffer.from(PLAIN)]],
  ['plain text, then UTF-16', [Buffer.from(TEXT), little(PLAIN)]],
  ['plain text, then UTF-16 BE with its own mark', [Buffer.from(TEXT), BIG, big(PLAIN)]],
  ['a byte order mark before plain text', [LITTLE, Buffer.from(PLAIN)]],
  ['a byte order mark of the other order', [BIG, little(PLAIN)]],
  ['UTF-16 LE that begins in another script', [little(RUSSIAN.repeat(9)), little(PLAIN)]],
  ['UTF-16 BE that begins in another script', [big(RUSSIAN.repeat(9)), big(PLAIN)]],
  [
    'UTF-16 between other bytes, at an odd position',
    [bytes(1, 0, 0, 7, 200, 3, 0), little(PLAIN), bytes(9, 0, 0, 255)],
  ],
  ['UTF-32 LE with a byte order mark', [bytes(0xff, 0xfe, 0, 0), wide(PLAIN)]],
  ['UTF-32 BE with a byte order mark', [bytes(0, 0, 0xfe, 0xff), wideBig(PLAIN)]],
  ['UTF-32 behind plain text', [Buffer.from(TEXT), wide(PLAIN)]],
])('%s: all of it is read', (_, parts) => {
  expect(decode(...parts)).toContain(PLAIN);
});

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['Latin-1', Buffer.from(TEXT, 'latin1')],
  ['text with NUL bytes in it', Buffer.from(`${TEXT}\0${TEXT}\0\0\0`)],
  ['zeros', Buffer.alloc(4096)],
  ['nothing', Buffer.alloc(0)],
  ['binary of small numbers', Buffer.from(Array.from({ length: 64 }, (_, i) => (i % 4 === 0 ? 1 : 0)))],
  ['short texts between zeros', Buffer.from('a\0b\0c\0\0\0dd\0\0e\0'.repeat(20))],
])('%s is passed through', (_, content) => {
  expect(toUtf8(content)).toBe(content);
});

test('wherever it stands, text in UTF-16 or UTF-32 is read whole, and its lines stay lines', () => {
  const text = fc.string({ minLength: 24, maxLength: 60, unit: fc.constantFrom(...'abcxyz0189=_-\n"') });
  const encode = fc.constantFrom(little, big, wide, wideBig);
  // With a byte order mark all of it is in one encoding, and nothing begins at an odd byte.
  const before = fc
    .uint8Array({ maxLength: 40 })
    .map((values) => Buffer.from(values.map((value) => value | 0x80)))
    .filter((start) => !/^(?:\xff\xfe|\xfe\xff)/.test(start.toString('latin1')));
  fc.assert(
    fc.property(text, encode, before, (inner, write, start) => {
      const decoded = decode(start, bytes(0x80, 0x81), write(inner), bytes(0x80, 0x81));
      expect(decoded).toContain(inner);
      expect(decoded.split('\n').length).toBe(inner.split('\n').length);
    }),
    { numRuns: 500 },
  );
});
