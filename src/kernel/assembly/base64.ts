import { equalAt } from './classes';
import { BASE64, addResult } from './results';

const MIN_LENGTH: usize = 24;
/** `kernel.ts` has to provide as many bytes. */
const MAX_LENGTH: usize = 0x10000;

/** In place of a character's value: the alphabet does not have it. */
const NONE: u8 = 0xff;

/** Value of each character, RFC 4648 tables 1 and 2. */
const STANDARD_VALUES: usize = memory.data(256, 64);
const URL_SAFE_VALUES: usize = memory.data(256, 64);
/** 1 for each byte that text is made of: printable ASCII, tab, line feed and carriage return. */
const TEXT: usize = memory.data(256, 64);

export function fillBase64Tables(): void {
  fillAlphabet(STANDARD_VALUES, 0x2b /* + */, 0x2f /* / */);
  fillAlphabet(URL_SAFE_VALUES, 0x2d /* - */, 0x5f /* _ */);
  memory.fill(TEXT + 0x20, 1, 0x7f - 0x20);
  store<u8>(TEXT, 1, 0x09);
  store<u8>(TEXT, 1, 0x0a);
  store<u8>(TEXT, 1, 0x0d);
}

function fillAlphabet(values: usize, character62: u8, character63: u8): void {
  memory.fill(values, NONE, 256);
  for (let i: u8 = 0; i < 26; i++) {
    store<u8>(values + i, i, 0x41 /* A */);
    store<u8>(values + i, i + 26, 0x61 /* a */);
  }
  for (let i: u8 = 0; i < 10; i++) store<u8>(values + i, i + 52, 0x30 /* 0 */);
  store<u8>(values + character62, 62);
  store<u8>(values + character63, 63);
}

/**
 * Adds the encoded texts that begin in the block at `at`; where both alphabets make one, the longer. `words` are the
 * block's; a bit of `long` is set where 24 characters of the two alphabets together begin, a bit of `escaped` where an escape
 * ends.
 */
export function findBase64(at: usize, words: u64, long: u64, escaped: u64): void {
  // A run of either alphabet can only begin where the byte before is not in both, which share letters and digits.
  const afterAlnum = (words & ~equalAt(at, 0x5f) & ~equalAt(at, 0x7f)) << 1;
  for (let bits = long & (~afterAlnum | escaped); bits != 0; bits &= bits - 1) {
    const bit = ctz(bits);
    const start = at + <usize>bit;
    const free = (escaped >>> bit) & 1;
    const before = load<u8>(start - 1);
    const standardEnd = free || !isIn(STANDARD_VALUES, before) ? textEnd(start, STANDARD_VALUES) : 0;
    const urlSafeEnd = free || !isIn(URL_SAFE_VALUES, before) ? textEnd(start, URL_SAFE_VALUES) : 0;
    const end = max(standardEnd, urlSafeEnd);
    if (end != 0) addResult(BASE64, 0, start, end);
  }
}

@inline
function isIn(values: usize, byte: u8): bool {
  return load<u8>(values + byte) != NONE;
}

/** Where the run at `start` ends, or 0 if it is not encoded text of the right length. Most runs fail at the first bytes. */
function textEnd(start: usize, values: usize): usize {
  let at = start;
  for (const last = start + MAX_LENGTH; at <= last; at += 4) {
    const a = <u32>load<u8>(values + load<u8>(at));
    if (a == NONE) break;
    const b = <u32>load<u8>(values + load<u8>(at, 1));
    // A single character is less than a byte.
    if (b == NONE) return 0;
    if (!isText((a << 2) | (b >>> 4))) return 0;
    const c = <u32>load<u8>(values + load<u8>(at, 2));
    if (c == NONE) {
      at += 2;
      break;
    }
    if (!isText((b << 4) | (c >>> 2))) return 0;
    const d = <u32>load<u8>(values + load<u8>(at, 3));
    if (d == NONE) {
      at += 3;
      break;
    }
    if (!isText((c << 6) | d)) return 0;
  }
  const length = at - start;
  return length >= MIN_LENGTH && length <= MAX_LENGTH ? at : 0;
}

@inline
function isText(byte: u32): bool {
  return load<u8>(<usize>(byte & 0xff), TEXT) != 0;
}
