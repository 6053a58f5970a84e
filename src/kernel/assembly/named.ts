import { isLetter } from './classes';
import { endOfSequence } from './escapes';
import { Gap, MAX_TOKENS, MAX_WORDS, behindSequences } from './gap';
import { isAs, isBlank, isCloser, isLineEnd, isNameByte, isOpener, isOperator, isQuote, isSpace, isTie } from './marks';
import { hasValue, isSetting } from './value';

/*
 * Words such as `token` are everywhere. They count only where something follows that could be a value.
 *
 * Behind the name come quotes and brackets that close, then blanks, then what ties a value to it: an operator, a comma, a
 * bracket, the end of a line. Behind that: a string of some length, or a token that has a digit, or is in quotes or directly
 * behind an operator, or ends its line. A token has no blanks, quotes, brackets or separators in it. Where another word
 * follows, as in prose and commands, it or the next one must be the value.
 *
 * A token is not a value if it is code: calls, members, indices, variables before a semicolon. Neither is the name of a
 * constant, in quotes or not: it refers to the value.
 */

/** How many bytes are looked at: of the rest of the name, of closing marks, and of what stands before the tokens. */
const NAME: usize = 21;
const CLOSERS: usize = 6;
const GAP: usize = 36;
/** How many more in XML. */
const ELEMENTS: usize = 16;
/** Bytes between a bracket that opens a call and its first string: blanks, and marks of the string. */
const ARGUMENT: usize = 10;

/** Whether a value may follow the word that ends at `at`. */
export function mayBeNamed(at: usize): bool {
  let last = load<u8>(at - 1);
  // `key: `
  if (isBlank(last) && isOperator(load<u8>(at - 2))) last = load<u8>(at - 2);
  // `key = "` contains the whole name, and the opening quote of the value.
  const isOpening = isQuote(last) && isBeforeValue(load<u8>(at - 2));
  if (isOpening) at--;
  // A word that ends in an operator contains the whole name.
  if (isNameByte(last) || last >= 0x80) {
    const longest = at + NAME;
    while (at < longest && (isNameByte(load<u8>(at)) || load<u8>(at) >= 0x80)) at++;
    if (at == longest) return false;
  }
  const nameEnd = at;
  Gap.begin(at + GAP);
  Gap.operator = isOpening || isOperator(last);
  Gap.isStatement = last == 0x3d /* = */;
  Gap.isPair = last == 0x3a /* : */;
  if (!Gap.operator && (isQuote(last) || !isTie(last))) at = readTie(at, last);
  if (at != 0 && (isHeader(at) || isInserted(at, Gap.limit))) return true;
  if (at != 0 && Gap.isPair) at = skipBlockHeader(at);
  return (at != 0 && (isSetting(at) || hasValue(at))) || isDescribed(nameEnd);
}

/** Bytes before the end of a name in which the label of its field is looked for. */
const LABEL: usize = 40;

/**
 * Whether the name is what another field holds, or an item of a list: its value may stand before it. `name: "NAME"`,
 * `["...", "NAME"]`, a line `...,NAME` of a table.
 */
function isDescribed(end: usize): bool {
  const from = end - LABEL;
  let at = end;
  while (at > from && isNameByte(load<u8>(at - 1))) at--;
  let before = load<u8>(at - 1);
  const quote = isQuote(before);
  if (quote) {
    const behind = load<u8>(end);
    if (!isQuote(behind) && behind != 0x5c /* \ */) return false;
    before = load<u8>(--at - 1);
  }
  if (before == 0x2c /* , */ && !quote) return isLineEnd(load<u8>(end));
  while (at > from && isSpace(before)) before = load<u8>(--at - 1);
  if (before == 0x2c) return quote && load<u8>(end + 1) == 0x5d; /* ] */
  if (!isOperator(before) && before != 0x3e /* > */) return false;
  while (at > from && !isLetter(before)) before = load<u8>(--at - 1);
  // Of `name` and `key`, the last three bytes.
  const label = (load<u32>(at - 4) >> 8) | 0x202020;
  return (label == 0x656d61 || label == 0x79656b) && isBehindField(at, from);
}

