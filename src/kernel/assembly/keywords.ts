import { BLOCK, Block } from './blocks';
import { followerOf } from './classes';
import { NAME_ENDS, NAME_ENDS_COUNT, meetsCondition } from './conditions';
import { reserve } from './memory';
import { KEYWORD, addResult } from './results';

/*
 * A keyword is found by four of its bytes, a gram: by its first four or by the four from its second byte on, whichever
 * stand at an odd distance from the beginning of the block. So one look-up for every two bytes of input is enough, and
 * no keyword may have fewer than five bytes. Where its first byte is open, or the one behind four, it is looked for by all
 * grams that it can have.
 */

/** As the first byte of a keyword: any letter, `_` or `-` (`ANY` in src/model/anchor.ts). */
const ANY: u8 = 0;
const FIRST_LETTER: u8 = 0x61;
const LETTERS: u8 = 26;

/** One of a keyword's two grams. */
@unmanaged
class Gram {
  /** The next with the same hash. */
  next: Gram | null;
  /** The keyword, in lower case. */
  text: usize;
  length: u32;
  id: u32;
  /** Where in the keyword the gram stands: 0 or 1. */
  offset: u32;
  /** What has to follow for it to count (conditions.ts). */
  condition: u32;
  /** What the eight bytes from the one before the gram on have to be. */
  mask: u64;
  value: u64;
}

/** The grams of one hash. */
@unmanaged
class Slot {
  grams: Gram | null;
  /**
   * What the eight bytes from the one before the gram on have to be for any of their keywords. This is compared before
   * the chain is followed: so few pass by chance that the branch is predicted well.
   */
  mask: u64;
  value: u64;
}

const HASH_BITS: u32 = 15;
/**
 * Odd, and of thousands of such pairs the one by which the fewest frequent groups of source text have the hash of some
 * keyword's gram: every bit of the gram is in the upper bits of the sum of products.
 */
const FACTOR_LOW: u16 = 0x3a2d;
const FACTOR_HIGH: u16 = 0xe205;

/** This bit set in every byte makes letters lower case. What else it merges is told apart at the end, byte by byte. */
const CASE: u64 = 0x2020202020202020;

/**
 * One byte per hash: for each gram that has it, the bit of the byte behind it, if its keyword goes on there, or all bits (see
 * `followerOf`). Small, to stay in the first-level cache.
 */
const KNOWN: usize = memory.data(1 << HASH_BITS, 64);
/** Address of the slot of each hash. */
const SLOTS: usize = memory.data(4 << HASH_BITS, 64);

let count: u32 = 0;

/**
 * Adds keywords. Their ids are how many were added before.
 * @param text the keywords in lower case, one behind the other: five bytes or more, or four that a name ends with
 * @param list two bytes for each: its length, and what has to follow for it to count (conditions.ts)
 */
export function addKeywords(text: usize, list: usize, words: u32): void {
  for (; words != 0; words--) {
    const length = load<u8>(list);
    addKeyword(text, length, load<u8>(list, 1));
    text += length;
    list += 2;
  }
}

function addKeyword(text: usize, length: u32, condition: u32): void {
  store<u32>(GRAM, load<u32>(text));
  if (load<u8>(text) == ANY) {
    for (let i: u8 = 0; i < LETTERS; i++) addGramWith(FIRST_LETTER + i, 0, text, length, condition);
    addGramWith(0x5f /* _ */, 0, text, length, condition);
    addGramWith(0x2d /* - */, 0, text, length, condition);
  } else addGram(text, length, 0, condition);

  store<u32>(GRAM, load<u32>(text + 1));
  if (length == 4) {
    for (let i: usize = 0; i < NAME_ENDS_COUNT; i++) addGramWith(load<u8>(NAME_ENDS + i), 3, text, length, condition);
  } else addGram(text, length, 1, condition);
  count++;
}

/** The gram that `addGram` adds. */
const GRAM: usize = memory.data(4, 4);

