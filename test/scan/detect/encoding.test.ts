import { expect, test } from 'vitest';
import { toUtf8 } from '../../../src/scan/detect/encoding.ts';

const TEXT = 'const key = "value"; // naïve café\n'.repeat(4);
const little = Buffer.from(TEXT, 'utf16le');
const big = Buffer.from(little).swap16();

test.each([
  ['UTF-16 LE with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), little]), `\ufeff${TEXT}`],
  ['UTF-16 BE with a byte order mark', Buffer.concat([Buffer.from([0xfe, 0xff]), big]), `\ufeff${TEXT}`],
  ['UTF-16 LE without', little, TEXT],
  ['UTF-16 BE without', big, TEXT],
  ['UTF-16 cut in the middle of a unit', little.subarray(0, -1), TEXT.slice(0, -1)],
])('%s becomes UTF-8', (_, bytes, expected) => {
  expect(Buffer.from(toUtf8(bytes)).toString('utf8')).toBe(expected);
});

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['Latin-1', Buffer.from(TEXT, 'latin1')],
  ['text with NUL bytes in it', Buffer.from(`${TEXT}\0${TEXT}\0\0\0`)],
  ['zeros', Buffer.alloc(4096)],
  ['nothing', Buffer.alloc(0)],
  ['binary of small numbers', Buffer.from(Array.from({ length: 64 }, (_, i) => (i % 4 === 0 ? 1 : 0)))],
])('%s is passed through', (_, bytes) => {
  expect(toUtf8(bytes)).toBe(bytes);
});
