import {
  BYTE,
  CALL,
  CALLS,
  COLOUR,
  CONTINUED,
  DUMP,
  ESCAPE,
  ESCAPES,
  FOLD,
  FOLD_BLOCK,
  FOLDED,
  GLUED,
  HEX,
  ITEM,
  JOIN,
  JOINED,
  JOINT,
  MARGIN,
  MARKUP,
  NUMBERS,
  REGISTRY,
  SOFT_BREAK,
  TURN,
  TURNED_LITERAL,
  UNSEEN,
} from './packed-expressions.ts';
import { escapesIn, numbersIn } from './packed-items.ts';
import { unpack } from './unpack.ts';

/*
 * Where a secret may be packed: what is cheap to tell from the text at an anchor. `unpack.ts` then reads it, and the rules
 * look at the result.
 */

/** Words that stand right before the first number or character of a list. */
export const LIST_WORDS: readonly string[] = [
  ...[
    'fromcharcode(',
    'fromcodepoint(',
    'bytes([',
    'bytearray([',
    'uint8array(',
    'buffer.from([',
    '[]byte{',
    '"data":[',
  ],
  '[] = {',
];

/** Words that stand before a list of bytes, between entities of HTML, or in the second line of a dump. */
export const PACKED_WORDS: readonly string[] = [
  ...['uint8array.', 'new byte[', "pack('c*'", 'pack("c*"', '[char[]]', '= {0x', '= { 0x', ': [0x', '= [0x', '= [ 0x'],
  ...['1', '4', '5', '6', '7', '8', '9', '0x'].flatMap((digit) => [`chr(${digit}`, `char(${digit}`, `chrw(${digit}`]),
  ...['00000010: ', '00000010  ', '\n000010 ', '\n0010  ', '\n0000020 '],
  ...['3', '4', '5', '6', '7', '00'].map((digit) => `;&#x${digit}`),
  // `#` of an entity that is written in entities.
  ';&#x23',
  ...[10, 11, 12, 35, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 95, 97, 98, 99].map((code) => `;&#${code}`),
  ...Array.from({ length: 26 }, (_, letter) => `;&#${65 + letter}`),
  '[45, ',
  ...['=hex(', '=hex:'],
  ...['"fn::join"', "'fn::join'", '!join ['],
  ...Array.from({ length: 75 }, (_, code) => (48 + code < 100 ? `[${48 + code}, ` : `[${48 + code},`)),
];

/** Most bytes behind a name or a prefix that are read as one value. */
export const PACKED_REACH = 1024;
/** The same for text in another alphabet: the PEM of a key with 4096 bits in escapes of four bytes. */
export const PACKED_FAR = 16 * 1024;
/** Bytes before and behind that are looked at with it. */
export const PACKED_AROUND = 256;

/** Offsets in a content. */
export interface PackedRange {
  readonly start: number;
  readonly end: number;
  /** Whose value it may be: of a name, then there may be variables in it, or of a key's prefix. What follows has its own. */
  readonly of?: 'name' | 'prefix';
}

