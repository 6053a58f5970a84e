import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerptOf } from '../../../src/scan/detect/excerpt.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';

const key = hexKey('excerpt');
const MASK = '****abcd';

/** The excerpt of the first place where `secret` stands. */
function excerpt(text: string, secret = key, mask = MASK): string {
  const bytes = Buffer.from(text);
  const start = bytes.indexOf(secret);
  return excerptOf(bytes, start, start + Buffer.byteLength(secret), mask);
}

test('the line, without what is around it', () => {
  expect(excerpt(`first\n\tKEY  = "${key}" # why\r\nlast`)).toBe('KEY = "****abcd" # why');
  expect(excerpt(key)).toBe('****abcd');
  expect(excerpt(`\r${key}\r`)).toBe('****abcd');
});

test('the secret again on its line', () => {
  expect(excerpt(`if (k === '${key}') k = '${key}';`)).toBe("if (k === '****abcd') k = '****abcd';");
});

test('a mask is put in as it is', () => {
  expect(excerpt(`${key} ${key}`, key, '****$&$1')).toBe('****$&$1 ****$&$1');
});

test('other keys on the line', () => {
  const other = hexKey('other');
  const upper = `AKIA${alnumKey('upper', 16).toUpperCase()}`;
  const base64 = `${alnumKey('a', 15)}/${alnumKey('b', 12).toUpperCase()}+${alnumKey('c', 11)}`;
  expect(excerpt(`a=${other} b=${key} c=${upper} d=${base64} e=https://me:${other.slice(0, 6)}@host/x`)).toBe(
    'a=**** b=****abcd c=**** d=**** e=https://me:****@host/x',
  );
});

test('names and paths stay', () => {
  const line = 'oauth2_client_handler(parseBase64String, "src/components/v2/button/index.ts", internationalization)';
  expect(excerpt(`${line} ${key}`)).toBe(`${line} ****abcd`);
});

test('a secret of several lines: its first only', () => {
  const secret = `-----BEGIN\n${alnumKey('pem', 64)}\nEND-----`;
  expect(excerpt(`pem = """${secret}""" # after`, secret)).toBe('pem = """****abcd');
});

test('long lines are cut around the secret', () => {
  const text = 'word '.repeat(10_000);
  const [before = '', after = ''] = excerpt(`${text}${key} ${text}`).split(MASK);
  expect(before).toMatch(/^…(?:ord|rd|d)?(?: ?word)* $/);
  expect(after).toMatch(/^ (?:word )*(?:w|wo|wor|word)?…$/);
  expect(before.length + MASK.length + after.length).toBe(120);
});

test('what one side does not need, the other gets', () => {
  const text = 'word '.repeat(100);
  expect(excerpt(`${key} ${text}`)).toHaveLength(120);
  expect(excerpt(`${key} ${text}`).startsWith(MASK)).toBe(true);
  expect(excerpt(`${text}${key}`)).toHaveLength(120);
  expect(excerpt(`${text}${key}`).endsWith(MASK)).toBe(true);
});

test('bytes that are not UTF-8, and characters of several bytes', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0x20]), Buffer.from(key), Buffer.from(' hörbar 😀')]);
  expect(excerptOf(bytes, 2, 2 + key.length, MASK)).toBe('\ufffd ****abcd hörbar 😀');
});

test('what is left of a key that the window cuts is not shown, though masks make room for it', () => {
  const cutKey = alnumKey('cut', 64);
  const filling = `${`${alnumKey('filling', 64)} `.repeat(3)}${alnumKey('last', 49)} `;
  expect(filling).toHaveLength(256 - 11);
  expect(excerpt(`${cutKey} ${filling}${key}`)).toBe(`…${'**** '.repeat(4)}****abcd`);
  expect(excerpt(`${key} ${filling}${cutKey}`)).toBe(`****abcd${' ****'.repeat(4)}…`);
});

test('never a second key, however long the line and wherever it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.constant('other'),
          fc.string({ maxLength: 12 }),
          fc.integer({ min: 1, max: 400 }).map((n) => 'ab '.repeat(n)),
        ),
      ),
      fc.array(
        fc.oneof(
          fc.constant('other'),
          fc.string({ maxLength: 12 }),
          fc.integer({ min: 1, max: 400 }).map((n) => 'ab '.repeat(n)),
        ),
      ),
      (before, after) => {
        const other = alnumKey('another', 200);
        const side = (parts: readonly string[]) => parts.map((part) => (part === 'other' ? other : part)).join(' ');
        const text = excerpt(`${side(before)} ${key} ${side(after)}`);
        expect(Array.from(text).length).toBeLessThanOrEqual(120);
        for (let at = 0; at + 8 <= other.length; at += 4) expect(text).not.toContain(other.slice(at, at + 8));
        expect(text).not.toContain(key);
      },
    ),
  );
});