/** Adds the gram with `byte` at `at` of it, which is its first or its last. */
function addGramWith(byte: u8, at: usize, text: usize, length: u32, condition: u32): void {
  store<u8>(GRAM + at, byte);
  addGram(text, length, at == 0 ? 0 : 1, condition);
}

/** @param offset where in the keyword the gram stands: 0 or 1 */
function addGram(text: usize, length: u32, offset: u32, condition: u32): void {
  const gram = changetype<Gram>(reserve(offsetof<Gram>()));
  gram.text = text;
  gram.length = length;
  gram.id = count;
  gram.offset = offset;
  gram.condition = condition;

  // Of the eight bytes from the one before the gram on, those that are the keyword's, but for an open one at its beginning.
  const size = length - offset + 1;
  let mask: u64 = size < 8 ? ((<u64>1) << (size << 3)) - 1 : u64.MAX_VALUE;
  const first = (1 - offset) << 3;
  if (load<u8>(text) == ANY) mask &= ~((<u64>0xff) << first);
  if (offset == 0) mask &= ~(<u64>0xff);
  const value = (load<u64>(text + offset - 1) | CASE) & mask;
  gram.mask = mask;
  gram.value = value;

  const hash = hashOf(GRAM);
  let slot = changetype<Slot | null>(load<usize>(hash << 2, SLOTS));
  if (slot) {
    slot.mask &= mask & ~(slot.value ^ value);
    slot.value &= slot.mask;
  } else {
    slot = changetype<Slot>(reserve(offsetof<Slot>()));
    slot.mask = mask;
    slot.value = value;
    store<usize>(hash << 2, changetype<usize>(slot), SLOTS);
  }
  const behind = offset + 4;
  const followers: u8 = behind < length ? followerOf(load<u8>(text + behind)) : 0xff;
  store<u8>(hash, load<u8>(hash, KNOWN) | followers, KNOWN);
  gram.next = slot.grams;
  slot.grams = gram;
}

/** Hash of the gram at `at`, whatever the case of its letters. */
@inline
function hashOf(at: usize): usize {
  const low = load<u16>(at) | <u16>CASE;
  const high = load<u16>(at, 2) | <u16>CASE;
  return <usize>((low * FACTOR_LOW + high * FACTOR_HIGH) >>> <u16>(16 - HASH_BITS));
}

/** The same for the eight grams at `at`, `at` + 2, ... `at` + 14. */
@inline
function hashesOf(at: usize): v128 {
  const low = v128.or(v128.load(at), i64x2.splat(CASE));
  const high = v128.or(v128.load(at, 2), i64x2.splat(CASE));
  const sum = i16x8.add(i16x8.mul(low, i16x8.splat(<i16>FACTOR_LOW)), i16x8.mul(high, i16x8.splat(<i16>FACTOR_HIGH)));
  return i16x8.shr_u(sum, 16 - HASH_BITS);
}

/** The same for the bytes from `at` + 4 to `at` + 34, of which every second is the one behind a gram. */
@inline
function followersOf(at: usize): v128 {
  const low = v128.and(v128.load(at, 4), i16x8.splat(7));
  const high = v128.and(v128.load(at, 20), i16x8.splat(7));
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  return i8x16.swizzle(bits, i8x16.narrow_i16x8_u(low, high));
}

/** Fills in `grams` of `count` blocks whose bytes are at `at`. */
export function filterGrams(block: Block, count: usize, at: usize): void {
  for (; count != 0; count--) {
    const low = knownGrams(at + 1);
    block.grams = low | (knownGrams(at + 33) << 16);
    block = block.after;
    at += BLOCK;
  }
}

