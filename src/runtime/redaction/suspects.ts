import { withCodes } from './binary.ts';
import { ESCAPE, JOINT, UNSEEN } from './escapes.ts';

/*
 * Where packed text may be, told in a small part of the time that reading it takes: nearly all lines of logs have none.
 */

/** An escaped letter or digit, which no program writes so that has no reason to; one in a key is enough. */
const ESCAPED = new RegExp(
  `${ESCAPE}(?<=[46][1-9A-Fa-f]|[57][0-9Aa]|3\\d|5[Ff]|2[BbDdFf]|[\\dA-Fa-f];|\\\\\\d\\d\\d)|(?<=[\\w*])${UNSEEN}{1,8}(?=\\w)`,
  'y',
);
const UNSEEN_IN_WORD = new RegExp(`(?<=[\\w*])${UNSEEN}{1,8}(?=\\w)`, 'y');
const JOINED = new RegExp(`(?<=\\w)["']${JOINT}["'](?=\\w)`, 'y');

/** What must stand where one of some characters stands, for packed text to be there. */
const SIGNS = new Map<string, RegExp>([
  ...['%', '\\', '&'].map((sign) => [sign, ESCAPED] as const),
  ...['\x1b', '\xe2', '\xef', '\xad', '\xc2'].map((sign) => [sign, UNSEEN_IN_WORD] as const),
  ...['"', "'"].map((sign) => [sign, JOINED] as const),
]);
const CHECKS: readonly (RegExp | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  SIGNS.get(String.fromCharCode(code)),
);
const IS_SIGN = Uint8Array.from(CHECKS, (check) => Number(check !== undefined));

/** Text that is no latin1 has them as they are. */
const WIDE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Least length of a word that is looked into. */
const LONG_WORD = 32;
/** Characters between two places that are looked at: no such word, and no row of eight escapes, fits in between. */
const STRIDE = 16;

/** Characters of a long line before and behind a place that are read with it. */
const [REACH_BEFORE, REACH] = [512, 4096];

/** Kinds of characters, by their codes. */
const [WORD, SEPARATOR] = [1, 2];
const KINDS = Uint8Array.from({ length: 256 }, (_, code) =>
  /\w/.test(String.fromCharCode(code)) ? WORD : /[ :%=]/.test(String.fromCharCode(code)) ? SEPARATOR : 0,
);
const IN_NUMBERS = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[\dA-Fa-fxX, ]/.test(String.fromCharCode(code))),
);

/** The lines that may have packed text in them, or parts of long lines, from left to right: where they begin and end. */
export function suspectLines(text: string): [from: number, to: number][] {
  const lines: [number, number][] = [];
  const places = withCodes(text, (codes) => suspects(text, codes ?? codesOf(text)));
  for (const at of places.sort((a, b) => a - b)) {
    const last = lines.at(-1)?.[1] ?? 0;
    if (at >= last) lines.push([Math.max(last, startOfLine(text, at)), endOfLine(text, at)]);
  }
  return lines;
}

/** Whether a text may have packed text in it. @param codes the low bytes of its character codes, if there is a fast way to get them */
export function hasSuspects(text: string, codes: Uint8Array | undefined): boolean {
  return suspects(text, codes ?? codesOf(text)).length > 0;
}

