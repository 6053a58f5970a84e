import { BLOCK, Block } from './blocks';
import { equalAt, isDigit, isHexDigit, isWordCharacter } from './classes';

/*
 * Where escapes end: those of string literals and URLs, and control sequences (ECMA-48, 5.4: ESC [ parameters, intermediate
 * bytes, a final byte; ECMA-35, 13.2: ESC, intermediate bytes, a final byte), however the ESC is written, or where it was
 * lost. In binary data, a letter or digit behind a byte beyond text counts as a length or a type: it ends there, too.
 *
 * The longest ends 42 bytes behind its beginning (LEFT in derive.ts).
 */

const PARAMETERS: usize = 28;
const INTERMEDIATES: usize = 2;

const BACKSLASH: u8 = 0x5c;
const PERCENT: u8 = 0x25;
const BRACKET: u8 = 0x5b;
const ESC: u8 = 0x1b;
const CSI: u8 = 0x9b;

/** The address of the block that is read, and the bytes, in it and in the next block, before which escapes end. */
let origin: usize = 0;
let ends: u64 = 0;
let endsBehind: u64 = 0;

/** Starts a scan: reads the block before the first one. */
export function beginEscapes(before: Block, at: usize): void {
  endsBehind = 0;
  escapeEnds(before, at);
}

/** Before which bytes of the block at `at` an escape ends. To be called for one block after the other. */
@inline
export function escapeEnds(block: Block, at: usize): u64 {
  const carried = endsBehind;
  endsBehind = 0;
  return block.marks == 0 ? carried : carried | readMarks(block, at);
}

function readMarks(block: Block, at: usize): u64 {
  origin = at;
  ends = 0;
  const next = (block.words >>> 1) | (block.after.words << 63);
  const second = (block.words >>> 2) | (block.after.words << 62);
  // Skips most marks at once: a letter or digit follows all that count, except ESC.
  let bits = block.marks & next;
  if (bits != block.marks) bits |= block.marks & equalAt(at, ESC);
  for (; bits != 0; bits &= bits - 1) {
    const bit = ctz(bits);
    const mark = at + <usize>bit;
    const byte = load<u8>(mark);
    if (byte == BRACKET) readBracket(mark);
    else if (byte == BACKSLASH) readBackslash(mark, load<u8>(mark + 1));
    else if (byte == PERCENT) readPercent(mark);
    else {
      if (byte == ESC) readSequence(mark + 1);
      else if (byte == CSI && isWordCharacter(load<u8>(mark + 1))) readParameters(mark + 1);
      if ((next & second) >>> bit & 1) readNeighbour(mark);
    }
  }
  return ends;
}

@inline
function addEnd(at: usize): void {
  const bit = at - origin;
  if (bit < BLOCK) ends |= <u64>1 << bit;
  else endsBehind |= <u64>1 << (bit - BLOCK);
}

/** The bracket of a control sequence whose ESC was lost, or is written `^[`. */
@inline
function readBracket(at: usize): void {
  const next = load<u8>(at + 1);
  if (isDigit(next) || next == 0x6d /* m */) readColour(at + 1);
  if (load<u16>(at - 2) == 0x5b5e /* ^[ */ && isWordCharacter(next)) readParameters(at + 1);
}

/** A byte of binary data, and a letter or digit behind it. */
function readNeighbour(at: usize): void {
  if (isWordCharacter(load<u8>(at + 1)) && !endsText(at)) addEnd(at + 2);
}

/** `\n`, `\xHH`, `\uHHHH`, `\UHHHHHHHH`, `\OOO`. */
function readBackslash(at: usize, next: u8): void {
  if (next == 0x78 /* x */) readHex(at + 2, 2);
  else if (next == 0x75 /* u */) readHex(at + 2, 4);
  else if (next == 0x55 /* U */) readHex(at + 2, 8);
  else if (isDigit(next)) {
    if (next == 0x30) addEnd(at + 2);
    if (isOctal(next) && next < 0x34 && isOctal(load<u8>(at + 2)) && isOctal(load<u8>(at + 3))) {
      addEnd(at + 4);
      if ((load<u32>(at) >>> 8) == 0x333330 /* 033 */) readSequence(at + 4);
    }
  } else if ((next | 0x20) == 0x65 /* e */) {
    addEnd(at + 2);
    readSequence(at + 2);
  } else if (isControlLetter(next)) addEnd(at + 2);
}

