import fc from 'fast-check';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

/** Keys of all kinds, that a redactor is told. */
export const KNOWN: readonly string[] = [
  hexKey('known'),
  alnumKey('known', 40),
  alnumKey('short', 6),
  `pa$$ "${alnumKey('odd', 6)}\\ö/%+€`,
  `${alnumKey('overlap', 12)}tail`,
  alnumKey('overlap', 12),
  `-----BEGIN PRIVATE KEY-----\n${alnumKey('pem', 64)}\n${alnumKey('pem2', 20)}\n-----END PRIVATE KEY-----\n`,
];

/** The forms in which a known key gives itself away, as other programs write them. */
export function formsOf(key: string): string[] {
  const utf8 = Buffer.from(key);
  const percent = encodeURIComponent(key);
  const wholly = Array.from(utf8, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const json = JSON.stringify(key).slice(1, -1);
  return [
    key,
    percent,
    percent.replace(/%../g, (code) => code.toLowerCase()),
    encodeURIComponent(percent),
    wholly,
    wholly.toUpperCase(),
    new URLSearchParams({ v: key }).toString().slice(2),
    json,
    json.replaceAll('/', '\\/'),
    JSON.stringify(json).slice(1, -1),
    Array.from({ length: key.length }, (_, i) => `\\u${key.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
    Array.from(
      { length: key.length },
      (_, i) => `\\u${key.charCodeAt(i).toString(16).toUpperCase().padStart(4, '0')}`,
    ).join(''),
    utf8.toString('base64'),
    utf8.toString('base64url'),
    encodeURIComponent(utf8.toString('base64')),
    Buffer.from(`user:${key}`).toString('base64'),
    Buffer.from(`me:${key}:more`).toString('base64'),
    Buffer.from(`u:${key}`).toString('base64url'),
    utf8.toString('hex'),
    utf8.toString('hex').toUpperCase(),
    Array.from(utf8).join(','),
    Buffer.from(`u:${key}`, 'utf16le').toString('base64'),
    Buffer.from(Buffer.from(`u:${key}`).toString('base64')).toString('base64'),
    Buffer.from(key, 'utf16le').toString('latin1'),
    Buffer.from(key, 'utf16le').swap16().toString('latin1'),
    key.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('/', '&#x2F;'),
  ];
}

/** Secrets that nobody told the redactor, with what says that they are. */
const UNKNOWN: readonly string[] = [
  `key=${hexKey('u1')}&`,
  `"api_key":"${alnumKey('u2')}"`,
  `{\\"clientKey\\":\\"${hexKey('u3')}\\"}`,
  `password=${alnumKey('u4', 9)} `,
  `"password": "${alnumKey('u4', 9)} \\"${alnumKey('u5', 3)}\\\\"`,
  `Authorization: Bearer ${alnumKey('u6', 50)}\n`,
  `ghp_${alnumKey('u7', 36)}`,
  `CAP-${hexKey('u8').toUpperCase()}`,
  `https://user:${alnumKey('u9', 12)}@host/`,
  `https://ghp_${alnumKey('u10', 36)}:x@host/`,
  `eyJ${alnumKey('u11', 30)}.eyJ${alnumKey('u12', 60)}.${alnumKey('u13', 43)}`,
  `-----BEGIN RSA PRIVATE KEY-----\n${`${alnumKey('u14', 64)}\n`.repeat(3)}${alnumKey('u15', 21)}==\n-----END RSA PRIVATE KEY-----\n`,
  `"-----BEGIN EC PRIVATE KEY-----\\n${`${alnumKey('u16', 64)}\\n`.repeat(2)}-----END EC PRIVATE KEY-----\\n"`,
  `-----BEGIN PRIVATE KEY-----\n${alnumKey('u17', 64)}`,
  `token: '${alnumKey('u18', 20)}'`,
  `{"password":12345678}`,
  `solving ${hexKey('u19')} `,
  `\\n${hexKey('u20')}`,
  alnumKey('u21'),
  `\x1b[31m${hexKey('u22')}\x1b[0m`,
  `[1;31m${hexKey('u23')}[0m`,
  `password: \\u001b[33m${alnumKey('u24', 14)}\\u001b[0m`,
  `00-${hexKey('u25')}-${hexKey('u26', 16)}-01`,
];

const FILLERS: readonly string[] = [
  ' ',
  '\n',
  '\r\n',
  '"',
  "'",
  '\\',
  '\\\\',
  ':',
  '=',
  '&',
  ',',
  '{',
  '}',
  '-----',
  'BEGIN ',
  'PRIVATE KEY-----',
  'key',
  'token',
  'password',
  '"password":"',
  'api_key=',
  'Bearer ',
  '://',
  '@',
  '%',
  '%2',
  '\\u00',
  'ö',
  '€',
  '😀',
  '*',
  '****',
  'md5=',
  'a',
  '0',
  '\t',
  'eyJ',
  'ghp_',
  '<',
  '>',
  `${hexKey('hash', 40)}`,
  'The quick brown fox. ',
  '{"level":30,"msg":"request completed"}\n',
];

/** Texts made of keys, pieces of keys, what stands around keys, and anything else. */
export const texts = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...KNOWN.flatMap(formsOf)) },
      { weight: 2, arbitrary: fc.constantFrom(...UNKNOWN) },
      { weight: 6, arbitrary: fc.constantFrom(...FILLERS) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom(...KNOWN, ...UNKNOWN), fc.nat(80), fc.nat(80))
          .map(([text, from, length]) => text.slice(from % text.length, (from % text.length) + length)),
      },
      { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
      { weight: 1, arbitrary: fc.nat(3000).map((length) => 'x'.repeat(length)) },
      { weight: 1, arbitrary: fc.nat(90).map((seed) => alnumKey(`run ${seed}`, seed * 40)) },
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

/** Where to cut a text of a length: anywhere, as often as not in small pieces. */
export const cuts = fc.oneof(
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
  fc.nat({ max: 40 }).map((size) => size + 1),
);

export function cutUp<T extends string | Uint8Array>(whole: T, where: readonly number[] | number): T[] {
  const length = whole.length;
  const places =
    typeof where === 'number'
      ? Array.from({ length: Math.floor(length / where) }, (_, i) => (i + 1) * where)
      : where.map((share) => Math.floor(share * length)).sort((a, b) => a - b);
  const pieces: T[] = [];
  let from = 0;
  for (const place of [...places, length]) {
    pieces.push(whole.slice(from, place) as T);
    from = place;
  }
  return pieces;
}
