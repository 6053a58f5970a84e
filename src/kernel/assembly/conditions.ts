import { isDigit, isHexDigit, isLetter } from './classes';
import { endOfSequence } from './escapes';

/** What has to follow a keyword for it to count, as bits: what may be a value, user information, the end of a name, an item of a list. */
const NAMED: u32 = 1;
const USERINFO: u32 = 2;
const ENDS: u32 = 4;
const LISTS: u32 = 8;

@inline
export function meetsCondition(end: usize, condition: u32): bool {
  if (condition == 0) return true;
  if ((condition & ENDS) != 0 && !endsName(end)) return false;
  if ((condition & NAMED) != 0) return mayBeNamed(end);
  if ((condition & LISTS) != 0) return isItem(end);
  return (condition & USERINFO) == 0 || mayBeUserinfo(end);
}

/** Bytes before the first number or character of a list: blanks and line ends. */
const INDENT: usize = 24;

function isItem(at: usize): bool {
  const end = at + INDENT;
  while (at < end && isSpace(load<u8>(at))) at++;
  const byte = load<u8>(at);
  return isDigit(byte) || byte == 0x27; /* ' */
}

/** What begins the end of a name (`endsName`): " % ' : < = > [ \ ] ` and a blank. */
export const NAME_ENDS: usize = memory.data<u8>([
  0x22, 0x25, 0x27, 0x3a, 0x3c, 0x3d, 0x3e, 0x5b, 0x5c, 0x5d, 0x60, 0x20,
]);
export const NAME_ENDS_COUNT: usize = 12;

/** Whether an operator, quote or bracket stands at `at`, or behind one blank, as behind a name. */
function endsName(at: usize): bool {
  const byte = load<u8>(at);
  if (byte == 0x5b /* [ */) return load<u8>(at + 1) == 0x5d /* ] */;
  if (byte == 0x20) {
    const next = load<u8>(at + 1);
    if (next == 0x2e /* . */) return load<u8>(at + 2) == 0x3d; /* = */
    return isOperator(next) || next == 0x7c /* | */ || next == 0x3f /* ? */ || next == 0x22 || next == 0x27 || isAs(at + 1);
  }
  for (let i: usize = 0; i < NAME_ENDS_COUNT; i++) if (load<u8>(NAME_ENDS + i) == byte) return true;
  return false;
}

/*
 * Words such as `token` are everywhere. They count only where something follows that could be a value.
 *
 * Behind the name come quotes and brackets that close, then blanks, then what ties a value to it: an operator, a comma, a
 * bracket, the end of a line. Behind that: a string of some length, or a token that has a digit, or is in quotes or directly
 * behind an operator, or ends its line. A token has no blanks, quotes, brackets or separators in it. Where another word
 * follows, as in prose and commands, it or the next one must be the value.
 *
 * A token is no value where code goes on behind it: calls, members, indices, variables before a semicolon. Neither is the
 * name of a constant, in quotes or not: it says where the value is.
 */

/** How many bytes are looked at: of the rest of the name, of closing marks, of what stands before the tokens, and of a token. */
const NAME: usize = 21;
const CLOSERS: usize = 6;
const GAP: usize = 24;
const TOKEN: usize = 16;
/** Bytes behind those of a long token in which the end of a variable's name is looked for. */
const VARIABLE: usize = 24;

const MIN_TOKEN: usize = 4;
const MIN_STRING: usize = 10;
/** The value of a setting. */
const MIN_SETTING: usize = 8;
const SETTING: usize = 80;
const MAX_TOKENS: u32 = 4;
/** In prose. */
const MAX_WORDS: u32 = 2;
/** How many more in XML. */
const ELEMENTS: usize = 16;
/** Bytes between a bracket that opens a call and its first string: blanks, and marks of the string. */
const ARGUMENT: usize = 10;
/** Bytes of control sequences between a name and its value: they do not count as such. */
const SEQUENCES: usize = 44;

/** Where tokens must begin, and how many are looked at. */
let limit: usize = 0;
let most: u32 = 0;
/** How many bytes of control sequences may still be left out. */
let spare: usize = 0;
/** Whether an operator or a comma stands between the name and what comes next. */
let operator: bool = false;
/** Behind `name =`, a statement goes on to the end of the line, a block to those behind it. */
let isStatement: bool = false;
/** Behind `name:` there is a value in the same line, or one in lines below. */
let isPair: bool = false;
/** Behind `name,` no string follows: it may head a column, whose values are below. */
let isRow: bool = false;

