import { expect, test } from 'vitest';
import { START } from '../../../src/model/fragment.ts';
import { RULE_SET } from '../../../src/rules/rule-set.ts';
import { Detector } from '../../../src/scan/detect/detector.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

const detector = new Detector(RULE_SET);

function secretsIn(text: string): string[] {
  return detector.detect({ bytes: Buffer.from(text, 'latin1'), origin: START }).map(({ secret }) => secret.reveal());
}

const hex = hexKey('boundary');
const named = alnumKey('boundary named', 18);
const telegram = `7982981234:AA${alnumKey('telegram', 33)}`;
/** What gives a secret away, by kinds of rules, and the secret. `<` and `>` are what stands around it. */
const TEXTS: readonly (readonly [text: string, secret: string])[] = [
  [`CAPTCHAAI_API_KEY=<${hex}>`, hex],
  [`GET https://ocr.captchaai.com/res.php?key=<${hex}>&action=get`, hex],
  ...[`sk_live_${alnumKey('stripe', 24)}`, `CAP-${hexKey('cap').toUpperCase()}`].map(
    (key) => [`using <${key}> now`, key] as const,
  ),
  [`telegram bot <${telegram}>`, telegram],
  [`<postgres://app:${named}@db.acme.io/app>`, named],
];
const NAMED: typeof TEXTS = [
  [`password: <${named}>`, named],
  [`db_password=<${named}>`, named],
  [`client_secret = "<${named}>"`, named],
];

const ESC = ['\x1b', '\\u001b', '\\x1b', '\\x1B', '\\033', '\\e', '^[', '\\\\u001b'];
const COLOURS = ['[31m', '[1;32m', '[38;5;208m', '[38;2;10;200;30m', '[0m'];

test.each([...TEXTS, ...NAMED])('in any colour, however it is written: %s', (text, secret) => {
  for (const esc of ['', ...ESC]) {
    for (const colour of COLOURS) {
      const coloured = text.replace('<', esc + colour).replace('>', `${esc}[0m`);
      expect([coloured, ...secretsIn(coloured)]).toContain(secret);
    }
  }
});

test.each(TEXTS)('behind any other control sequence: %s', (text, secret) => {
  for (const esc of ESC.slice(0, -2)) {
    for (const sequence of ['[2K', '[0K', '[?25h', '[1G', '[m', '(B']) {
      expect([esc + sequence, ...secretsIn(text.replace('<', esc + sequence).replace('>', `${esc}[K`))]).toContain(
        secret,
      );
    }
  }
});

test.each(TEXTS.filter(([text]) => !text.includes('=<')))('behind any escape: %s', (text, secret) => {
  const escapes = ['\\n', '\\t', '\\r', '\\f', '\\v', '\\a', '\\0', '\\"', '\\x22', '\\u0022', '\\U0001f511', '\\057'];
  for (const before of [...escapes, '%0A', '%20', '%3D', '%22', '&quot;', '&#34;']) {
    expect([before, ...secretsIn(text.replace('<', before).replace('>', ' '))]).toContain(secret);
  }
});

test('names in colour, too', () => {
  for (const e of ESC) {
    const forms = [
      `${e}[34;1m"client_secret"${e}[0m${e}[1;39m:${e}[0m ${e}[0;32m"${named}"${e}[0m`,
      `${e}[34mclient_secret${e}[0m: ${named}`,
      `{ client_secret: ${e}[32m'${named}'${e}[39m }`,
      `${e}[36m--password${e}[0m ${e}[33m${named}${e}[0m`,
      `export ${e}[36mCLIENT_SECRET${e}[0m=${e}[33m"${named}"${e}[0m`,
    ];
    for (const form of forms) expect([form, ...secretsIn(`log\n${form}\n`)]).toContain(named);
  }
});

test('no escape ends within a word', () => {
  const key = `sk_live_${alnumKey('glued', 24)}`;
  for (const before of ['%s', '[31', '[31k', 'x1b31m', '\\q', '\xc3\xa91']) expect(secretsIn(before + key)).toEqual([]);
});

/** Formats that write how long a string is right before it, or its type; what follows is glued to it. */
const BINARY: Readonly<Record<string, (key: string) => readonly (string | number)[]>> = {
  'MessagePack, str 8': (key) => [0x82, 0xa1, 'a', 0xd9, key.length, key, 0xa1, 'b', 1],
  'pickle, protocol 4': (key) => [0x80, 4, 0x94, 0x8c, key.length, key, 0x94, 'h', 2],
  'pickle, protocol 2': (key) => [0x80, 2, 'X', key.length, 0, 0, 0, key, 'q', 2],
  'class file': (key) => [1, 0, key.length, key, 1, 0, 4, 'Code'],
  'protobuf, field 2': (key) => [8, 150, 1, 0x12, key.length, key, 0x1a, 5, 'hello'],
  'binary property list': (key) => [0x5f, 0x10, key.length, key, 8, 0x0f],
  ASN1: (key) => [6, 3, 0x55, 4, 3, 0x0c, key.length, key, '0', 0x10],
  'SQLite, a record of one column': (key) => [key.length + 6, 1, 3, 0, 13 + 2 * key.length, key, 0, 0],
};

test.each(Object.keys(BINARY))('in bytes that are no text: %s', (name) => {
  for (const key of [48, 51, 54, 56].map((length) => `sk_live_${alnumKey(`binary ${length}`, length - 8)}`)) {
    const parts = (BINARY[name]?.(key) ?? []).map((part) =>
      typeof part === 'string' ? part : String.fromCharCode(part & 0xff),
    );
    expect(secretsIn(parts.join(''))).toEqual([key]);
  }
});

test('a length that is no text itself says so: CBOR', () => {
  const key = `glpat-${alnumKey('cbor', 20)}`;
  expect(secretsIn(`\xa2lgitlab_tokenx${String.fromCharCode(key.length)}${key}dnameax`)).toEqual([key]);
});
