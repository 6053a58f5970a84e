import { isDigit } from './classes';
import { isAs, isOperator, isQuote, isSpace } from './marks';
import { mayBeNamed } from './named';

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