/** Whether a value may follow the word that ends at `at`. */
function mayBeNamed(at: usize): bool {
  let last = load<u8>(at - 1);
  // `key: `
  if (isBlank(last) && isOperator(load<u8>(at - 2))) last = load<u8>(at - 2);
  // `key = "` has all of the name in it, and the quote of its value.
  const isOpening = isQuote(last) && isBeforeValue(load<u8>(at - 2));
  if (isOpening) at--;
  // A word that ends in an operator has the whole of the name in it.
  if (isNameByte(last) || last >= 0x80) {
    const nameEnd = at + NAME;
    while (at < nameEnd && (isNameByte(load<u8>(at)) || load<u8>(at) >= 0x80)) at++;
    if (at == nameEnd) return false;
  }
  limit = at + GAP;
  most = MAX_TOKENS;
  spare = SEQUENCES;
  operator = isOpening || isOperator(last);
  isStatement = last == 0x3d /* = */;
  isPair = last == 0x3a /* : */;
  isRow = false;
  if (!operator && (isQuote(last) || !isTie(last))) at = readTie(at, last);
  if (at != 0 && (isHeader(at) || isInserted(at, limit))) return true;
  if (at != 0 && isPair) at = skipBlockHeader(at);
  return at != 0 && (isSetting(at) || hasValue(at));
}

/** How far the other names of a header are looked at. */
const HEADER: usize = 80;

/**
 * Whether nothing but names and what separates columns follows in the line: the values are below. In tables of Markdown and
 * its like, the next line begins with a separator, too.
 */
function isHeader(at: usize): bool {
  const separator = load<u8>(at);
  const isTable = separator == 0x7c /* | */;
  if (!isTable && separator != 0x2c /* , */ && separator != 0x3b /* ; */) return false;
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

/** Whether `VALUES` of SQL follows: what stands in the column may be anywhere behind. */
function isInserted(at: usize, end: usize): bool {
  while (at < end && isSpace(load<u8>(at))) at++;
  return (load<u32>(at) | 0x20202020) == 0x756c6176 /* valu */ && (load<u16>(at + 4) | 0x2020) == 0x7365; /* es */
}

/** Where the text of a block scalar of YAML begins, if its header stands at `at`: `: >-` and a line end; or else `at`. */
function skipBlockHeader(at: usize): usize {
  let next = at;
  while (next < limit && (isBlank(load<u8>(next)) || load<u8>(next) == 0x3a) /* : */) next++;
  const style = load<u8>(next);
  if (style != 0x3e /* > */ && style != 0x7c /* | */) return at;
  const chomping = load<u8>(++next);
  if (chomping == 0x2d /* - */ || chomping == 0x2b /* + */) next++;
  if (load<u8>(next) == 0x0d) next++;
  if (load<u8>(next) != 0x0a) return at;
  operator = true;
  isPair = false;
  return next + 1;
}

@inline
function isBeforeValue(byte: u8): bool {
  return isBlank(byte) || isOperator(byte) || byte == 0x28 /* ( */;
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
    if (byte == 0x28 && next == 0x29 && load<u8>(at + 2) == 0x2e) {
      at++;
      continue;
    }
    if (!isCloser(byte) || (byte == 0x5c /* \ */ && endOfSequence(at) != at)) break;
    if (byte == 0x29 /* ) */ || byte == 0x5d /* ] */ || byte == 0x7d /* } */) isClosed = true;
  }
  at = behindSequences(at);
  const closed = at;
  while (at < limit && isBlank(load<u8>(at))) at++;
  at = behindSequences(at);
  const tie = load<u8>(at);
  if (isNameByte(tie) && tie != 0x2e /* . */) {
    if (at == closed && !isBlank(last)) return 0;
    // Basic's `name As String = "value"`.
    most = isAs(at) ? MAX_TOKENS : MAX_WORDS;
    isStatement = true;
  } else if (!isTie(tie) && !(tie == 0x3b /* ; */ && (load<u8>(at + 1) == 0x73 /* s */ || isHeader(at)))) {
    // `"name";s:6:"value"` of PHP's serialize() goes on.
    return 0;
  }
  // Behind `f(name)` and `a[name]`, the line must go on, but for SQL's `(name)` and `VALUES`.
  if (isClosed && (tie == 0x7b /* { */ || (isLineEnd(tie) && !isValues(at)))) return 0;
  if (tie == 0x28 /* ( */ && !hasStringArgument(at + 1)) return 0;
  // `#define NAME "value"`, `env.NAME || "value"`.
  if ((isQuote(tie) && (at > closed || isBlank(last))) || tie == 0x7c /* | */ || tie == 0x3f /* ? */) operator = true;
  if (tie == 0x3d) isStatement = true;
  if (tie == 0x3a) isPair = true;
  // Of XML, an element closes and another opens.
  if (tie == 0x3c /* < */ && load<u8>(at + 1) == 0x2f) limit += ELEMENTS;
  if (tie == 0x2c /* , */) isRow = !hasStringArgument(at + 1);
  return at;
}

