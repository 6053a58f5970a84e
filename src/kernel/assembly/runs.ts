import { isDigit, isHexLetter, isLetter } from './classes';
import { RUN, addResult } from './results';

const LENGTH: usize = 32;

/** Numbers of the shapes; the same as in `wasm.ts`. */
const HEX32: u32 = 0;
const ALNUM32: u32 = 1;
const MIXED32: u32 = 2;

/** Adds the runs of exactly 32 that begin at the set bits of `starts`, which are starts of words. */
export function findRuns(at: usize, starts: u64): void {
  for (; starts != 0; starts &= starts - 1) judgeAt(at + <usize>ctz(starts));
}

function judgeAt(start: usize): void {
  const end = start + LENGTH;
  let digit = false;
  let upper = false;
  let lower = false;
  let beyondF = false;
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    if (isDigit(byte)) {
      digit = true;
    } else if (isLetter(byte)) {
      if (byte & 0x20) lower = true;
      else upper = true;
      if (!isHexLetter(byte)) beyondF = true;
    } else {
      return;
    }
  }
  const after = load<u8>(end);
  if (isDigit(after) || isLetter(after) || after == 0x5f /* _ */) return;
  if (!digit || !(upper || lower)) return;
  const hex = !beyondF && !(upper && lower);
  addResult(RUN, hex ? HEX32 : upper ? MIXED32 : ALNUM32, start, end);
}