/** Whether a field ends before the word that ends at `at`, which may have a quote or `<` before it. */
function isBehindField(at: usize, from: usize): bool {
  while (at > from && isNameByte(load<u8>(at - 1))) at--;
  let before = load<u8>(at - 1);
  if (before == 0x3c /* < */) {
    while (at > from && isSpace(load<u8>(at - 2))) at--;
    return load<u8>(at - 2) == 0x3e; /* > */
  }
  if (isQuote(before)) before = load<u8>(--at - 1);
  if (before == 0x5c /* \\ */) before = load<u8>(--at - 1);
  let isLine = false;
  for (; at > from && isSpace(before); before = load<u8>(--at - 1)) if (isLineEnd(before)) isLine = true;
  // `SET value = '...' WHERE name = 'NAME'`.
  if ((load<u32>(at - 4) | 0x20202020) == 0x65726568 /* here */) return true;
  return before == 0x2c /* , */ || isQuote(before) || (isLine && !isOpener(before) && before != 0x2d) /* - */;
}

@inline
function isBeforeValue(byte: u8): bool {
  return isBlank(byte) || isOperator(byte) || byte == 0x28 /* ( */;
}

/** How far the other names of a header are looked at. */
const HEADER: usize = 80;

/**
 * Whether nothing but names and what separates columns follows in the line: the values are below. In tables of Markdown and
 * its like, the next line begins with a separator, too.
 */
function isHeader(at: usize): bool {
  const separator = isColumn(at) ? 0x09 : load<u8>(at);
  const isTable = separator == 0x7c /* | */;
  if (!isTable && separator != 0x2c /* , */ && separator != 0x3b /* ; */ && separator != 0x09) return false;
  for (const end = at + HEADER; at < end; at++) {
    const byte = load<u8>(at);
    if (isNameByte(byte) || isBlank(byte) || byte == separator || byte == 0x22 /* " */ || byte == 0x60) continue;
    if (byte == 0x29 /* ) */) return separator == 0x2c && isInserted(at + 1, end);
    if (byte == 0x0d && load<u8>(at + 1) == 0x0a) continue;
    if (byte != 0x0a) return false;
    const next = load<u8>(at + 1);
    return isTable ? next == separator || next == 0x2b /* + */ : next != 0 && !isSpace(next);
  }
  return false;
}

/** Whether a word begins behind a tab or several blanks, as in a table without other marks. */
function isColumn(at: usize): bool {
  const before = load<u8>(at - 1);
  return isNameByte(load<u8>(at)) && (before == 0x09 || (before == 0x20 && isBlank(load<u8>(at - 2))));
}

/** Whether `VALUES` of SQL follows, or `FROM` of PostgreSQL's COPY: what stands in the column may be anywhere behind. */
function isInserted(at: usize, end: usize): bool {
  while (at < end && isSpace(load<u8>(at))) at++;
  const word = load<u32>(at) | 0x20202020;
  if (word == 0x6d6f7266 /* from */) return isBlank(load<u8>(at + 4));
  return word == 0x756c6176 /* valu */ && (load<u16>(at + 4) | 0x2020) == 0x7365; /* es */
}

/** Where the text of a block scalar of YAML begins, if its header stands at `at`: `: >-` and a line end; or else `at`. */
function skipBlockHeader(at: usize): usize {
  let next = at;
  while (next < Gap.limit && (isBlank(load<u8>(next)) || load<u8>(next) == 0x3a) /* : */) next++;
  const style = load<u8>(next);
  if (style != 0x3e /* > */ && style != 0x7c /* | */) return at;
  const chomping = load<u8>(++next);
  if (chomping == 0x2d /* - */ || chomping == 0x2b /* + */) next++;
  if (load<u8>(next) == 0x0d) next++;
  if (load<u8>(next) != 0x0a) return at;
  Gap.operator = true;
  Gap.isPair = false;
  return next + 1;
}

