import { followerOf } from './classes';
import { reserve } from './memory';
import { PREFIX, addResult } from './results';

@unmanaged
class Prefix {
  /** The next whose first three bytes have the same hash. */
  next: Prefix | null;
  text: usize;
  length: u32;
  id: u32;
}

const HASH_BITS: u32 = 13;

/**
 * One byte per hash of three bytes: for each prefix that begins with it, the bit of its fourth byte (`followerOf`), or all bits
 * if it has none. Small, to stay in the first-level cache, and large enough that few other words look like a prefix.
 */
const KNOWN: usize = memory.data(1 << HASH_BITS, 64);
/** Address of the first prefix of each hash. */
const CHAINS: usize = memory.data(4 << HASH_BITS, 64);

let count: u32 = 0;

/**
 * Adds prefixes of three bytes or more. Their ids are how many were added before.
 * @param list two bytes for each, of which the first is its length
 */
export function addPrefixes(text: usize, list: usize, words: u32): void {
  for (; words != 0; words--) {
    const length = load<u8>(list);
    addPrefix(text, length);
    text += length;
    list += 2;
  }
}

function addPrefix(text: usize, length: u32): void {
  const prefix = changetype<Prefix>(reserve(offsetof<Prefix>()));
  const hash = hashOf(text);
  prefix.next = chainOf(hash);
  prefix.text = text;
  prefix.length = length;
  prefix.id = count++;
  store<usize>(hash << 2, changetype<usize>(prefix), CHAINS);
  const followers: u8 = length > 3 ? followerOf(load<u8>(text + 3)) : 0xff;
  store<u8>(hash, load<u8>(hash, KNOWN) | followers, KNOWN);
}

/** Hash of the three bytes at `at`. */
@inline
function hashOf(at: usize): usize {
  return <usize>(((load<u32>(at) & 0xffffff) * 0x9e3779b1) >>> (32 - HASH_BITS));
}

@inline
function chainOf(hash: usize): Prefix | null {
  return changetype<Prefix | null>(load<usize>(hash << 2, CHAINS));
}

/** Adds the prefixes that begin at the set bits of `starts`, which are about the block at `at`. */
export function findPrefixes(at: usize, starts: u64): void {
  // Four at a time, for a processor cannot predict how many words a block has. Where fewer are left, the byte behind the
  // block is looked up for nothing.
  while (starts != 0) {
    const four = starts;
    let known = isKnown(at + <usize>ctz(starts));
    starts &= starts - 1;
    known |= isKnown(at + <usize>ctz(starts));
    starts &= starts - 1;
    known |= isKnown(at + <usize>ctz(starts));
    starts &= starts - 1;
    known |= isKnown(at + <usize>ctz(starts));
    starts &= starts - 1;
    if (known) matchAll(at, four ^ starts);
  }
}

@inline
function isKnown(at: usize): u32 {
  return load<u8>(hashOf(at), KNOWN) & followerOf(load<u8>(at + 3));
}

function matchAll(at: usize, starts: u64): void {
  for (; starts != 0; starts &= starts - 1) matchAt(at + <usize>ctz(starts));
}

function matchAt(at: usize): void {
  let prefix = chainOf(hashOf(at));
  while (prefix) {
    if (equal(at, prefix.text, prefix.length)) addResult(PREFIX, prefix.id, at, at + prefix.length);
    prefix = prefix.next;
  }
}

function equal(at: usize, text: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    if (load<u8>(at + i) != load<u8>(text + i)) return false;
  }
  return true;
}
