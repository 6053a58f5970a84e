import type { IdTable } from './id-table.ts';
import { readFully } from './regular-file.ts';
import type { SharedObjects, SharedPack } from './shared-objects.ts';

const BLOCK_BYTES = 1024 * 1024;

/** The most bytes before an entry's zlib stream: two numbers of 10 bytes, or one and an id of 32. */
const MAX_HEADER_BYTES = 42;

/** Types of entries beside the four kinds of objects. */
const OFS_DELTA = 6;
const REF_DELTA = 7;
const KNOWN_TYPES = 0b1101_1110;

const MAX_SIZE = 0xffffffff;

/** What is read of one entry. The same object is used for all. */
interface Header {
  type: number;
  size: number;
  /** Where the header ends in the block; 0 if it makes no sense. */
  end: number;
  /** How far before the entry its base begins. */
  distance: number;
}

/**
 * Reads the header of each entry of a pack (gitformat-pack(5)), in one pass over the file. Duplicates are skipped. An entry
 * whose header or base makes no sense keeps kind 0 and base -1.
 * @param objects `offset` and `duplicate` are filled; `headerBytes`, `size`, `kind` and `base` are written
 * @param table all objects of packs, for the bases of ref-deltas
 * @throws the system's error when the pack cannot be read
 */
export function readEntries(pack: SharedPack, objects: SharedObjects, table: IdTable): void {
  const { offset, duplicate, headerBytes, size, kind, base, ids, hashBytes } = objects;
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let [blockStart, blockEnd] = [0, 0];
  const header: Header = { type: 0, size: 0, end: 0, distance: 0 };
  const past = pack.first + pack.count;
  for (let n = pack.first; n < past; n++) {
    if (duplicate[n] === 1) continue;
    const start = offset[n] ?? 0;
    const end = n + 1 < past ? (offset[n + 1] ?? 0) : pack.end;
    const wanted = Math.min(end, start + MAX_HEADER_BYTES);
    if (wanted > blockEnd) {
      blockStart = start;
      blockEnd = start + readFully(pack.fd, block, 0, Math.min(BLOCK_BYTES, pack.end - start), start);
      if (wanted > blockEnd) continue;
    }
    const at = start - blockStart;
    readHeader(block, at, header);
    const idAt = header.end;
    const dataAt = header.type === REF_DELTA ? idAt + hashBytes : idAt;
    if (idAt === 0 || blockStart + dataAt >= end) continue;
    headerBytes[n] = dataAt - at;
    size[n] = Math.min(header.size, MAX_SIZE);
    if (header.type === REF_DELTA) {
      const found = table.find(block, idAt);
      if (found !== n) base[n] = found;
    } else if (header.type === OFS_DELTA) {
      const found = findBefore(offset, pack.first, n, start - header.distance);
      base[n] = duplicate[found] === 1 ? table.find(ids, found * hashBytes) : found;
    } else {
      kind[n] = header.type;
    }
  }
}

/** Reads type and size, and of an ofs-delta the distance to its base. */
function readHeader(block: Uint8Array, at: number, header: Header): void {
  let byte = block[at++] ?? 0;
  header.type = (byte >> 4) & 7;
  header.end = 0;
  let size = byte & 15;
  for (let unit = 16; byte >= 128; unit *= 128) {
    if (unit > 2 ** 53) return;
    byte = block[at++] ?? 0;
    size += (byte & 127) * unit;
  }
  header.size = size;
  if (header.type === OFS_DELTA) {
    byte = block[at++] ?? 0;
    let distance = byte & 127;
    while (byte >= 128) {
      if (distance > 2 ** 46) return;
      byte = block[at++] ?? 0;
      distance = (distance + 1) * 128 + (byte & 127);
    }
    header.distance = distance;
  }
  if ((KNOWN_TYPES >> header.type) & 1) header.end = at;
}

/** The object before `n` that begins at `wanted`, -1 if there is none. It searches backwards in growing steps: bases are mostly near. */
function findBefore(offset: Float64Array, first: number, n: number, wanted: number): number {
  let high = n;
  let low = n;
  for (let step = 1; low > first && (offset[low] ?? 0) > wanted; step *= 2) {
    high = low;
    low = Math.max(first, n - step);
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offset[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low < n && offset[low] === wanted ? low : -1;
}
