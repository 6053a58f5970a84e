/*
 * A decoding table is looked up with as many of the next bits as it has, and tells what they begin with. A code that is
 * longer leads to a second table, looked up with bits behind those. An entry has, from the lowest bit:
 *
 *   bits 0-5    how many bits to drop: the code, and the extra bits behind it (RFC 1951, section 3.2.5)
 *   bits 8-13   how many of them are the code; or, of a second table, with how many bits it is looked up
 *   bits 14-15  SPECIAL and LAST
 *   bits 16-30  the value: a literal, the base of a length or a distance, or the second table's first entry
 *   bit 31      LITERAL
 *
 * Shifts by 64-bit amounts use only their lowest six bits, so that amounts need not be masked.
 */

/** Neither a literal nor a length: a second table, the block's end, or no code. */
export const SPECIAL: u32 = 1 << 14;
/** With SPECIAL: not a second table. */
export const LAST: u32 = 1 << 15;
export const LITERAL: u32 = 1 << 31;

export const BLOCK_END: u32 = SPECIAL | LAST;
/** No code, or the code of a symbol that may not occur. */
export const NO_CODE: u32 = SPECIAL | LAST | (1 << 16);

const MAX_CODE_BITS: u32 = 15;

/** An entry for each symbol that has a code, in the order of the codes. */
const SORTED: usize = memory.data(288 * 4, 64);

/** Where in SORTED the next symbol with a code of each length goes. */
const PLACES: usize = memory.data(16 * 4, 64);

/** Of each byte, with its bits in the opposite order. */
const REVERSED: usize = memory.data(256, 64);

export function fillReversed(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let reversed: u32 = 0;
    for (let bit: u32 = 0; bit < 8; bit++) reversed |= ((byte >>> bit) & 1) << (7 - bit);
    store<u8>(REVERSED + byte, reversed);
  }
}

/** A code of `length` bits, in the two places where an entry has it. */
@inline
export function codeBits(length: u32): u32 {
  return length | (length << 8);
}

/**
 * Makes the table of a code, RFC 1951 section 3.2.2. `lengths` are bytes, one for each of `symbols` symbols, and zeroes
 * up to a multiple of 16; `counts` tells how many are of each length, as 16 numbers of 32 bits; `templates` is an entry
 * for each symbol, without the bits of the code. The table is looked up with `bits` bits. Returns whether zlib takes
 * such a code.
 */
export function buildTable(
  table: usize,
  bits: u32,
  lengths: usize,
  symbols: usize,
  counts: usize,
  templates: usize,
): bool {
  let used: u32 = 0;
  let place = SORTED;
  let longest: u32 = 0;
  for (let length: u32 = 1; length <= MAX_CODE_BITS; length++) {
    const count = load<u32>(counts + (length << 2));
    store<u32>(PLACES + (length << 2), <u32>place);
    place += count << 2;
    used += count << (15 - length);
    if (count != 0) longest = length;
  }
  if (used == 1 << 15) {
    sortSymbols(lengths, symbols, templates);
    fillTable(table, bits, counts);
    return true;
  }
  // zlib takes an incomplete code if it is of one bit only or of none.
  if (used > 1 << 15 || longest > 1) return false;
  store<u32>(table, NO_CODE);
  store<u32>(table, NO_CODE, 4);
  if (longest == 1) {
    sortSymbols(lengths, symbols, templates);
    store<u32>(table, load<u32>(SORTED));
  }
  for (let length: u32 = 1; length < bits; length++) doubleTable(table, 4 << length);
  return true;
}

function sortSymbols(lengths: usize, symbols: usize, templates: usize): void {
  const zeroes = i8x16.splat(0);
  for (let first: usize = 0; first < symbols; first += 16) {
    let coded: u32 = ~i8x16.bitmask(i8x16.eq(v128.load(lengths + first), zeroes)) & 0xffff;
    for (; coded != 0; coded &= coded - 1) {
      const symbol = first + ctz(coded);
      const length = <u32>load<u8>(lengths + symbol);
      const place = <usize>load<u32>(PLACES + (length << 2));
      store<u32>(place, load<u32>(templates + (symbol << 2)) + codeBits(length));
      store<u32>(PLACES + (length << 2), <u32>place + 4);
    }
  }
}

/** Of 16 bits, the highest lowest: in a stream a code begins with its highest bit. */
@inline
function reverse(bits: u32): u32 {
  return (<u32>load<u8>(<usize>(bits & 0xff), REVERSED) << 8) | load<u8>(<usize>(bits >>> 8), REVERSED);
}

/** Codes are in the highest of 16 bits here: so each begins where the one before ends, whatever their lengths. */
function fillTable(table: usize, bits: u32, counts: usize): void {
  let sorted = SORTED;
  let code: u32 = 0;
  // The table of codes of up to `length` bits; twice that is the one for a bit more.
  for (let length: u32 = 1; length <= bits; length++) {
    const step: u32 = 0x10000 >>> length;
    for (let count = load<u32>(counts + (length << 2)); count != 0; count--) {
      store<u32>(table + (reverse(code) << 2), load<u32>(sorted));
      sorted += 4;
      code += step;
    }
    if (length < bits) doubleTable(table, 4 << length);
  }
  if (code < 0x10000) fillSecondTables(table, bits, counts, sorted, code);
}

/** Writes up to 16 bytes, if `size` is less than that. */
@inline
function doubleTable(table: usize, size: usize): void {
  const end = table + size;
  for (let at = table; at < end; at += 16) v128.store(at + size, v128.load(at));
}

function fillSecondTables(table: usize, bits: u32, counts: usize, sorted: usize, code: u32): void {
  let second: u32 = 0;
  let end: u32 = 1 << bits;
  let prefix: u32 = 0xffffffff;
  for (let length = bits + 1; code < 0x10000; length++) {
    const step: u32 = 0x10000 >>> length;
    for (let count = load<u32>(counts + (length << 2)); count != 0; count--) {
      const reversed = reverse(code);
      if ((reversed & ((1 << bits) - 1)) != prefix) {
        prefix = reversed & ((1 << bits) - 1);
        second = end;
        const secondBits = bitsOfSecond(counts, bits, length, count);
        end = second + (1 << secondBits);
        store<u32>(table + (prefix << 2), (second << 16) | SPECIAL | (secondBits << 8) | bits);
      }
      const entry = load<u32>(sorted) - codeBits(bits);
      for (let at = second + (reversed >>> bits); at < end; at += 1 << (length - bits)) {
        store<u32>(table + (at << 2), entry);
      }
      sorted += 4;
      code += step;
    }
  }
}

/** How many bits a second table needs whose first code has `length` bits, as do `count` codes from there on. */
function bitsOfSecond(counts: usize, bits: u32, length: u32, count: u32): u32 {
  let secondBits = length - bits;
  // It is complete with codes of this length, or has room for longer ones.
  for (let used = count; used < 1 << secondBits; ) {
    secondBits++;
    used = (used << 1) + load<u32>(counts + ((bits + secondBits) << 2));
  }
  return secondBits;
}

/** The extra bits that stand behind the code of `entry`. */
@inline
export function extraBits(bits: u64, entry: u64): u32 {
  return <u32>((bits & ((<u64>1 << entry) - 1)) >>> (entry >>> 8));
}
