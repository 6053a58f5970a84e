import { isDigit, isLetter } from './classes';

/** What has to follow a keyword for it to count. */
const NAMED: u32 = 1;
const USERINFO: u32 = 2;

@inline
export function fulfils(end: usize, condition: u32): bool {
  return condition == NAMED ? mayBeNamed(end) : condition == USERINFO ? mayBeUserinfo(end) : true;
}

/*
 * Words such as `token` stand everywhere. They are worth a look only where something follows that could be a value: one
 * of the next tokens has a digit, or stands in quotes or right behind an operator, or ends its line. A token is what has neither blanks nor quotes,
 * brackets or separators in it.
 */

/** Bytes of the rest of the name; of what may stand between it and a token; and of a token that are looked at. */
const NAME: usize = 16;
const GAP: usize = 24;
const TOKEN: usize = 16;

const SHORTEST: usize = 6;
const MOST_TOKENS: u32 = 4;

/** Whether a value may follow the word that ends at `at`. */
function mayBeNamed(at: usize): bool {
  // A word that ends in an operator has the whole of the name in it.
  if (isNameByte(load<u8>(at - 1))) {
    const nameEnd = at + NAME;
    while (at < nameEnd && isNameByte(load<u8>(at))) at++;
    if (at == nameEnd) return false;
  }
  const limit = at + GAP;
  for (let tokens: u32 = 0; tokens < MOST_TOKENS; tokens++) {
    while (at < limit && isDelimiter(load<u8>(at))) {
      if (load<u8>(at) == 0) return false;
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
    if (at - start < SHORTEST) continue;
    const behind = load<u8>(at);
    if (digit || at == end || isLineEnd(behind)) return true;
    const before = load<u8>(start - 1);
    if (before == 0x3d /* = */ || before == 0x3a /* : */) return true;
    if (isQuote(before) && (isQuote(behind) || behind == 0x5c /* \\ */ || behind == 0x3d /* = */)) return true;
  }
  return false;
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

/** Blanks and what is below them, quotes, brackets and separators; `=` and `:` too, for they stand between name and value. */
@inline
function isDelimiter(byte: u8): bool {
  return byte < 64 ? <bool>((DELIMITERS_LOW >>> byte) & 1) : byte < 128 ? <bool>((DELIMITERS_HIGH >>> (byte & 63)) & 1) : false;
}

/** 0-32 " & ' ( ) , : ; < = > */
const DELIMITERS_LOW: u64 = 0x7c0013c5ffffffff;
/** [ \ ] ` { | } */
const DELIMITERS_HIGH: u64 = 0x3800000138000000;

/** Bytes that user information may have. */
const USERINFO_BYTES: usize = 64;
const SHORTEST_PASSWORD: usize = 6;

/** Whether `user:password@` stands at `at`, what of a URL comes before its host (RFC 3986, 3.2.1). */
function mayBeUserinfo(at: usize): bool {
  const end = at + USERINFO_BYTES;
  let password: usize = 0;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == 0x40 /* @ */) return password != 0 && at - password >= SHORTEST_PASSWORD;
    if (byte <= 0x20 || isQuote(byte) || byte == 0x2f /* / */ || byte == 0x3c /* < */ || byte == 0x3e /* > */) return false;
    if (byte == 0x3a /* : */ && password == 0) password = at + 1;
  }
  return false;
}
