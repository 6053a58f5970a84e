import { isDigit, isLetter } from './classes';

/* Kinds of bytes that tell where names, values and statements end. */

@inline
export function isSpace(byte: u8): bool {
  return byte == 0x20 || (byte != 0 && byte - 9 < 5);
}

@inline
export function isBlank(byte: u8): bool {
  return byte == 0x20 || byte == 0x09;
}

@inline
export function isLineEnd(byte: u8): bool {
  return byte == 0x0a || byte == 0x0d || byte == 0;
}

@inline
export function isQuote(byte: u8): bool {
  return byte == 0x22 /* " */ || byte == 0x27 /* ' */ || byte == 0x60 /* ` */;
}

@inline
export function isOperator(byte: u8): bool {
  return byte == 0x3d /* = */ || byte == 0x3a /* : */;
}

/** What closes a string, an index, a call or a regular expression around a name: " ' ) / \ ] ` } */
@inline
export function isCloser(byte: u8): bool {
  return isQuote(byte) || byte == 0x29 || byte == 0x2f || byte == 0x5c || byte == 0x5d || byte == 0x7d;
}

/** What opens a block, a list or a call: ( [ { */
@inline
export function isOpener(byte: u8): bool {
  return byte == 0x28 || byte == 0x5b || byte == 0x7b;
}

/** What ties a value to its name: quotes, line ends, and ! % & ( + , . : < = > ? [ { | */
@inline
export function isTie(byte: u8): bool {
  if (byte < 64) return <bool>((TIES_LOW >>> byte) & 1);
  return byte == 0x5b || byte == 0x60 || byte == 0x7b || byte == 0x7c;
}

/** 10 13 ! " % & ' ( + , . : < = > ? */
const TIES_LOW: u64 = 0xf40059e600002400;

@inline
export function isNameByte(byte: u8): bool {
  return isDigit(byte) || isLetter(byte) || byte == 0x5f /* _ */ || byte == 0x2d /* - */ || byte == 0x2e /* . */;
}

/** Control characters, blanks, quotes, brackets and separators; `=` and `:` too, which stand between a name and its value. */
@inline
export function isDelimiter(byte: u8): bool {
  if (byte < 64) return <bool>((DELIMITERS_LOW >>> byte) & 1);
  return byte < 128 && <bool>((DELIMITERS_HIGH >>> (byte & 63)) & 1);
}

/** 0-32 " & ' ( ) , : ; < = > */
const DELIMITERS_LOW: u64 = 0x7c0013c5ffffffff;
/** [ \ ] ` { | } */
const DELIMITERS_HIGH: u64 = 0x3800000138000000;

@inline
export function isAs(at: usize): bool {
  return (load<u16>(at) | 0x2020) == 0x7361 /* as */ && load<u8>(at + 2) == 0x20;
}
