import { type PlainText, plainText } from '../../syntax/control-sequences.ts';
import type { KnownServices } from '../verdict/known-services.ts';
import { TextCache } from '../verdict/memoize.ts';
import { isOtherWord, isSpecific, type NameKind, readName } from '../verdict/name-words.ts';
import { cannotBeSecret } from '../verdict/named-value.ts';
import { IS, REST } from './between.ts';
import { type End, FormReader, type MayBeSecret, type NamedValue, type Reading } from './form-reader.ts';

/** Most bytes from the keyword in a name to the end of the value. Of what is longer, the beginning counts. */
export const NAMED_REACH = 512;

/** Most bytes of a name before its keyword. */
const LONGEST_NAME = 60;
/** Bytes before a name that are looked at: the beginning of its line, or of a table. */
export const NAMED_BEFORE = 128;
/** Bytes behind a name that nearly all values end in. */
const NEAR = 240;
const [LF, CR, SPACE, EQUALS, COLON, PARENTHESIS, DOT] = [0x0a, 0x0d, 0x20, 0x3d, 0x3a, 0x28, 0x2e];

/** The values of a name. */
export interface NamedValues {
  /** The same objects for the same text, as long as it is remembered. */
  readonly values: readonly NamedValue[];
  /** What the values' offsets are relative to. */
  readonly offset: number;
  /** Where the name begins. */
  readonly name: number;
  /** A value may stand behind `offset` in pieces, or in another alphabet. */
  readonly isPacked: boolean;
}

/** Tells what services call their keys, whatever the words mean elsewhere. */
type ServiceNames = Pick<KnownServices, 'documents'>;

/** What such a name is given is no secret. */
const NOT_SECRET: ReadonlySet<NameKind> = new Set<NameKind>(['hash', 'id', 'public', 'captcha', 'path']);

/** By byte, whether it can follow a name that has a value: quotes, brackets, operators, blanks. */
const FOLLOWS = Uint8Array.from({ length: 256 }, (_, code) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour may end behind a name
  Number(/["'`\\\]})\s=:,;([<>&|?.+!%^*{/\x1b]/.test(String.fromCharCode(code))),
);
const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[\w.\x80-\xff-]/.test(String.fromCharCode(code))),
);

const ENDS: readonly End[] = ['content', 'near', 'limit'];

const NONE: NamedValues = { values: [], offset: 0, name: 0, isPacked: false };

/**
 * The values of a name, but for those that cannot be a secret.
 * @param wordStart a keyword in the name
 * @param wordEnd its end, behind the operator if that is a part of it
 * @param which of names that mean a secret; of any name that services are named in; also those that cannot be a secret, for an
 *   explanation
 */
export function findNamedValues(
  bytes: Buffer,
  wordStart: number,
  wordEnd: number,
  which: 'secrets' | 'all' | ServiceNames = 'secrets',
): NamedValues {
  const isProse = isSentence(bytes, wordEnd - IS.length);
  let end = isProse ? wordEnd - IS.length : wordEnd;
  while (end > 0 && IN_NAME[bytes[end - 1] ?? 0] === 0) end--;
  let nameEnd = end;
  while (nameEnd - end <= REST && IN_NAME[bytes[nameEnd] ?? 0] === 1) nameEnd++;
  if (nameEnd - end > REST || FOLLOWS[bytes[nameEnd] ?? 0] !== 1) return NONE;
  // A keyword of several words may begin before the last of them, or with the mark before the name.
  let word = wordStart;
  while (word < end && IN_NAME[bytes[word] ?? 0] === 0) word++;
  const name = Math.min(startOfName(bytes, end), word);
  if (which !== 'all' && !mayHaveSecret(bytes, name, nameEnd, which === 'secrets' ? undefined : which)) return NONE;
  const offset = bytes[nameEnd] === PARENTHESIS ? startOfMethod(bytes, wordStart, nameEnd) : nameEnd;
  const read = which === 'all' ? readAll : readWindow;
  const near = read(bytes, name, offset, nameEnd, nameEnd + NEAR, 'near');
  const { values, isPacked } = near.isOpen ? read(bytes, name, offset, nameEnd, end + NAMED_REACH, 'limit') : near;
  return values.length === 0 && !isPacked ? NONE : { values, offset, name, isPacked };
}

/** The last dot in a name, but not before `from`; the name's end if there is none. */
function startOfMethod(bytes: Buffer, from: number, nameEnd: number): number {
  for (let at = nameEnd - 1; at >= from; at--) if (bytes[at] === DOT) return at;
  return nameEnd;
}

