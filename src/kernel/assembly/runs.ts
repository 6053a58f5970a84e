import { isDigit, isHexLetter, isLetter, isMark, isWordCharacter } from './classes';
import { RUN, addResult } from './results';

const LENGTH: usize = 32;

/** Numbers of the shapes; the same as in `wasm.ts`. */
const HEX32: u32 = 0;
const ALNUM32: u32 = 1;
const MIXED32: u32 = 2;

/** Adds the runs of exactly 32 that begin at the set bits of `starts`, which are starts of words, or where escapes end. */
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
  if (!digit || !(upper || lower)) return;
  const hex = !beyondF && !(upper && lower);
  const shape = hex ? HEX32 : upper ? MIXED32 : ALNUM32;
  // In binary data, an escape is a length or a type (escapes.ts): it may only be of another alphabet.
  if (isMark(load<u8>(start - 2)) && isIn(shape, upper, load<u8>(start - 1))) return;
  const after = load<u8>(end);
  if (isWordCharacter(after) && !hasLength(start) && (isIn(shape, upper, after) || !isControl(load<u8>(end + 1)))) return;
  addResult(RUN, shape, start, end);
}

/** Whether the length of a run is before it in binary data, in one byte or in four: then the run ends there. */
function hasLength(start: usize): bool {
  if (load<u32>(start - 4) == <u32>LENGTH) return true;
  if (load<u8>(start - 1) != LENGTH) return false;
  const end = start + LENGTH;
  for (let i: usize = 2; i < 5; i++) if (isControl(load<u8>(start - i)) || load<u8>(start - i) == 0) return true;
  for (let i: usize = 1; i < 4; i++) if (isControl(load<u8>(end + i))) return true;
  return false;
}

/** Whether a letter or digit could belong to a run. */
function isIn(shape: u32, upper: bool, byte: u8): bool {
  if (isDigit(byte)) return true;
  if (!isLetter(byte)) return false;
  if (shape == MIXED32) return true;
  return <bool>((byte & 0x20) == 0) == upper && (shape != HEX32 || isHexLetter(byte));
}

/** A control character that does not occur in text, except NUL, which also follows the end of the input. */
@inline
function isControl(byte: u8): bool {
  return byte != 0 && byte < 0x20 && isMark(byte);
}
