import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createRedactor } from '../../../src/runtime/redaction/index.ts';
import { utf16Order } from '../../../src/runtime/redaction/utf16.ts';
import { alnumKey, hexKey } from '../../helpers/keys.ts';
import { runs } from '../../helpers/runs.ts';
import { cuts, cutUp, formsOf, KNOWN, texts } from './texts.ts';

const redactor = createRedactor({ keys: KNOWN });

function inPieces(text: string, where: readonly number[] | number): string {
  const pieces = redactor.textPieces();
  return [...cutUp(text, where).flatMap((piece) => pieces.push(piece)), ...pieces.end()].join('');
}

function bytesInPieces(bytes: Uint8Array, where: readonly number[] | number): Buffer {
  const pieces = redactor.bytePieces();
  return Buffer.concat([...cutUp(bytes, where).flatMap((piece) => pieces.push(piece)), ...pieces.end()]);
}

test('in whatever pieces a text or its bytes come, the same is written, with no form of a key in it, and stays as it is', () => {
  const forms = KNOWN.flatMap(formsOf);
  fc.assert(
    fc.property(texts, cuts, (text, where) => {
      const whole = redactor.redact(text);
      expect(inPieces(text, where)).toBe(whole);
      expect(forms.filter((form) => whole.includes(form))).toEqual([]);
      expect(redactor.redact(whole)).toBe(whole);
      // Half a surrogate pair becomes another character.
      const bytes = Buffer.from(text);
      // As text it has zeros between its characters; packed.test.ts has streams of UTF-16.
      if (utf16Order(bytes) !== undefined) return;
      expect(bytesInPieces(bytes, where).toString()).toBe(
        bytes.toString() === text ? whole : redactor.redact(bytes.toString()),
      );
    }),
    runs(100),
  );
});

test('cut at any place', () => {
  const text = `a ${hexKey('cut')} \x1b[31m${hexKey('cut 2')}\x1b[0m [1;32m${alnumKey('cut 3')} key=${hexKey('cut 4')} traceparent: 00-${hexKey('cut 5')}-${hexKey('cut 6', 16)}-01`;
  const whole = redactor.redact(text);
  expect(whole.match(/\*{4}/g)).toHaveLength(4);
  for (let at = 0; at <= text.length; at++) {
    expect(inPieces(text, [at / text.length])).toBe(whole);
    expect(bytesInPieces(Buffer.from(text), [at / text.length]).toString()).toBe(whole);
  }
  expect(inPieces(text, 1)).toBe(whole);
});

test.each(['Bearer x12345', 'x=Bearer 12345678901234', 'https://hooks.slack.com/services/T0AAAAAAA/B0A'])(
  'a key of several lines that begins within another match: behind %s',
  (before) => {
    for (const lineBreak of ['\n', '\r\n']) {
      const text = `${before}${(KNOWN.at(-1) ?? '').replaceAll('\n', lineBreak)} more`;
      const whole = redactor.redact(text);
      expect(whole).toMatch(/\*{4}\s+more$/);
      for (let at = 0; at <= text.length; at++) expect(inPieces(text, [at / text.length])).toBe(whole);
    }
  },
);

test('what a mask shows of a long secret does not depend on the pieces', () => {
  const text = `password="${alnumKey('long', 500)}ö${alnumKey('longer', 4000)}"`;
  const whole = redactor.redact(text);
  expect(whole).toBe('password="****"');
  for (const where of [100, 1000, 4000, 4500]) expect(inPieces(text, [where])).toBe(whole);
});

test('without the Buffer of Node.js, as in browsers, the same is written', async () => {
  vi.resetModules();
  vi.stubGlobal('Buffer', undefined);
  const { createRedactor: createInBrowser } = await import('../../../src/runtime/redaction/index.ts');
  vi.unstubAllGlobals();
  // Files that come after this one in its process must not get that module.
  vi.resetModules();
  const other = createInBrowser({ keys: KNOWN });
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = Buffer.from(text);
      const pieces = other.bytePieces();
      expect(other.redact(text)).toBe(redactor.redact(text));
      expect(Buffer.concat([...pieces.push(bytes), ...pieces.end()])).toEqual(bytesInPieces(bytes, []));
    }),
    runs(100),
  );
  const key = hexKey('browser');
  const hidden = Buffer.from(`${key.slice(0, 9)}\u200b${key.slice(9)}`);
  for (let at = 0; at <= hidden.length; at++) {
    const pieces = other.bytePieces();
    const out = [...pieces.push(hidden.subarray(0, at)), ...pieces.push(hidden.subarray(at)), ...pieces.end()];
    expect(Buffer.concat(out).toString()).toBe('****\u200b');
  }
});

test('bytes that are no text come out as they went in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), cuts, (bytes, where) => {
      expect(bytesInPieces(bytes, where).equals(bytes)).toBe(true);
    }),
  );
  const all = Uint8Array.from({ length: 1 << 16 }, (_, i) => (i * 7919) >> (i % 9));
  expect(bytesInPieces(all, 777).equals(all)).toBe(true);
});

test('a key between bytes that are no text is masked', () => {
  const key = KNOWN[0] ?? '';
  const junk = Buffer.from([0, 0xff, 0xfe, 0x80, 0xc3]);
  const written = bytesInPieces(Buffer.concat([junk, Buffer.from(key), junk]), 3);
  expect(written).toEqual(Buffer.concat([junk, Buffer.from(`****${key.slice(-4)}`), junk]));
});

test.each([
  ['a line without an end', 'lorem ipsum '],
  ['an endless run of base64', alnumKey('endless', 1000)],
  ['an endless secret', `password=${'x'.repeat(900)}`],
  ['an endless quotation', `"password":"${'x y '.repeat(200)}`],
  ['a private key without an end', `-----BEGIN PRIVATE KEY-----\\n${`${alnumKey('pem', 64)}\\n`.repeat(10)}`],
  ['nothing but backslashes', '\\'.repeat(500)],
  ['nothing but the beginnings of keys', '-----BEGIN eyJ://key=token'.repeat(20)],
  ['beginnings of a key of several lines', (KNOWN.at(-1) ?? '').slice(0, 80)],
])('what is held back is bounded: %s', (_, part) => {
  for (const bytes of [false, true]) {
    const pieces = bytes ? redactor.bytePieces() : redactor.textPieces();
    let held = 0;
    let most = 0;
    for (let i = 0; i < 300; i++) {
      const written = bytes
        ? (pieces as ReturnType<typeof redactor.bytePieces>).push(Buffer.from(part))
        : (pieces as ReturnType<typeof redactor.textPieces>).push(part);
      held += part.length - written.reduce((sum, piece) => sum + piece.length, 0);
      most = Math.max(most, held);
    }
    // A secret that is swallowed counts as held here, so what comes out at the end tells.
    const rest = pieces.end().reduce((sum, piece) => sum + piece.length, 0);
    expect(rest).toBeLessThan(16_384);
    expect(most).toBeGreaterThan(0);
  }
});

test('whole lines are written at once', () => {
  const pieces = redactor.textPieces();
  expect(pieces.push('one line\nand half of').join('')).toBe('one line\n');
  expect(pieces.push(' another\n').join('')).toBe('and half of another\n');
  expect(pieces.push('progress 10%\rprogress').join('')).toBe('progress 10%\r');
});