/**
 * Reads what ties a value to the name that ends at `at`.
 * @returns where it stands; 0 if none can follow
 */
function readTie(at: usize, last: u8): usize {
  // Behind `name `, a quote opens.
  const closersEnd = isBlank(last) ? at : at + CLOSERS;
  let isClosed = false;
  for (; at < closersEnd; at++) {
    const byte = load<u8>(at);
    if (byte == 0x2a /* * */ && load<u8>(at + 1) == byte) {
      // Bold in Markdown.
      at++;
      continue;
    }
    const next = load<u8>(at + 1);
    // The flag of a regular expression, an object in a call, a method without arguments: `/name/i`, `'name' }`, `name()`.
    if (byte == 0x69 /* i */ && load<u8>(at - 1) == 0x2f) continue;
    if (byte == 0x20 && next == 0x7d) continue;
    // Lisp's `*name* "value"`.
    if (byte == 0x2a && next == 0x20) continue;
    if (byte == 0x28 && next == 0x29 && load<u8>(at + 2) == 0x2e) {
      at++;
      continue;
    }
    if (!isCloser(byte) || (byte == 0x5c /* \ */ && endOfSequence(at) != at)) break;
    if (byte == 0x29 /* ) */ || byte == 0x5d /* ] */ || byte == 0x7d /* } */) isClosed = true;
  }
  at = behindSequences(at);
  const closed = at;
  while (at < Gap.limit && isBlank(load<u8>(at))) at++;
  at = behindSequences(at);
  const tie = load<u8>(at);
  if (isNameByte(tie) && tie != 0x2e /* . */) {
    if (at == closed && !isBlank(last)) return 0;
    // Basic's `name As String = "value"`.
    Gap.most = isAs(at) ? MAX_TOKENS : MAX_WORDS;
    Gap.isStatement = true;
  } else if (!isTie(tie) && !(tie == 0x3b /* ; */ && (load<u8>(at + 1) == 0x73 /* s */ || isHeader(at)))) {
    // `"name";s:6:"value"` of PHP's serialize() goes on.
    return 0;
  }
  // Behind `f(name)` and `a[name]`, the line must go on, but for SQL's `(name)` and `VALUES`.
  if (isClosed && (tie == 0x7b /* { */ || (isLineEnd(tie) && !isValues(at)))) return 0;
  if (tie == 0x28 /* ( */ && !hasStringArgument(at + 1)) return 0;
  // `#define NAME "value"`, `env.NAME || "value"`.
  if ((isQuote(tie) && (at > closed || isBlank(last))) || tie == 0x7c /* | */ || tie == 0x3f /* ? */) Gap.operator = true;
  if (tie == 0x3d) Gap.isStatement = true;
  if (tie == 0x3a) Gap.isPair = true;
  // Of XML, an element closes and another opens.
  if (tie == 0x3c /* < */ && load<u8>(at + 1) == 0x2f) Gap.limit += ELEMENTS;
  if (tie == 0x2c /* , */) Gap.isRow = !hasStringArgument(at + 1);
  return at;
}

/** Whether a word with the first letter of VALUES begins the next line. */
function isValues(at: usize): bool {
  while (at < Gap.limit && isSpace(load<u8>(at))) at++;
  return (load<u8>(at) | 0x20) == 0x76;
}

/** Whether a string follows a bracket: behind blanks and marks such as `b"` and `@"`. */
function hasStringArgument(at: usize): bool {
  const end = at + ARGUMENT;
  while (at < end && isSpace(load<u8>(at))) at++;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (isQuote(byte)) return true;
    if (!isLetter(byte) && byte != 0x28 && byte != 0x40 /* @ */ && byte != 0x24 /* $ */ && byte != 0x5c /* \ */) return false;
  }
  return false;
}
