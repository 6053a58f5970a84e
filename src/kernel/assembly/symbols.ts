import { BLOCK_END, LITERAL, NO_CODE, SPECIAL } from './huffman';

/*
 * What the symbols of RFC 1951 mean, as entries of decoding tables (huffman.ts) that lack the bits of a code.
 */

/** Literals, the block's end, and lengths. */
export const LITLEN_SYMBOLS: usize = memory.data(288 * 4, 64);
export const DISTANCE_SYMBOLS: usize = memory.data(32 * 4, 64);
/** Code lengths: bits 16-23 are the length, or 0 with SPECIAL to repeat the one before; bits 24-31 are how often. */
export const LENGTH_SYMBOLS: usize = memory.data(19 * 4, 64);

export function fillSymbols(): void {
  for (let literal: u32 = 0; literal < 256; literal++) put(LITLEN_SYMBOLS, literal, LITERAL | (literal << 16));
  put(LITLEN_SYMBOLS, 256, BLOCK_END);
  // Of 257-264 and 265-284: the number of extra bits grows after every fourth symbol.
  let base: u32 = 3;
  for (let symbol: u32 = 257; symbol < 285; symbol++) {
    const extra: u32 = symbol < 265 ? 0 : (symbol - 261) >>> 2;
    put(LITLEN_SYMBOLS, symbol, (base << 16) | extra);
    base += 1 << extra;
  }
  put(LITLEN_SYMBOLS, 285, 258 << 16);
  put(LITLEN_SYMBOLS, 286, NO_CODE);
  put(LITLEN_SYMBOLS, 287, NO_CODE);
  base = 1;
  for (let symbol: u32 = 0; symbol < 30; symbol++) {
    const extra: u32 = symbol < 4 ? 0 : (symbol - 2) >>> 1;
    put(DISTANCE_SYMBOLS, symbol, (base << 16) | extra);
    base += 1 << extra;
  }
  put(DISTANCE_SYMBOLS, 30, NO_CODE);
  put(DISTANCE_SYMBOLS, 31, NO_CODE);
  for (let length: u32 = 0; length < 16; length++) put(LENGTH_SYMBOLS, length, (1 << 24) | (length << 16));
  put(LENGTH_SYMBOLS, 16, SPECIAL | (3 << 24) | 2);
  put(LENGTH_SYMBOLS, 17, (3 << 24) | 3);
  put(LENGTH_SYMBOLS, 18, (11 << 24) | 7);
}

function put(symbols: usize, symbol: u32, entry: u32): void {
  store<u32>(symbols + (symbol << 2), entry);
}
