import fc from 'fast-check';
import type { KernelConfig } from '../../src/model/anchor.ts';

/** Words that overlap one another and themselves, begin alike, and are found within each other. */
export const CONFIG: KernelConfig = {
  keywords: [
    'captcha',
    'captcha_key',
    'CaptchaAI',
    'aaaaa',
    'abcab',
    'abcabc',
    'bcabc',
    '-----BEGIN',
    'key[0]',
    'a'.repeat(64),
    'token',
    '_pass=',
    'aa://',
    '\0key',
    '\0_pw=',
    'salt',
    'senha',
    '[] = {',
  ],
  names: new Set([10, 11, 13, 14, 15, 16]),
  ends: new Set([13, 15, 16]),
  schemes: new Set([12]),
  lists: new Set([17]),
  prefixes: ['abc', 'abcab', 'sk-', 'sk-ant-', 'A1_', '0x9', '_ab', `n${'p'.repeat(31)}`],
};

const HEX = '0123456789abcdef';
const ALNUM = `${HEX}ghijklmnopqrstuvwxyz`;
const MIXED = `${ALNUM}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
const ESCAPES = [
  '\\n',
  '\\r',
  '\\t',
  '\\x41',
  '\\u00e4',
  '%3D',
  '\\',
  '%',
  '\\x4',
  '\\u00e',
  '%3',
  '\\\\n',
  '%%41',
  '\\q',
  '\\a',
  '\\0',
  '\\057',
  '\\U0001f511',
  '%253D',
  '\x1b[31m',
  '\x1b[0K',
  '\x1b[?25h',
  '\x1b[38;2;255;128;0;48;2;255;12m',
  '\x1b[38;2;255;128;0;48;2;255;128m',
  '\x1b(B',
  '\x1bM',
  '\x9b1m',
  '^[[1m',
  '^[[2K',
  '[1m',
  '[2K',
  '[;m',
  '\\u001b[1;31m',
  '\\x1B[0G',
  '\\033[4m',
  '\\e[2K',
  '%1b[7m',
  '[',
  '\x1b',
  '\0M',
  '\x8cz',
  '\xc3\xa9m',
  '\xd9_',
  'M\x01',
  'a\x01',
  'z ',
  '\x02z ',
  ' \0\0\0',
  'X \0\0\0',
  '\x7f',
];

const SEQUENCES = [
  '\x1b[31m',
  '\x1b[0m',
  '\\u001b[1;32m',
  '\\\\x1b[0K',
  '\\033[38;2;10;200;30m',
  '\\e[m',
  '^[[1m',
  '[39m',
  '[K',
  '\\\\\\e[1m',
];

const stringOf = (alphabet: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength, size: 'max' });

const anyCase = (word: string) =>
  fc
    .infiniteStream(fc.boolean())
    .map((upper) => [...word].map((c) => (upper.next().value ? c.toUpperCase() : c.toLowerCase())).join(''));

const runs = fc
  .tuple(
    fc.constantFrom(HEX, HEX.toUpperCase(), ALNUM, ALNUM.toUpperCase(), MIXED, '0123456789', 'abcdef'),
    fc.constantFrom(31, 32, 32, 32, 33, 65),
  )
  .chain(([alphabet, length]) => stringOf(alphabet, length));

/** Bytes whose base64 has all of its characters: text, or text spoilt by a control character at the end. */
const encoded = fc
  .tuple(
    stringOf(`${MIXED} ~?>_\t\r\n`, 15, 60),
    fc.constantFrom('', '', '', '\0'),
    fc.constantFrom('base64', 'base64url'),
  )
  .map(([text, spoiler, form]) => Buffer.from(text + spoiler, 'latin1').toString(form));

/** Escapes in a row, and hexadecimal digits of text, nearly as many as are looked for. */
const packed = fc
  .tuple(
    fc.constantFrom('', '0x', '\\x', 'x', '\\'),
    fc.constantFrom('%HH', '\\xHH', '\\x{HH}', '\\u{HH}', '\\u00HH', '\\U000000HH', '\\0000HH', '\\HH ', '\\OOO', 'HH'),
    fc.array(fc.constantFrom(0x61, 0x2d, 0x39, 0x5f, 0x5a, 0x7f, 0x20), { minLength: 5, maxLength: 18, size: 'max' }),
    fc.boolean(),
  )
  .map(([before, form, codes, isUpper]) => {
    const hex = (code: number) => (isUpper ? code.toString(16).toUpperCase() : code.toString(16));
    const write = (code: number) => form.replace('HH', hex(code)).replace('OOO', code.toString(8).padStart(3, '0'));
    return (
      before +
      codes.map((code, at) => write(at < codes.length - 2 && code < 0x7f ? Math.max(0x2d, code) : code)).join('')
    );
  });

/** A word that names a value, and what may be one: tokens about as long as they must be, and all that can stand between. */
const named = fc
  .tuple(
    fc.constantFrom('token', '_pass=', 'akey', '_key', '_key', 'b_pw=', 'salt', 'senha').chain(anyCase),
    fc.constantFrom('', '', ' ', '"', '")', ')', '[]', ' as s', '=', ': ', ' = ', '(', ',', '\n', '\r\n', ...SEQUENCES),
    fc.array(
      fc.oneof(
        stringOf('ab1_.', 3, 8),
        stringOf(' "=:\n,(', 1, 4),
        stringOf('a-', 10, 20),
        stringOf('AB_', 3, 18),
        fc.constantFrom(...SEQUENCES),
        fc.constantFrom(
          '->',
          ';',
          ')',
          '[',
          '(',
          '\n\n',
          '\r\n',
          '>-\n',
          '|\r\n',
          'false',
          'VALUES',
          'b"',
          '@"',
          '{',
          'as',
        ),
      ),
      { maxLength: 7 },
    ),
  )
  .map(([word, tie, rest]) => word + tie + rest.join(''));

/** A scheme, and what may be user information, about as long as it must and may be. */
const url = fc
  .tuple(
    anyCase('aa://'),
    fc.oneof(stringOf('ab:', 0, 12), stringOf('ab:', 50, 70)),
    fc.constantFrom('', '', '" + "', "'\n.'", '"'),
    fc.constantFrom(':', '/', ''),
    stringOf('a:1', 4, 8),
    fc.constantFrom('@', '@', '"', ' ', '<', ''),
  )
  .map((parts) => parts.join(''));

/** A list, and what may be its first item, about as far from its bracket as it may be. */
const list = fc
  .tuple(fc.oneof(stringOf(' \n\t', 0, 3), stringOf(' \n', 23, 26)), fc.constantFrom("'", '7', '0x', 'x', ''))
  .map(([blanks, item]) => `[] = {${blanks}${item}`);

const pieces = fc.oneof(
  { weight: 1, arbitrary: list },
  { weight: 3, arbitrary: named },
  { weight: 2, arbitrary: url },
  { weight: 4, arbitrary: stringOf('abcABC01_-+/= .\\%\n"', 0, 5) },
  { weight: 3, arbitrary: fc.constantFrom(...ESCAPES) },
  { weight: 2, arbitrary: fc.constantFrom(...CONFIG.keywords.map((word) => word.replace('\0', 'x'))).chain(anyCase) },
  { weight: 2, arbitrary: fc.constantFrom(...CONFIG.prefixes) },
  { weight: 3, arbitrary: runs },
  { weight: 3, arbitrary: encoded },
  { weight: 3, arbitrary: packed },
  { weight: 1, arbitrary: stringOf(' ', 0, 70) },
  { weight: 1, arbitrary: stringOf('a', 0, 80) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')) },
);

/** Bytes full of what the kernel looks for and of what nearly is. */
export const inputs: fc.Arbitrary<Uint8Array> = fc
  .array(pieces, { maxLength: 14, size: 'max' })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

/** Of few letters, so that they contain one another. */
const words = (minLength: number, maxLength: number) =>
  fc.array(stringOf('aB1_', minLength, maxLength), { maxLength: 40, size: 'max' });

/** Any configuration, and bytes that are full of its words. */
export const configured: fc.Arbitrary<readonly [KernelConfig, Uint8Array]> = fc
  .record({ keywords: words(5, 9), prefixes: words(3, 6) })
  .chain((config) => {
    const part = fc.oneof(
      fc.constantFrom('', ...config.keywords).chain(anyCase),
      fc.constantFrom('', ...config.prefixes),
      stringOf('aB1_ \\n', 0, 4),
    );
    const text = fc.array(part, { maxLength: 40, size: 'max' });
    return fc.tuple(
      fc.constant(config),
      text.map((parts) => Buffer.from(parts.join(''))),
    );
  });
