import { isDigit, isHexDigit } from './classes';
import { Gap, MAX_WORDS, behindSequences } from './gap';
import { isBlank, isDelimiter, isLineEnd, isNameByte, isOpener, isOperator, isQuote } from './marks';

/*
 * What may be the value of a name: the value of a setting, a string or a token (see `named.ts`).
 */

const MIN_STRING: usize = 10;
const MIN_TOKEN: usize = 4;
/** How many bytes of a token are looked at. */
const TOKEN: usize = 16;
/** Bytes behind those of a long token in which the end of a variable's name is looked for. */
const VARIABLE: usize = 24;
/** The value of a setting. */
const MIN_SETTING: usize = 8;
const SETTING: usize = 80;

/** Of the last token: whether it has a digit or a dot in it, and whether a statement ends behind it. */
let hasDigit: bool = false;
let hasDot: bool = false;
let endsStatement: bool = false;

/**
 * Whether a word behind an operator ends its line, or the string that it stands in: the value of a setting, in which there
 * may be any marks. It has a digit, and does not begin as strings and templates do, or end as code does, unless it has marks
 * that code seldom has: ! # $ % * + / ? @ ^ ~.
 */
export function isSetting(at: usize): bool {
  let behind = Gap.operator || Gap.most == MAX_WORDS;
  for (; at < Gap.limit; at++) {
    const byte = load<u8>(at);
    if (byte == 0x3d && isQuotedPrintable(at)) return true;
    if (isOperator(byte)) behind = true;
    else if (!isBlank(byte)) break;
  }
  at = behindSequences(at);
  const first = load<u8>(at);
  if (!behind || isQuote(first) || first == 0x7b /* { */ || first == 0x24 /* $ */) return false;
  const least = at + MIN_SETTING;
  const end = at + SETTING;
  let digit = false;
  let upper = false;
  let lower = false;
  let marks = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    // In a sentence, a word that has all kinds of characters.
    if (isBlank(byte)) return Gap.most == MAX_WORDS && digit && upper && lower && at >= least;
    if (isLineEnd(byte) || isQuote(byte)) return digit && at >= least && (marks > 1 || !endsCode(load<u8>(at - 1)));
    if (isDigit(byte)) digit = true;
    else if (byte - 0x41 < 26) upper = true;
    else if (byte - 0x61 < 26) lower = true;
    else if (!isNameByte(byte) && !isDelimiter(byte)) marks++;
  }
  return false;
}

/** Whether three characters are written as `=67=68=69` (RFC 2045, 6.7). */
function isQuotedPrintable(at: usize): bool {
  for (const end = at + 9; at < end; at += 3) {
    if (load<u8>(at) != 0x3d || !isHexDigit(load<u8>(at + 1)) || !isHexDigit(load<u8>(at + 2))) return false;
  }
  return true;
}

/** What ends a line of code: ) , ; and what opens a block. */
@inline
function endsCode(byte: u8): bool {
  return byte == 0x29 || byte == 0x2c || byte == 0x3b || isOpener(byte);
}

/** Whether one of the tokens from `at` on may be a value. */
export function hasValue(at: usize): bool {
  let tokenEnd: usize = 0;
  for (let tokens: u32 = 0; tokens < Gap.most; tokens++) {
    for (; at < Gap.limit && isDelimiter(load<u8>(at)); at++) {
      at = behindSequences(at);
      const byte = load<u8>(at);
      if (!isDelimiter(byte)) break;
      if (isLineEnd(byte)) {
        if (byte == 0 || (Gap.isStatement && tokens != 0) || isBeforeEmptyLine(at)) return false;
        Gap.isRow = false;
      }
      if (tokens == 0 && (isLineEnd(byte) || isOpener(byte))) Gap.isPair = false;
      if (isOperator(byte)) Gap.isRow = false;
      if (isOperator(byte) || byte == 0x2c /* , */) Gap.operator = true;
      // A quote right behind a token closes.
      if (Gap.operator && !Gap.isRow && isQuote(byte) && at != tokenEnd && isString(at)) return true;
    }
    if (at >= Gap.limit) return false;
    // The value in a field of its own (`name: NAME`, `value: ...`), and behind `is`.
    if (tokens == 1 && (Gap.operator || Gap.most == MAX_WORDS) && isSetting(at)) return true;
    if (Gap.isPair) Gap.isStatement = true;
    const start = at;
    at = endOfToken(at);
    tokenEnd = at;
    if (at - start >= MIN_TOKEN && !isConstant(start, at)) {
      const before = load<u8>(start - 1);
      if (isQuote(before) ? isQuoted(start, at) : isBare(start, at, tokens)) return true;
      if (Gap.isStatement && endsStatement) return false;
    }
  }
  return false;
}