/** Which of the grams at `at`, `at` + 2, ... `at` + 30 have the hash of some keyword's gram, and behind them its follower. */
@inline
function knownGrams(at: usize): u32 {
  const first = hashesOf(at);
  const second = hashesOf(at + 16);
  // Two hashes at a time: extracting lanes of 16 bits costs more.
  const a = i32x4.extract_lane(first, 0);
  const b = i32x4.extract_lane(first, 1);
  const c = i32x4.extract_lane(first, 2);
  const d = i32x4.extract_lane(first, 3);
  const e = i32x4.extract_lane(second, 0);
  const f = i32x4.extract_lane(second, 1);
  const g = i32x4.extract_lane(second, 2);
  const h = i32x4.extract_lane(second, 3);
  let known = i8x16.splat(0);
  known = v128.load_lane<u8>(<usize>(a & 0xffff), known, 0, KNOWN);
  known = v128.load_lane<u8>(<usize>(a >>> 16), known, 1, KNOWN);
  known = v128.load_lane<u8>(<usize>(b & 0xffff), known, 2, KNOWN);
  known = v128.load_lane<u8>(<usize>(b >>> 16), known, 3, KNOWN);
  known = v128.load_lane<u8>(<usize>(c & 0xffff), known, 4, KNOWN);
  known = v128.load_lane<u8>(<usize>(c >>> 16), known, 5, KNOWN);
  known = v128.load_lane<u8>(<usize>(d & 0xffff), known, 6, KNOWN);
  known = v128.load_lane<u8>(<usize>(d >>> 16), known, 7, KNOWN);
  known = v128.load_lane<u8>(<usize>(e & 0xffff), known, 8, KNOWN);
  known = v128.load_lane<u8>(<usize>(e >>> 16), known, 9, KNOWN);
  known = v128.load_lane<u8>(<usize>(f & 0xffff), known, 10, KNOWN);
  known = v128.load_lane<u8>(<usize>(f >>> 16), known, 11, KNOWN);
  known = v128.load_lane<u8>(<usize>(g & 0xffff), known, 12, KNOWN);
  known = v128.load_lane<u8>(<usize>(g >>> 16), known, 13, KNOWN);
  known = v128.load_lane<u8>(<usize>(h & 0xffff), known, 14, KNOWN);
  known = v128.load_lane<u8>(<usize>(h >>> 16), known, 15, KNOWN);
  return ~i8x16.bitmask(i8x16.eq(v128.and(known, followersOf(at)), i8x16.splat(0))) & 0xffff;
}

/** Adds the keywords that begin in the block, whose bytes are at `at`. */
export function findKeywords(block: Block, at: usize): void {
  for (let bits = block.grams; bits != 0; bits &= bits - 1) {
    const gram = at + 1 + (<usize>ctz(bits) << 1);
    const slot = changetype<Slot>(load<usize>(hashOf(gram) << 2, SLOTS));
    const bytes = load<u64>(gram - 1) | CASE;
    if ((bytes & slot.mask) == slot.value) matchAt(gram, bytes, slot.grams);
  }
}

function matchAt(at: usize, bytes: u64, gram: Gram | null): void {
  while (gram) {
    if ((bytes & gram.mask) == gram.value) addMatch(at, gram);
    gram = gram.next;
  }
}

function addMatch(at: usize, gram: Gram): void {
  const start = at - gram.offset;
  const end = start + gram.length;
  if (equalFolded(start, gram.text, gram.length) && meetsCondition(end, gram.condition)) addResult(KEYWORD, gram.id, start, end);
}

function equalFolded(at: usize, text: usize, length: usize): bool {
  let i: usize = 0;
  if (load<u8>(text) == ANY) {
    if (!isAny(load<u8>(at))) return false;
    i = 1;
  }
  for (; i < length; i++) {
    if (toLower(load<u8>(at + i)) != load<u8>(text + i)) return false;
  }
  return true;
}

@inline
function isAny(byte: u8): bool {
  return (byte | 0x20) - FIRST_LETTER < LETTERS || byte == 0x5f || byte == 0x2d;
}

@inline
function toLower(byte: u8): u8 {
  return byte - 0x41 < 26 ? byte | 0x20 : byte;
}
