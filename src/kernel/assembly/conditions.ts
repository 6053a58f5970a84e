import { isDigit, isLetter } from './classes';

/** What has to follow a keyword for it to count: something that may be a value, or user information. */
const NAMED: u32 = 1;
const USERINFO: u32 = 2;

@inline
export function meetsCondition(end: usize, condition: u32): bool {
  return condition == NAMED ? mayBeNamed(end) : condition == USERINFO ? mayBeUserinfo(end) : true;
}

/*
 * Words such as `token` are everywhere. They count only where something follows that could be a value.
 *
 * Behind the name come quotes and brackets that close, then blanks, then what ties a value to it: an operator, a comma, a
 * bracket, the end of a line. Behind that: a string of some length, or a token that has a digit, or is in quotes or directly
 * behind an operator, or ends its line. A token has no blanks, quotes, brackets or separators in it. Where another word
 * follows, as in prose and commands, it or the next one must be the value.
 */

/** How many bytes are looked at: of the rest of the name, of closing marks, of what stands before the tokens, and of a token. */
const NAME: usize = 16;
const CLOSERS: usize = 6;
const GAP: usize = 24;
const TOKEN: usize = 16;

const MIN_TOKEN: usize = 5;
const MIN_STRING: usize = 10;
const MAX_TOKENS: u32 = 4;
/** In prose. */
const MAX_WORDS: u32 = 2;

/** Whether a value may follow the word that ends at `at`. */
function mayBeNamed(at: usize): bool {
  const last = load<u8>(at - 1);
  // A word that ends in an operator has the whole of the name in it.
  if (isNameByte(last)) {
    const nameEnd = at + NAME;
    while (at < nameEnd && isNameByte(load<u8>(at))) at++;
    if (at == nameEnd) return false;
  }
  const limit = at + GAP;
  let operator = isOperator(last);
  let most = MAX_TOKENS;
  // Behind `name =` a statement goes on to the end of the line, a block to those behind it.
  let isStatement = last == 0x3d /* = */;
  if (!operator && (isQuote(last) || !isTie(last))) {
    const closersEnd = at + CLOSERS;
    while (at < closersEnd && isCloser(load<u8>(at))) at++;
    const closed = at;
    while (at < limit && isBlank(load<u8>(at))) at++;
    const tie = load<u8>(at);
    if (isNameByte(tie) && tie != 0x2e /* . */) {
      if (at == closed && !isBlank(last)) return false;
      // Basic's `name As String = "value"`.
      most = isAs(at) ? MAX_TOKENS : MAX_WORDS;
      isStatement = true;
    } else if (!isTie(tie) && !(tie == 0x3b /* ; */ && load<u8>(at + 1) == 0x73 /* s */)) {
      // `"name";s:6:"value"` of PHP's serialize() goes on.
      return false;
    }
    if (tie == 0x3d) isStatement = true;
  }
  for (let tokens: u32 = 0; tokens < most; tokens++) {
    while (at < limit && isDelimiter(load<u8>(at))) {
      const byte = load<u8>(at);
      if (byte == 0 || (isStatement && tokens != 0 && isLineEnd(byte))) return false;
      if (isOperator(byte) || byte == 0x2c /* , */) operator = true;
      if (operator && isQuote(byte) && isString(at)) return true;
      at++;
    }
    if (at >= limit) return false;
    const start = at;
    const end = start + TOKEN;
    let digit = false;
    for (; at < end; at++) {
      const byte = load<u8>(at);
      if (isDelimiter(byte)) break;
      if (isDigit(byte)) digit = true;
    }
    if (at - start < MIN_TOKEN) continue;
    const behind = load<u8>(at);
    if (digit || at == end || isLineEnd(behind)) return true;
    const before = load<u8>(start - 1);
    if (isOperator(before)) return true;
    if (isQuote(before) && (isQuote(behind) || behind == 0x5c /* \\ */ || behind == 0x3d /* = */)) return true;
  }
  return false;
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

/** Whether the quote at `at` opens a string: the next bytes are neither a quote nor the end of the line. */
function isString(at: usize): bool {
  const quote = load<u8>(at);
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
const USERINFO_BYTES: usize = 64;
const MIN_PASSWORD: usize = 4;

/** Whether `user:password@` stands at `at`: the part of a URL before its host (RFC 3986, 3.2.1). */
function mayBeUserinfo(at: usize): bool {
  const end = at + USERINFO_BYTES;
  let password: usize = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    // There may be an @ in a password that nobody encoded.
    if (byte == 0x40 /* @ */ && password != 0 && at - password >= MIN_PASSWORD) return true;
    if (byte <= 0x20 || isQuote(byte) || byte == 0x2f /* / */ || byte == 0x3c /* < */ || byte == 0x3e /* > */) return false;
    if (byte == 0x3a /* : */ && password == 0) password = at + 1;
  }
  return false;
}