/**
 * Whether a word behind an operator ends its line, or the string that it stands in: the value of a setting, in which there
 * may be any marks. It has a digit, and does not begin as strings and templates do, or end as code does, unless it has marks
 * that code seldom has: ! # $ % * + / ? @ ^ ~.
 */
function isSetting(at: usize): bool {
  let behind = operator || most == MAX_WORDS;
  for (; at < limit; at++) {
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
    if (isBlank(byte)) return most == MAX_WORDS && digit && upper && lower && at >= least;
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
function hasValue(at: usize): bool {
  let tokenEnd: usize = 0;
  for (let tokens: u32 = 0; tokens < most; tokens++) {
    for (; at < limit && isDelimiter(load<u8>(at)); at++) {
      at = behindSequences(at);
      const byte = load<u8>(at);
      if (!isDelimiter(byte)) break;
      if (isLineEnd(byte)) {
        if (byte == 0 || (isStatement && tokens != 0) || isBeforeEmptyLine(at)) return false;
        isRow = false;
      }
      if (tokens == 0 && (isLineEnd(byte) || isOpener(byte))) isPair = false;
      if (isOperator(byte)) isRow = false;
      if (isOperator(byte) || byte == 0x2c /* , */) operator = true;
      // A quote right behind a token closes.
      if (operator && !isRow && isQuote(byte) && at != tokenEnd && isString(at)) return true;
    }
    if (at >= limit) return false;
    // The value in a field of its own (`name: NAME`, `value: ...`), and behind `is`.
    if (tokens == 1 && (operator || most == MAX_WORDS) && isSetting(at)) return true;
    if (isPair) isStatement = true;
    const start = at;
    at = endOfToken(at);
    tokenEnd = at;
    if (at - start >= MIN_TOKEN && !isConstant(start, at)) {
      const before = load<u8>(start - 1);
      if (isQuote(before) ? isQuoted(start, at) : isBare(start, at, tokens)) return true;
      if (isStatement && endsStatement) return false;
    }
  }
  return false;
}

/** Whether the token in quotes may be a value. */
function isQuoted(start: usize, end: usize): bool {
  endsStatement = false;
  if (isRow) return false;
  const behind = load<u8>(end);
  return hasDigit || end == start + TOKEN || isQuote(behind) || behind == 0x5c /* \ */ || behind == 0x3d /* = */;
}

/**
 * Whether a token without quotes may be a value: it is no code, and has a digit, is long, stands right behind an operator, or
 * ends its line.
 */
function isBare(start: usize, end: usize, tokens: u32): bool {
  const before = load<u8>(start - 1);
  const behind = load<u8>(end);
  const code = codeBehind(end, isOperator(before));
  endsStatement = code == 0x3b /* ; */ || code == 0x29 /* ) */ || code == 0x3e /* > */;
  if (code != 0) return false;
  if (isLineEnd(behind) && (hasDigit || (!isFalse(start) && !isRule(start, end) && (tokens == 0 || most != MAX_WORDS)))) return true;
  // Of a row, the cell beside the name.
  return (!isRow || (tokens == 0 && before == 0x2c)) /* , */ && (hasDigit || end == start + TOKEN || isOperator(before));
}

/** Of the last token: whether it has a digit or a dot in it, and whether a statement ends behind it. */
let hasDigit: bool = false;
let hasDot: bool = false;
let endsStatement: bool = false;

/** ! # @ */
@inline
function isTelling(byte: u8): bool {
  return byte == 0x21 || byte == 0x23 || byte == 0x40;
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

/** Whether the line end at `at` is followed by a line with nothing in it. */
@inline
function isBeforeEmptyLine(at: usize): bool {
  const next = load<u8>(at + 1);
  return next == load<u8>(at) || (next == 0x0d && load<u8>(at) == 0x0a);
}

/** Whether a word with the first letter of VALUES begins the next line. */
function isValues(at: usize): bool {
  while (at < limit && isSpace(load<u8>(at))) at++;
  return (load<u8>(at) | 0x20) == 0x76;
}

/** What opens a block, a list or a call: ( [ { */
@inline
function isOpener(byte: u8): bool {
  return byte == 0x28 || byte == 0x5b || byte == 0x7b;
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

/**
 * What makes code of the last token, without quotes, that goes on at `at`, if no digit is in it: a bracket, the `>` of `->`,
 * the semicolon or bracket that ends a statement, or whatever is behind a path (`settings.SECRET`); 0 if nothing does.
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

/** Where the control sequences at `at` end, as far as there may be more of them. */
@inline
function behindSequences(at: usize): usize {
  const byte = load<u8>(at);
  // ESC [ \ ^; a bracket that closes is none.
  return byte - 0x5b < 4 || byte == 0x1b ? skipSequences(at) : at;
}

function skipSequences(at: usize): usize {
  let end = endOfSequence(at);
  while (end != at && end - at <= spare) {
    spare -= end - at;
    limit += end - at;
    at = end;
    end = endOfSequence(at);
  }
  return at;
}

@inline
function isSpace(byte: u8): bool {
  return byte == 0x20 || (byte != 0 && byte - 9 < 5);
}

@inline
function isAs(at: usize): bool {
  return (load<u16>(at) | 0x2020) == 0x7361 /* as */ && load<u8>(at + 2) == 0x20;
}

@inline
function isOperator(byte: u8): bool {
  return byte == 0x3d /* = */ || byte == 0x3a /* : */;
}

@inline
function isBlank(byte: u8): bool {
  return byte == 0x20 || byte == 0x09;
}

/** What closes a string, an index, a call or a regular expression around a name: " ' ) / \ ] ` } */
@inline
function isCloser(byte: u8): bool {
  return isQuote(byte) || byte == 0x29 || byte == 0x2f || byte == 0x5c || byte == 0x5d || byte == 0x7d;
}

/** What ties a value to its name: quotes, line ends, and ! % & ( + , . : < = > ? [ { | */
@inline
function isTie(byte: u8): bool {
  if (byte < 64) return <bool>((TIES_LOW >>> byte) & 1);
  return byte == 0x5b || byte == 0x60 || byte == 0x7b || byte == 0x7c;
}

/** 10 13 ! " % & ' ( + , . : < = > ? */
const TIES_LOW: u64 = 0xf40059e600002400;

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

@inline
function isNameByte(byte: u8): bool {
  return isDigit(byte) || isLetter(byte) || byte == 0x5f /* _ */ || byte == 0x2d /* - */ || byte == 0x2e /* . */;
}

@inline
function isQuote(byte: u8): bool {
  return byte == 0x22 /* " */ || byte == 0x27 /* ' */ || byte == 0x60 /* ` */;
}

@inline
function isLineEnd(byte: u8): bool {
  return byte == 0x0a || byte == 0x0d || byte == 0;
}

/** Control characters, blanks, quotes, brackets and separators; `=` and `:` too, which stand between a name and its value. */
@inline
function isDelimiter(byte: u8): bool {
  if (byte < 64) return <bool>((DELIMITERS_LOW >>> byte) & 1);
  return byte < 128 && <bool>((DELIMITERS_HIGH >>> (byte & 63)) & 1);
}

/** 0-32 " & ' ( ) , : ; < = > */
const DELIMITERS_LOW: u64 = 0x7c0013c5ffffffff;
/** [ \ ] ` { | } */
const DELIMITERS_HIGH: u64 = 0x3800000138000000;

/** Bytes of user information that are looked at. */
const USERINFO_BYTES: usize = 128;
const MIN_PASSWORD: usize = 4;

/** Whether `user:password@` stands at `at`: the part of a URL before its host (RFC 3986, 3.2.1). */
function mayBeUserinfo(at: usize): bool {
  const end = at + USERINFO_BYTES;
  let password: usize = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    // There may be an @ in a password that nobody encoded.
    if (byte == 0x40 /* @ */ && password != 0 && at - password >= MIN_PASSWORD) return true;
    if (isQuote(byte)) at = endOfJoint(at, end);
    else if (byte <= 0x20 || byte == 0x2f /* / */ || byte == 0x3c /* < */ || byte == 0x3e /* > */) return false;
    if (byte == 0x3a /* : */ && password == 0) password = at + 1;
  }
  return false;
}

/** The quote that opens the next literal, if one is joined to that which the quote at `at` closes; or else `end`. */
function endOfJoint(at: usize, end: usize): usize {
  for (at++; at < end; at++) {
    const byte = load<u8>(at);
    if (isQuote(byte)) return at;
    if (!isSpace(byte) && byte != 0x2b /* + */ && byte != 0x2e /* . */ && byte != 0x26 /* & */ && byte != 0x7c /* | */ && byte != 0x5c) break; /* \ */
  }
  return end;
}