/** Whether the quote at `at` opens a string: the next bytes are neither a quote nor the end of the line, nor a constant. */
function isString(at: usize): bool {
  const quote = load<u8>(at);
  if (isConstant(at + 1, at + 1 + MIN_STRING)) return false;
  for (let i: usize = 1; i <= MIN_STRING; i++) {
    const byte = load<u8>(at + i);
    if ((byte == quote && load<u8>(at + i - 1) != 0x5c /* \\ */) || isLineEnd(byte)) return false;
  }
  return true;
}

/** The end of the token at `at`, or where `TOKEN` of its bytes end. */
function endOfToken(at: usize): usize {
  const start = at;
  const end = at + TOKEN;
  hasDigit = false;
  hasDot = false;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (isDelimiter(byte)) break;
    // As telling as a digit are marks that people put into passwords.
    if (isDigit(byte) || (at > start && isTelling(byte) && isNameByte(load<u8>(at - 1)))) hasDigit = true;
    if (byte == 0x2e /* . */) hasDot = true;
  }
  return at;
}

/** ! # @ */
@inline
function isTelling(byte: u8): bool {
  return byte == 0x21 || byte == 0x23 || byte == 0x40;
}

/** Whether the token in quotes may be a value. */
function isQuoted(start: usize, end: usize): bool {
  endsStatement = false;
  if (Gap.isRow) return false;
  const behind = load<u8>(end);
  return hasDigit || end == start + TOKEN || isQuote(behind) || behind == 0x5c /* \ */ || behind == 0x3d /* = */;
}

/**
 * Whether a token without quotes may be a value: it is not code, and has a digit, is long, follows an operator directly, or ends
 * its line.
 */
function isBare(start: usize, end: usize, tokens: u32): bool {
  const before = load<u8>(start - 1);
  const behind = load<u8>(end);
  const code = codeBehind(end, isOperator(before));
  endsStatement = code == 0x3b /* ; */ || code == 0x29 /* ) */ || code == 0x3e /* > */;
  if (code != 0) return false;
  if (isLineEnd(behind) && (hasDigit || (!isFalse(start) && !isRule(start, end) && (tokens == 0 || Gap.most != MAX_WORDS)))) return true;
  // Of a row, the cell beside the name.
  return (!Gap.isRow || (tokens == 0 && before == 0x2c)) /* , */ && (hasDigit || end == start + TOKEN || isOperator(before));
}

/**
 * The byte that shows that the last token, without quotes and digits, is code; it goes on at `at`. A bracket, the `>` of `->`,
 * the semicolon or bracket that ends a statement, or whatever follows a path (`settings.SECRET`); 0 if it is not code.
 * @param isData it stands right behind an operator: before a semicolon, it may be a value
 */
function codeBehind(at: usize, isData: bool): u8 {
  const end = at + VARIABLE;
  let digit = hasDigit;
  let dot = hasDot;
  for (; at < end && isNameByte(load<u8>(at)); at++) {
    if (isDigit(load<u8>(at))) digit = true;
    if (load<u8>(at) == 0x2e /* . */) dot = true;
  }
  if (digit) return 0;
  const byte = load<u8>(at);
  if (byte == 0x28 /* ( */ || byte == 0x5b /* [ */) return byte;
  if (byte == 0x3e /* > */ && load<u8>(at - 1) == 0x2d /* - */) return byte;
  if (dot && isDelimiter(byte)) return byte == 0 ? 0x0a : byte;
  return !isData && (byte == 0x3b /* ; */ || byte == 0x29) /* ) */ ? byte : 0;
}

/** Whether all of start..end is upper case, with an underscore in it: `DB_PASSWORD`. */
function isConstant(start: usize, end: usize): bool {
  let joint = false;
  for (; start < end; start++) {
    const byte = load<u8>(start);
    if (byte == 0x5f /* _ */) joint = true;
    else if (byte - 0x41 >= 26) return false;
  }
  return joint;
}

/** Whether a row of dashes stands at the beginning of its line: what underlines a heading, but not a table's. */
function isRule(start: usize, end: usize): bool {
  if (!isLineEnd(load<u8>(start - 1))) return false;
  for (; start < end; start++) if (load<u8>(start) != 0x2d /* - */) return false;
  return true;
}

/** Whether `false` begins at `at`: the most frequent value of names. */
@inline
function isFalse(at: usize): bool {
  return (load<u32>(at) | 0x20202020) == 0x736c6166 && (load<u8>(at + 4) | 0x20) == 0x65 && isLineEnd(load<u8>(at + 5));
}

/** Whether the line end at `at` is followed by a line with nothing in it. */
@inline
function isBeforeEmptyLine(at: usize): bool {
  const next = load<u8>(at + 1);
  return next == load<u8>(at) || (next == 0x0d && load<u8>(at) == 0x0a);
}
