import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/runtime/redaction/index.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { cutUp } from './texts.ts';

const KEYS = [hexKey('packed'), `glpat-${alnumKey('packed', 20)}`];
const redactor = createRedactor();

const codes = (key: string) => [...Buffer.from(key)];
const digits = (key: string) => codes(key).map((code) => code.toString(16));
const each = (key: string, write: (two: string, code: number) => string) =>
  codes(key)
    .map((code) => write(code.toString(16), code))
    .join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Ways to write a key, whatever stands around it. */
const FORMS: Readonly<Record<string, (key: string) => string>> = {
  base64,
  base64url: (key) => Buffer.from(`??>${key}`).toString('base64url'),
  'base64 of a line': (key) => base64(`token=${key}\n`),
  'base64 of base64': (key) => base64(base64(`token=${key}`)),
  'base64 in a URL': (key) => encodeURIComponent(base64(`???${key}`)),
  'base64 in JSON of PHP': (key) => base64(`???>>>${key}???`).replaceAll('/', '\\/'),
  'base64 of UTF-16': (key) => Buffer.from(`${key} `, 'utf16le').toString('base64'),
  percent: (key) => each(key, (two) => `%${two}`),
  'percent twice': (key) => each(key, (two) => `%25${two.toUpperCase()}`),
  'one percent': (key) => `${key.slice(0, 7)}%${digits(key)[7]}${key.slice(8)}`,
  JSON: (key) => each(key, (two) => `\\u00${two}`),
  'JSON in JSON': (key) => each(key, (two) => `\\\\u00${two.toUpperCase()}`),
  C: (key) => each(key, (two) => `\\x${two}`),
  octal: (key) => each(key, (_, code) => `\\${code.toString(8).padStart(3, '0')}`),
  HTML: (key) => each(key, (_, code) => `&#${code};`),
  'HTML, hexadecimal': (key) => each(key, (two) => `&#x${two};`),
  'quoted-printable': (key) => each(key, (two) => `=${two.toUpperCase()}`),
  hexadecimal: (key) => digits(key).join(''),
  'hexadecimal pairs': (key) => digits(key).join(' '),
  'hexadecimal pairs with colons': (key) => digits(key).join(':'),
  'decimal bytes': (key) => `[${codes(key).join(', ')}]`,
  'hexadecimal bytes': (key) =>
    digits(key)
      .map((two) => `0x${two}`)
      .join(', '),
  'a colour in it': (key) => `\x1b[31m${key.slice(0, 9)}\x1b[1;32m\x1b[K${key.slice(9)}\x1b[0m`,
  'a colour as JSON': (key) => `\\u001b[31m${key.slice(0, 9)}\\u001b[39m${key.slice(9)}`,
  'a zero-width space': (key) => `${key.slice(0, 9)}\u200b${key.slice(9)}`,
  'soft hyphens': (key) => `${key.slice(0, 9)}\u00ad${key.slice(9)}`,
  concatenated: (key) => `f("${key.slice(0, 9)}" + "${key.slice(9)}")`,
  'adjacent literals': (key) => `f('${key.slice(0, 9)}' '${key.slice(9)}')`,
};

const LINES = [
  (text: string) => text,
  (text: string) => `2026-11-30T10:00:00.000Z INFO sent ${text} to https://a.example/x?y=1\nnext line\n`,
  (text: string) => `{"level":30,"msg":"<${text}>"}\n`,
  (text: string) => `a\r\napi_key = ${text}\r\nb`,
];

test.each(Object.keys(FORMS))('masked, in whatever pieces it comes: %s', (name) => {
  for (const key of KEYS) {
    const packed = FORMS[name]?.(key) ?? '';
    // What is left shows no part of it, but for its end.
    const parts = Array.from({ length: packed.length - 12 }, (_, at) => packed.slice(at, at + 8));
    for (const line of LINES) {
      const text = line(packed);
      const whole = redactor.redact(text);
      expect(parts.filter((part) => !/[[m ]/.test(part) && whole.includes(part))).toEqual([]);
      expect(redactor.redact(whole)).toBe(whole);
      for (let at = 0; at <= text.length; at += 3) {
        const pieces = redactor.bytePieces();
        const out = cutUp(Buffer.from(text), [at / text.length]).flatMap((piece) => pieces.push(piece));
        expect(Buffer.concat([...out, ...pieces.end()]).toString()).toBe(whole);
        expect(pieces.count).toBeGreaterThan(0);
      }
    }
  }
});

test('colours and quotes stay, and what is no secret stays as it is', () => {
  const [key = ''] = KEYS;
  expect(redactor.redact(`\x1b[31m${key.slice(0, 9)}\x1b[1m${key.slice(9)}\x1b[0m!`)).toBe(
    '\x1b[31m****\x1b[1m\x1b[0m!',
  );
  expect(redactor.redact(`x("${key.slice(0, 9)}" + "${key.slice(9)}")`)).toBe('x("****")');
  for (const text of [
    `data:image/png;base64,${Buffer.from(codes(key.repeat(9)).map((code, at) => (code * at) % 256)).toString('base64')}`,
    base64('a sentence that has no secret in it, and is long enough to be looked at'),
    '"a" + "b", \x1b[32mINFO\x1b[39m: 12:10:10:01 %D0%BA%D0%BB%D1%8E%D1%87 [48, 49, 50, 51, 52, 53, 54, 55, 56]',
    'GET /a/b%20c?d=%7B%22e%22%3A1%7D&amp;f=&#39;g&#39; HTTP/1.1\n00:1b:44:11:3a:b7 66:6f:6f:20:62:61:72:21',
  ])
    expect(redactor.redact(text)).toBe(text);
});

test.each(['little', 'big'] as const)('a stream of UTF-16, in %s-endian order', (order) => {
  const [key = ''] = KEYS;
  const encode = (text: string) => {
    const bytes = Buffer.from(text, 'utf16le');
    return order === 'little' ? bytes : bytes.swap16();
  };
  for (const mark of ['\ufeff', '']) {
    const bytes = encode(`${mark}starting the job\r\n\ud800 api_key=${key}\r\nключ`);
    for (let at = 0; at <= bytes.length; at += 5) {
      const pieces = redactor.bytePieces();
      const out = cutUp(bytes, [at / bytes.length]).flatMap((piece) => pieces.push(piece));
      const whole = Buffer.concat([...out, ...pieces.end()]);
      expect(whole).toEqual(encode(`${mark}starting the job\r\n\ud800 api_key=****${key.slice(-4)}\r\nключ`));
    }
  }
});
