import { fillBase64Tables, findBase64 } from './base64';
import { BLOCK, Block, TILE, firstBlock, reserveTile } from './blocks';
import { classifyBlocks } from './classes';
import { beginEscapes, escapeEnds } from './escapes';
import { filterGrams, findKeywords } from './keywords';
import { findEscaped, findHexText } from './packed';
import { findPrefixes } from './prefixes';
import { BASE64, KEYWORD, PACKED, PREFIX, RUN, clearResults, hasRoom, reserveResults } from './results';
import { findRuns } from './runs';

/** Bits of `kindBits`, which says what to look for, by the numbers of the kinds. */
const KEYWORDS: u32 = 1 << KEYWORD;
const PREFIXES: u32 = 1 << PREFIX;
const RUNS: u32 = 1 << RUN;
const BASE64S: u32 = 1 << BASE64;
const PACKEDS: u32 = 1 << PACKED;

/** Call it once, after all words were added. `perBlock` is the most anchors that can begin in 64 bytes. */
export function configure(perBlock: u32, spareResults: u32): void {
  reserveTile();
  reserveResults(perBlock, spareResults);
  fillBase64Tables();
}

/**
 * Lists the anchors that begin in from..to. Returns how far it got: to `to` or further, or, where the list is full, a place
 * before `to` to continue from.
 *
 * It reads the 64 bytes before `from`, and behind `to` as far as an anchor may reach and a little more. Where the input
 * has no such bytes there must be line feeds before it, and zeroes behind it: at least 128.
 */
export function scan(from: usize, to: usize, kindBits: u32): usize {
  clearResults(to);
  while (from < to) {
    const tileEnd = min(from + TILE * BLOCK, to);
    const reached = scanTile(from, tileEnd, kindBits);
    if (reached < tileEnd) return reached;
    from = reached;
  }
  return from;
}

function scanTile(from: usize, to: usize, kindBits: u32): usize {
  const first = firstBlock();
  const count = (to - from + BLOCK - 1) / BLOCK;
  classifyBlocks(first.before, count + 2, from - BLOCK);
  if (kindBits & KEYWORDS) filterGrams(first, count, from);
  beginEscapes(first.before, from - BLOCK);
  let block = first;
  let at = from;
  for (; at < to && hasRoom(); at += BLOCK) {
    if (kindBits & KEYWORDS) findKeywords(block, at);
    const escaped = escapeEnds(block, at);
    const starts = wordStarts(block, escaped);
    if (kindBits & PREFIXES) findPrefixes(at, starts);
    // A letter or digit follows the mark.
    if (kindBits & PACKEDS) findEscaped(at, block.marks & ((block.words >>> 1) | (block.after.words << 63)));
    if (kindBits & (RUNS | BASE64S | PACKEDS)) {
      const long = longRuns(block.runs, block.after.runs);
      if (long != 0) {
        if (kindBits & RUNS) findRuns(at, starts & long);
        if (kindBits & BASE64S) findBase64(at, block.words, long, escaped);
        if (kindBits & PACKEDS) findHexText(at, starts & long);
      }
    }
    block = block.after;
  }
  return at;
}

/** Where words begin: the byte before does not belong to a word, or an escape ends there. */
@inline
function wordStarts(block: Block, escaped: u64): u64 {
  return block.words & (~((block.words << 1) | (block.before.words >>> 63)) | escaped);
}

/** Bits that begin 24 set ones in a row; `high` continues `low`. Every run that is looked for is at least as long. */
@inline
function longRuns(low: u64, high: u64): u64 {
  low &= (low >>> 1) | (high << 63);
  high &= high >>> 1;
  low &= (low >>> 2) | (high << 62);
  high &= high >>> 2;
  low &= (low >>> 4) | (high << 60);
  high &= high >>> 4;
  // Now of eight each; three of them make 24.
  return low & ((low >>> 8) | (high << 56)) & ((low >>> 16) | (high << 48));
}