function codesOf(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/**
 * Places in packed text; there is none in a text without any.
 * @param codes the low bytes of the text's character codes
 */
function suspects(text: string, codes: Uint8Array): number[] {
  const found = suspectRows(codes);
  const end = codes.length;
  for (let at = 0; at < end; at++) {
    const code = codes[at] as number;
    if (IS_SIGN[code] === 0) continue;
    // Most quotes are none between two literals.
    if ((code === QUOTE || code === APOSTROPHE) && JOINS[codes[at + 1] as number] !== 1) continue;
    const check = CHECKS[code];
    if (check === undefined) continue;
    check.lastIndex = at;
    if (check.test(text)) found.push(at);
  }
  // For text that is latin1 this takes no time.
  for (const { index } of text.matchAll(WIDE)) found.push(index);
  return found;
}

const [QUOTE, APOSTROPHE] = [0x22, 0x27];
/** What may follow a quote that closes a literal, if another is joined to it. */
const JOINS = Uint8Array.from({ length: 256 }, (_, code) => Number(/[ +.&|"']/.test(String.fromCharCode(code))));

/** Positions in long words that may be base64 or hexadecimal digits of text, and in rows of escapes or pairs of digits. */
function suspectRows(codes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = STRIDE - 1; at < codes.length; at += STRIDE) {
    const kind = KINDS[codes[at] as number];
    if (kind === WORD && isInWord(codes, at)) {
      let start = at;
      while (start > 0 && KINDS[codes[start - 1] as number] === WORD) start--;
      let end = at + 1;
      while (KINDS[codes[end] as number] === WORD) end++;
      if (end - start >= LONG_WORD && mayBeText(codes, start)) found.push(at);
      at = Math.max(at, end - (end % STRIDE) - 1);
    } else if (isInRow(codes, at) || isInNumbers(codes, at)) found.push(at);
  }
  return found;
}

/** Whether what is before may be one word, told by some characters of it. */
function isInWord(codes: Uint8Array, at: number): boolean {
  const isWord = (before: number) => KINDS[codes[at - before] as number] === WORD;
  return isWord(5) && isWord(10) && isWord(STRIDE - 1);
}

/** Whether the same separator stands at every third place. */
function isInRow(codes: Uint8Array, at: number): boolean {
  for (let first = at - 2; first <= at; first++) {
    const code = codes[first] as number;
    if (KINDS[code] === SEPARATOR && codes[first + 3] === code && isRowFrom(codes, first)) return true;
  }
  return false;
}

/** Times have three. */
function isRowFrom(codes: Uint8Array, first: number): boolean {
  return codes[first + 6] === codes[first] && codes[first + 9] === codes[first];
}

/** Whether only numbers follow, at least four. */
function isInNumbers(codes: Uint8Array, at: number): boolean {
  let commas = 0;
  for (let next = at; next < at + STRIDE; next++) {
    if (IN_NUMBERS[codes[next] as number] !== 1) return false;
    if (codes[next] === COMMA) commas++;
  }
  return commas > 2;
}

const COMMA = 0x2c;

/** The value of each digit of base64, in both alphabets; 0 for others. */
const BASE64 = new Uint8Array(256);
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  BASE64[digit.charCodeAt(0)] = value;
BASE64['-'.charCodeAt(0)] = 62;
BASE64['_'.charCodeAt(0)] = 63;

/** Whether the beginning of a word is base64 or hexadecimal digits of text, in UTF-8 or UTF-16. */
function mayBeText(codes: Uint8Array, start: number): boolean {
  return isBase64(codes, start) || isHexadecimal(codes, start);
}

function isBase64(codes: Uint8Array, start: number): boolean {
  for (let at = start; at < start + LONG_WORD - 3; at += 4) {
    let bits = 0;
    for (let digit = at; digit < at + 4; digit++) bits = (bits << 6) | (BASE64[codes[digit] as number] as number);
    if (isBinary(bits >> 16) || isBinary((bits >> 8) & 0xff) || isBinary(bits & 0xff)) return false;
  }
  return true;
}

/** A control character; zeros are half of UTF-16. */
function isBinary(byte: number): boolean {
  return (byte < 0x20 && byte !== 0 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 0x7f;
}

function isHexadecimal(codes: Uint8Array, start: number): boolean {
  // The first digit of a visible character in ASCII is 2 to 7.
  for (let at = start; at < start + LONG_WORD; at += 2)
    if ((codes[at] as number) < 0x32 || (codes[at] as number) > 0x37) return false;
  return true;
}

const [FEED, RETURN] = [0x0a, 0x0d];

function isLineBreak(code: number): boolean {
  return code === FEED || code === RETURN;
}

/** Of the line, or of what is looked at before a place in it. */
function startOfLine(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < REACH_BEFORE && !isLineBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && end - at < REACH && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}
