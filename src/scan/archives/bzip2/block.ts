import type { BitReader } from './bits.ts';
import { readTable } from './huffman.ts';

/** Symbols that are decoded with one table. */
const GROUP = 50;
/** Symbols of run lengths, which stand for the digits 1 and 2. */
const [RUN_A, RUN_B] = [0, 1];

/** Reads what follows the magic number and the checksum of a block. @param most bytes before the last step */
export function readBlock(bits: BitReader, most: number): { bytes: Uint8Array; checksum: number } {
  if (bits.take(1) === 1) throw new Error('a randomised block, which no bzip2 has written since 1998');
  const origin = bits.take(24);
  const moved = readMoved(bits, most);
  return undoRuns(undoTransform(moved, origin));
}

/** The output of the Burrows-Wheeler transform, from Huffman codes of runs and of places in a list that moves to front. */
function readMoved(bits: BitReader, most: number): Uint8Array {
  const list = readUsedBytes(bits);
  const tableCount = bits.take(3);
  const selectors = readSelectors(bits, tableCount);
  const tables = Array.from({ length: tableCount }, () => readTable(bits, list.length + 2));
  const end = list.length + 1;
  const moved = new Uint8Array(most);
  let [at, run, digit] = [0, 0, 1];
  for (let count = 0; ; count++) {
    const table = tables[selectors[Math.floor(count / GROUP)] ?? -1];
    if (table === undefined) throw new Error('no table');
    const symbol = table.read(bits);
    if (symbol === RUN_A || symbol === RUN_B) {
      run += digit * (symbol + 1);
      digit *= 2;
      if (run > most) throw new Error('too long');
      continue;
    }
    if (at + run + 1 > most && (symbol !== end || at + run > most)) throw new Error('too long');
    if (run > 0) {
      moved.fill(list[0] ?? 0, at, at + run);
      at += run;
      [run, digit] = [0, 1];
    }
    if (symbol === end) return moved.subarray(0, at);
    moved[at++] = moveToFront(list, symbol - 1);
  }
}

/** The bytes that there are, as bits: which sixteenths have any, then which they are. */
function readUsedBytes(bits: BitReader): Uint8Array {
  const sixteenths = bits.take(16);
  const used: number[] = [];
  for (let high = 0; high < 16; high++) {
    const lows = (sixteenths >> (15 - high)) & 1 ? bits.take(16) : 0;
    for (let low = 0; low < 16; low++) if ((lows >> (15 - low)) & 1) used.push(high * 16 + low);
  }
  if (used.length === 0) throw new Error('no bytes');
  return Uint8Array.from(used);
}

/** Which table each group has. */
function readSelectors(bits: BitReader, tableCount: number): number[] {
  const order = Uint8Array.from({ length: tableCount }, (_, table) => table);
  return Array.from({ length: bits.take(15) }, () => {
    let place = 0;
    while (bits.take(1) === 1) if (++place >= tableCount) throw new Error('no table');
    return moveToFront(order, place);
  });
}

function moveToFront(list: Uint8Array, place: number): number {
  const item = list[place];
  if (item === undefined) throw new Error('no such place');
  for (let at = place; at > 0; at--) list[at] = list[at - 1] ?? 0;
  list[0] = item;
  return item;
}

/** Undoes the Burrows-Wheeler transform. @param origin the row of the text itself */
function undoTransform(moved: Uint8Array, origin: number): Uint8Array {
  const { length } = moved;
  if (origin >= length && length > 0) throw new Error('no such row');
  const starts = new Int32Array(257);
  for (const byte of moved) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1] = (starts[byte + 1] ?? 0) + (starts[byte] ?? 0);
  const next = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const byte = moved[at] ?? 0;
    const row = starts[byte] ?? 0;
    next[row] = at;
    starts[byte] = row + 1;
  }
  const text = new Uint8Array(length);
  let row = next[origin] ?? 0;
  for (let at = 0; at < length; at++) {
    text[at] = moved[row] ?? 0;
    row = next[row] ?? 0;
  }
  return text;
}

/** After four bytes that are equal, a byte says how many more there are. */
function undoRuns(text: Uint8Array): { bytes: Uint8Array; checksum: number } {
  let size = 0;
  const parts: Uint8Array[] = [];
  let part = new Uint8Array(PART_BYTES);
  let at = 0;
  let [equal, last, checksum] = [0, -1, -1];
  for (const byte of text) {
    let repeats = 1;
    if (equal === 4) {
      [repeats, equal] = [byte, 0];
    } else {
      equal = byte === last ? equal + 1 : 1;
      last = byte;
    }
    if (at + repeats > part.length) {
      parts.push(part.subarray(0, at));
      size += at;
      part = new Uint8Array(PART_BYTES);
      at = 0;
    }
    part.fill(last, at, at + repeats);
    at += repeats;
    for (; repeats > 0; repeats--) checksum = (checksum << 8) ^ (CRC[(checksum >>> 24) ^ last] ?? 0);
  }
  parts.push(part.subarray(0, at));
  return { bytes: Buffer.concat(parts, size + at), checksum: ~checksum >>> 0 };
}

const PART_BYTES = 1024 ** 2;

/** The CRC of POSIX cksum: polynomial 0x04c11db7, the highest bit first. */
const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit++) rest = (rest << 1) ^ (rest < 0 ? 0x04c11db7 : 0);
  return rest;
});