/** From the end of a name to the literal behind it. */
const LEAD = /[\w.\x80-\xff-]{0,15}["'`\])}]{0,4}(?!["'`])[^"'`\r\n;]{0,48}\s{0,32}[^"'`\r\n;\w]{0,4}/y;
/** The same where no value follows: the name is the end of an item, and the next is in another line. */
const END_OF_ITEM = /[\w.\x80-\xff-]{0,15}["'`][ \t]*\r?\n/y;
/** A literal up to its end, or to what may join it to the next. */
const CONTENT = /\\{0,8}(?!"""|'''|```)["'`][^"'`\r\n\\]{0,300}/y;
const GOES_ON = new RegExp([JOINT, CONTINUED, SOFT_BREAK, ESCAPE, TURNED_LITERAL].join('|'), 'y');
const AFTER_TURN = new RegExp(`${TURN}["'\x60]$`);
const OPENING = /^\\*["'`]$/;
const EMPTY = /^\\*(["'`])\\*\1$/;
const IN_CONTENT = new RegExp(`${UNSEEN}|${ESCAPE}`);
const JOINED_ITEMS = /["'][^"'\r\n\\]{0,200}["']\s{0,24},[^\]]{0,600}\]\s{0,24}\.join\(\s?(?:""|'')/y;
const UNQUOTED = new RegExp(
  [
    CONTINUED,
    SOFT_BREAK,
    UNSEEN,
    String.raw`(?:${ITEM}\s{0,24},\s{0,24}){4}`,
    CALL,
    JOIN,
    FOLD_BLOCK,
    String.raw`\r?\n(?<=:[ \t]{1,8}[\w+/.=~-]{6,400}\r?\n)[ \t]+[\w+/.=~-]{4,400}[ \t]*(?:[\r\n]|$)`,
    GLUED,
    String.raw`\x60\$\{\s?["']`,
    '(?:=[2-7][0-9A-F]){6}',
    '(?:%25[2-7][0-9A-Fa-f]){6}',
    String.raw`=3D(?=\s?["'\w])`,
  ].join('|'),
);
/** What `UNQUOTED` cannot match without: told in a tenth of the time. */
const HINT =
  /[\\^=]\r?\n|[\xc2\xe2\xef\xf3]|,\s{0,24}(?:0[xX]|\d{2,3}\s{0,24},|'.')|[cC][hH][aA]?[rR]|oin|implode|onc|ONC|strcat|paste0|[>|][+-]?[ \t]*\r?\n|=[2-7][0-9A-F]=|%25[2-7].%25|=3D|\$\{\s?["']|[\w+/.=-]["'][\w+/.=-]|[\w+/.=~-]\r?\n[ \t]+[\w+/.=~-]{4,400}[ \t]*(?:[\r\n]|$)/;
/** Two lines. */
const NEAR = /(?:[^\n]{0,300}\n?){2}/y;

function isPackedLiteral(text: string, start: number): boolean {
  const end = endOf(CONTENT, text, start);
  // Nothing is joined to an empty literal.
  if (end === undefined || EMPTY.test(text.slice(start, end + 1))) return false;
  // Without a content, its quote is the one that closes the literal that the name stands in.
  const hasContent = !OPENING.test(text.slice(start, end));
  if (endOf(GOES_ON, text, end) !== undefined || (hasContent && endOf(GOES_ON, text, end - 1) !== undefined))
    return true;
  if (AFTER_TURN.test(text.slice(Math.max(0, start - 12), start + 1))) return true;
  if (/[\xc2\xe2\xef\xf3]|&#/.test(text.slice(start, end)) && IN_CONTENT.test(text.slice(start, end))) return true;
  return text.includes('.join(', end) && endOf(JOINED_ITEMS, text, start) !== undefined;
}

/** Whether the call of a service's class, whose name ends at `end`, gets a value that is packed. */
export function isPackedArgument(bytes: Buffer, end: number): boolean {
  return bytes[end] === PARENTHESIS && isPackedValue(bytes.toString('latin1', end, end + 240));
}

const PARENTHESIS = 0x28;

/**
 * The first variable in a value that goes on in another or in a literal: an object before a member is none. What it was given,
 * `references.ts` finds.
 */
const VARIABLE =
  /[\w.-]{0,15}["'\])]{0,2}\s{0,8}(?::=|=>|=|:)\s{0,8}(?:[fF$]?["`](?:\$\{?|\{)(\w{1,40})\}?"?["'`\w+/$-]|\$?([A-Za-z_]\w{0,40})\s?(?:\+|\.\.|\.(?!\w)|&|\|\||<>)\s?["'`$A-Za-z_]|["'`][\w+/=.~-]{3,200}(?:["'`]\s?(?:\+|\.\.?|&|\|\||<>)\s?\$?|\$\{)([A-Za-z_]\w{0,40}))/y;
/** A variable of a shell and a literal beside it. */
const BESIDE_VARIABLE = /"\$\w{1,40}"["'][\w+/=.~-]{8}/;

/** What gives a variable a literal, behind its name, as in `references.ts`. */
const GIVES = /(?:["'\])}]{0,2}\s{0,8}(?::=|=>|=|:)\s{0,8}["'`][\w+/=.~-]{4}|=[\w+/=.~-]{4,200}(?=[\r\n;]))/y;

function isGivenIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (endOf(GIVES, text, at + name.length) !== undefined) return true;
  }
  return false;
}

/** @param before what stands before the name */
function hasVariable(text: string, before: string): boolean {
  VARIABLE.lastIndex = 0;
  const [written, ...names] = VARIABLE.exec(text) ?? [];
  if (written === undefined) return false;
  const name = names.find((group) => group !== undefined) ?? '';
  return isGivenIn(before, name) || BESIDE_VARIABLE.test(text.slice(0, written.length + 8));
}

/** Whether the text behind a name may give it a value that is packed. @param before what stands before the name */
export function isPackedValue(text: string, before = ''): boolean {
  if (endOf(END_OF_ITEM, text) !== undefined) return false;
  if (hasVariable(text, before)) return true;
  const lead = endOf(LEAD, text) ?? 0;
  if (isPackedLiteral(text, lead)) return true;
  const near = text.slice(0, Math.max(lead + 32, endOf(NEAR, text) ?? 0));
  return HINT.test(near) && UNQUOTED.test(near);
}

const IN_TOKEN = Uint8Array.from({ length: 256 }, (_, code) => Number(/[\w.+/~-]/.test(String.fromCharCode(code))));
/** What may cut a token in two: line ends, ESC, " & ' < = \ ] ^ ` and the first bytes of what nobody sees. */
const CUTS = new Set([0x0a, 0x0d, 0x1b, 0x22, 0x26, 0x27, 0x3c, 0x3d, 0x5c, 0x5d, 0x5e, 0x60, 0xc2, 0xe2, 0xef, 0xf3]);
const LONGEST_TOKEN = 512;
/** Bytes before a token: its line, or the header of its block. */
const BEFORE_TOKEN = 160;
const IN_BLOCK = String.raw`\r?\n(?<=:[ \t]{0,8}[>|][+-]?[ \t]*\r?\n(?<first>[ \t]+)[\w+/.=~-]{4,400}\r?\n)\k<first>[\w+/.=~-]`;
const CUT = new RegExp(
  `(?:${[JOINT, CONTINUED, SOFT_BREAK, UNSEEN, COLOUR, ESCAPE, GLUED, FOLD, FOLDED, MARGIN, MARKUP, IN_BLOCK].join('|')})`,
  'y',
);
const ITEM_END = /\\?["'`]\s{0,24},/y;
const IN_LIST = new RegExp(JOINED);

const IN_BODY = Uint8Array.from({ length: 256 }, (_, code) => Number(/[\w.+/~:!%=-]/.test(String.fromCharCode(code))));
/** No key of the built-in rules has fewer characters behind its prefix. */
const LEAST_BODY = 8;

/** Whether a key may follow the prefix that ends at `end`, whole or cut. Behind most of `api-` and `secret_` a word ends soon. */
export function mayHaveBody(bytes: Buffer, end: number): boolean {
  let at = end;
  while (at - end < LEAST_BODY && IN_BODY[bytes[at] ?? 0] === 1) at++;
  return at - end === LEAST_BODY || CUTS.has(bytes[at] ?? 0) || (bytes[at] ?? 0) >= 0x80 || (bytes[at] ?? 0) === 0x1b;
}

/** Whether the token whose prefix ends at `end` goes on behind a joint. */
export function isPackedToken(bytes: Buffer, end: number): boolean {
  let at = end;
  while (at - end < LONGEST_TOKEN && IN_TOKEN[bytes[at] ?? 0] === 1) at++;
  if (!CUTS.has(bytes[at] ?? 0)) return false;
  const from = Math.max(0, end - BEFORE_TOKEN);
  const text = bytes.toString('latin1', from, at + 160);
  CUT.lastIndex = at - from;
  if (CUT.test(text)) return true;
  ITEM_END.lastIndex = at - from;
  return ITEM_END.test(text) && IN_LIST.test(bytes.toString('latin1', from, at + 320));
}

const USERINFO = new RegExp(String.raw`[^\s"'\x60<>\\]{0,128}(?:${JOINT}|${UNSEEN}|${CONTINUED})`, 'y');

/** Whether the URL whose scheme ends at `end` is in pieces. */
export function isPackedUrl(bytes: Buffer, end: number): boolean {
  return endOf(USERINFO, bytes.toString('latin1', end, end + 192)) !== undefined;
}

const ENTITY_BEFORE = /&#[xX]?[0-9A-Fa-f]{2,5}$/;
/** The same stands before: it was read from there. */
const ANOTHER_BEFORE = new RegExp(String.raw`;&#[xX]?[0-9A-Fa-f]{2,5}$|${CALL}\s{0,8}(?:\.\.?|\+|&|,|\|\|)\s{0,8}$`);
const ESCAPES_BEFORE = new RegExp(`${ESCAPE}+$`);
/** As many escapes in a row of visible characters give away a text by themselves (kernel/assembly/packed.ts). */
const ANCHOR = /[!-~]{6}/;
/** Bytes of escapes before an anchor that are looked at. */
export const ESCAPES_REACH = 96;
const TEXT = new RegExp(String.raw`(?:${ESCAPES}|${JOINT}|\\{1,4}[nr]|[\w+/=.:@~-])+`, 'y');
/** Where a list begins, and all of it. */
const LIST_START = new RegExp(String.raw`${ITEM}\s{0,24},\s{0,24}${ITEM}\s{0,24},|${CALL}`);
const LIST = new RegExp(`${NUMBERS}|${CALLS}`, 'y');
/** Bytes from an anchor to the list. */
const LIST_REACH = 96;

/**
 * The text in another alphabet at an anchor.
 * @returns undefined if there is none, if it has been read from a place before, or if it cannot be a secret
 */
export function packedRangeAt(bytes: Buffer, anchor: number): PackedRange | undefined {
  const before = bytes.toString('latin1', Math.max(0, anchor - ESCAPES_REACH), anchor);
  if (ANOTHER_BEFORE.test(before)) return undefined;
  const escapes = ESCAPES_BEFORE.exec(before)?.[0] ?? '';
  if (ANCHOR.test(plainOf(escapes))) return undefined;
  const isEntity = bytes[anchor] === SEMICOLON;
  if (/^(?:["'][fF]|!)/.test(bytes.toString('latin1', anchor, anchor + 2))) {
    const isJoin = IN_LIST.test(bytes.toString('latin1', anchor, anchor + LONGEST_TOKEN));
    if (isJoin) return { start: anchor, end: anchor + LONGEST_TOKEN };
  }
  if (bytes[anchor] === EQUALS && bytes[anchor + 1] === H) {
    const length = endOf(REGISTRY_VALUE, bytes.toString('latin1', anchor, anchor + PACKED_FAR));
    return length === undefined ? undefined : { start: anchor, end: anchor + length };
  }
  const isDump = bytes[anchor] === LINE_FEED || (bytes[anchor] === ZERO && bytes[anchor + 1] === ZERO);
  if (isDump) return dumpAt(bytes, anchor);
  const start = isEntity
    ? anchor - (ENTITY_BEFORE.exec(before)?.[0].length ?? 0)
    : anchor - (escapes.length || (before.endsWith('\\') ? 1 : 0));
  for (const reach of [HEAD_REACH, PACKED_FAR]) {
    const text = bytes.toString('latin1', start, start + reach);
    const list = LIST_START.exec(text.slice(0, LIST_REACH))?.index;
    const end = endOf(TEXT, text) ?? 0;
    const length = list === undefined ? end : Math.max(end, endOf(LIST, text, list) ?? 0);
    if (length < LEAST) return undefined;
    if (list !== undefined && end <= list && numbersIn(text.slice(list, length)) === undefined) return undefined;
    if (text.length === reach && length > reach - 64 && reach < PACKED_FAR) continue;
    return isSecretLike(unpack(text.slice(0, length))?.text.toString('latin1') ?? '')
      ? { start, end: start + length }
      : undefined;
  }
  return undefined;
}

function plainOf(escapes: string): string {
  return String.fromCharCode(...escapesIn(escapes).map(({ code }) => code));
}

/** Eight characters, three bytes each. */
const LEAST = 24;
/** Bytes that most packed text ends in. */
const HEAD_REACH = 512;
const [SEMICOLON, LINE_FEED, ZERO, EQUALS, H] = [0x3b, 0x0a, 0x30, 0x3d, 0x68];
const REGISTRY_VALUE = new RegExp(REGISTRY, 'y');
const DUMPED = new RegExp(DUMP, 'y');
/** Most bytes of the first line of a dump. */
const DUMP_WIDTH = 100;

/** The dump whose second line begins at `anchor`, or behind it. Only its first part is read. */
function dumpAt(bytes: Buffer, anchor: number): PackedRange | undefined {
  const before = bytes.toString('latin1', Math.max(0, anchor - DUMP_WIDTH), anchor + 1);
  const first = /[^\n]*\r?\n[^\n]?$/.exec(before)?.[0];
  if (first === undefined) return undefined;
  const start = anchor + 1 - first.length;
  const length = endOf(DUMPED, bytes.toString('latin1', start, start + PACKED_FAR));
  return length === undefined ? undefined : { start, end: start + length };
}

function endOf(pattern: RegExp, text: string, start = 0): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** What is packed once more: escapes, and digits of text. Digits in digits that are no text are a vault of Ansible. */
const PACKED_AGAIN = new RegExp(`${ESCAPE}{4}|(?:%${BYTE}){4}|(?:=[2-7][0-9A-F]){4}|${HEX}`);

/** Whether a text has a digit, as no word of a language, and may have a token. */
function isSecretLike(text: string): boolean {
  if (PACKED_AGAIN.test(text)) return true;
  if (/^[0-9A-Fa-f\s"]*$/.test(text) && !/^"?[0-9A-Fa-f]{32}"?$/.test(text)) return false;
  return /\d/.test(text) && /[\w+/=.:@~!#$%^&*-]{8}/.test(text);
}