/** The same lines come back in every version of a file, and in many files. `key`: offsets in the text. */
const readings = new TextCache<Reading & { readonly key: number }>();

/** Reads a name, the text before it, and that behind it up to `to`. */
function readWindow(bytes: Buffer, start: number, offset: number, nameEnd: number, to: number, limit: End): Reading {
  const from = Math.max(0, start - NAMED_BEFORE);
  const text = bytes.toString('latin1', from, to);
  const ends = to < bytes.length ? limit : 'content';
  const key = ((start - from) << 20) | ((offset - start) << 12) | ((nameEnd - offset) << 4) | ENDS.indexOf(ends);
  const known = readings.get(text);
  if (known?.key === key) return known;
  const reading = { ...readText(text, start - from, offset - from, nameEnd - from, ends, maySecretStandIn), key };
  readings.set(text, reading);
  return reading;
}

/** The same with values that cannot be secrets. */
function readAll(bytes: Buffer, start: number, offset: number, nameEnd: number, to: number, limit: End): Reading {
  const from = Math.max(0, start - NAMED_BEFORE);
  const ends = to < bytes.length ? limit : 'content';
  return readText(bytes.toString('latin1', from, to), start - from, offset - from, nameEnd - from, ends);
}

/** @param window the text around a name, which stands at start..nameEnd; the text behind it is read from `offset` on */
function readText(
  window: string,
  start: number,
  offset: number,
  nameEnd: number,
  ends: End,
  mayBeSecret?: MayBeSecret,
): Reading {
  const behind = plainText(window.slice(offset));
  const before = plainText(window.slice(0, start));
  const name = window.slice(start, nameEnd);
  const named = { before: before.text, name, text: behind.text, rest: nameEnd - offset, ends };
  // What stands before the name, by offsets in the text behind it.
  const ahead = { ...before, at: (at: number) => before.at(at + before.text.length + offset - start) - offset };
  const { values, ...reading } = new FormReader(named).read(mayBeSecret);
  return { ...reading, values: values.map((value) => inOriginal(value, value.start < 0 ? ahead : behind)) };
}

/** The same value with its offsets in the text that control sequences were taken out of. */
function inOriginal(value: NamedValue, { at }: PlainText): NamedValue {
  return { ...value, start: at(value.start), end: at(value.end - 1) + 1 };
}

/**
 * Whether a name means a secret, or at least no digest, id or the like.
 * @param services a service is named in it: then it need not mean a secret
 */
function mayHaveSecret(bytes: Buffer, start: number, nameEnd: number, services?: ServiceNames): boolean {
  const name = bytes.toString('latin1', start, nameEnd);
  const { kind } = readName(name);
  if (NOT_SECRET.has(kind) && services?.documents(name) === true) return true;
  if (NOT_SECRET.has(kind)) return bytes[nameEnd] === PARENTHESIS && name.includes('.');
  if (services !== undefined) return kind === 'other' || kind === 'hint';
  if (kind === 'other' && isOtherWord(name)) return false;
  return kind !== 'key' || isSpecific(name) || isLiteral(bytes, start, nameEnd) || isSentence(bytes, nameEnd);
}

/**
 * Whether a quote stands shortly behind a name, or an operator right behind it, or it begins its line, or is the last
 * cell of one. Of the countless things called `key`, code gives the most to variables.
 */
function isLiteral(bytes: Buffer, start: number, nameEnd: number): boolean {
  const behind = bytes[nameEnd];
  if (behind === EQUALS || behind === COLON) return true;
  const before = bytes[start - 1];
  if (before === LF || ((behind === LF || behind === CR) && before !== SPACE && before !== DOT)) return true;
  for (let at = nameEnd; at < nameEnd + 6; at++) if (QUOTES.has(bytes[at] ?? 0)) return true;
  return false;
}

function isSentence(bytes: Buffer, nameEnd: number): boolean {
  return bytes.toString('latin1', nameEnd, nameEnd + IS.length) === IS;
}

const QUOTES = new Set(Buffer.from('"\'`'));

/** Where the line of `at` begins, or `most` bytes before it. */
export function startOfLine(bytes: Uint8Array, at: number, most: number): number {
  const from = Math.max(0, at - most);
  let start = at;
  while (start > from && bytes[start - 1] !== LF && bytes[start - 1] !== CR) start--;
  return start;
}

function startOfName(bytes: Buffer, end: number): number {
  let start = end;
  while (start > 0 && end - start < LONGEST_NAME && IN_NAME[bytes[start - 1] ?? 0] === 1) start--;
  return start;
}

function maySecretStandIn(value: string, isBare: boolean): boolean {
  return !cannotBeSecret(value, !isBare);
}