/** `%HH`, and `%25HH` in a URL within another. */
function readPercent(at: usize): void {
  if (!readHex(at + 1, 2)) return;
  if (load<u8>(at + 1) == 0x32 && load<u8>(at + 2) == 0x35) readHex(at + 3, 2);
}

/** @returns whether `digits` hexadecimal digits stand at `at` */
function readHex(at: usize, digits: usize): bool {
  const end = at + digits;
  for (let digit = at; digit < end; digit++) if (!isHexDigit(load<u8>(digit))) return false;
  addEnd(end);
  if (load<u8>(end - 2) == 0x31 && (load<u8>(end - 1) | 0x20) == 0x62 /* 1b */) readSequence(end);
  return true;
}

/** What follows ESC. */
function readSequence(at: usize): void {
  if (load<u8>(at) == BRACKET) return readParameters(at + 1);
  const end = at + INTERMEDIATES;
  while (at < end && isIntermediate(load<u8>(at))) at++;
  if (load<u8>(at) - 0x30 < 0x4f) addEnd(at + 1);
}

/** What follows CSI. */
function readParameters(at: usize): void {
  let end = at + PARAMETERS;
  while (at < end && load<u8>(at) - 0x30 < 16) at++;
  end = at + INTERMEDIATES;
  while (at < end && isIntermediate(load<u8>(at))) at++;
  if (load<u8>(at) - 0x40 < 0x3f) addEnd(at + 1);
}

/** What follows the bracket of a sequence that sets colours, if its ESC was lost. */
function readColour(at: usize): void {
  const end = at + PARAMETERS;
  while (at < end && load<u8>(at) - 0x30 < 12) at++;
  if (load<u8>(at) == 0x6d /* m */) addEnd(at + 1);
}

@inline
function isIntermediate(byte: u8): bool {
  return byte - 0x20 < 16;
}

@inline
function isOctal(byte: u8): bool {
  return byte - 0x30 < 8;
}

/** a b f n r t v */
@inline
function isControlLetter(byte: u8): bool {
  return byte - 0x61 < 22 && <bool>((0x2a2023 >>> (byte - 0x61)) & 1);
}

/**
 * Where the sequence of CSI at `at` ends; its ESC may be written as an escape, or be lost where it sets colours. `at` if there
 * is none.
 */
export function endOfSequence(at: usize): usize {
  const start = at;
  if (load<u8>(at) == ESC) at++;
  else if (load<u16>(at) == 0x5b5e /* ^[ */) at += 2;
  else if (load<u8>(at) == BACKSLASH) {
    at++;
    if (load<u8>(at) == BACKSLASH) at++;
    const byte = load<u8>(at);
    if ((byte | 0x20) == 0x65 /* e */) at += 1;
    else if (byte == 0x78 /* x */ && isEscByte(at + 1)) at += 3;
    else if (byte == 0x75 /* u */ && load<u16>(at + 1) == 0x3030 && isEscByte(at + 3)) at += 5;
    else if ((load<u32>(at) & 0xffffff) == 0x333330 /* 033 */) at += 3;
    else return start;
  }
  const isLost = at == start;
  if (load<u8>(at) != BRACKET || (isLost && !isDigit(load<u8>(at + 1)))) return start;
  at++;
  const end = at + PARAMETERS;
  while (at < end && load<u8>(at) - 0x30 < 16) at++;
  const final = load<u8>(at);
  return isLost ? (final == 0x6d /* m */ ? at + 1 : start) : final - 0x40 < 0x3f ? at + 1 : start;
}

/** 1b */
@inline
function isEscByte(at: usize): bool {
  return load<u8>(at) == 0x31 && (load<u8>(at + 1) | 0x20) == 0x62;
}

/** Whether a character of UTF-8 ends with the byte beyond ASCII at `at`. */
function endsText(at: usize): bool {
  if ((load<u8>(at) & 0xc0) != 0x80) return false;
  const before = load<u8>(at - 1);
  if ((before & 0xc0) != 0x80) return before - 0xc2 < 30;
  const third = load<u8>(at - 2);
  if ((third & 0xc0) != 0x80) return third - 0xe0 < 16;
  return load<u8>(at - 3) - 0xf0 < 5;
}
