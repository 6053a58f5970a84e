import type { RegularFile } from './regular-file.ts';

/** Bytes of an object's id: SHA-1 or SHA-256 (extensions.objectFormat). */
export type HashBytes = 20 | 32;

/** The ids and offsets of a pack's objects, in the order of the ids. */
export interface PackIndex {
  /** Id number i is the bytes from `idsAt + i * idStride` on. */
  readonly bytes: Uint8Array;
  readonly idsAt: number;
  readonly idStride: number;
  /** Where in the pack each object's entry begins. */
  readonly offsets: Float64Array;
  /** Checksum of the pack; a multi-pack index has none. */
  readonly packChecksum: Uint8Array | undefined;
}

const FAN_OUT_BYTES = 256 * 4;

/** An index of no objects: the fan-out table and two checksums. */
const MIN_INDEX_BYTES = FAN_OUT_BYTES + 2 * 20;
/** 140 million objects. */
const MAX_INDEX_BYTES = 2 ** 32 - 1;

/** More ids than this with the same first 8 bytes are not hashes, but made to slow down our hash table. */
const MAX_ALIKE = 64;

/** Flipping this bit orders signed numbers like unsigned ones, which would need memory each until the code is optimized. */
const FLIP = 1 << 31;

/**
 * Reads a pack's .idx, version 1 or 2 (gitformat-pack(5)).
 * @throws HexhoundError E_GIT when it is damaged
 */
export function readPackIndex(file: RegularFile, hashBytes: HashBytes): PackIndex {
  const bytes = readWhole(file);
  const version = bytes.readUInt32BE(0) === 0xff744f63 ? bytes.readUInt32BE(4) : 1;
  if (version > 2) throw file.error(`is of version ${version}, which is unknown`);
  const fanOutAt = version === 1 ? 0 : 8;
  const count = readFanOut(file, bytes, fanOutAt);
  const tables =
    version === 1
      ? { idsAt: FAN_OUT_BYTES + 4, idStride: 4 + hashBytes }
      : { idsAt: 8 + FAN_OUT_BYTES, idStride: hashBytes };
  const offsetsAt = version === 1 ? FAN_OUT_BYTES : tables.idsAt + count * (hashBytes + 4);
  const offsetStride = version === 1 ? tables.idStride : 4;
  const tablesEnd = version === 1 ? offsetsAt + count * offsetStride : offsetsAt + count * 4;
  const trailerAt = bytes.length - 2 * hashBytes;
  const largeOffsets = (trailerAt - tablesEnd) / 8;
  const maxLargeOffsets = version === 1 ? 0 : Math.max(count - 1, 0);
  if (!Number.isInteger(largeOffsets) || largeOffsets < 0 || largeOffsets > maxLargeOffsets) {
    throw file.error(`is ${bytes.length} bytes long, which does not fit its ${count} objects`);
  }
  const offsets = new Float64Array(count);
  for (let i = 0, at = offsetsAt; i < count; i++, at += offsetStride) {
    const offset = bytes.readUInt32BE(at);
    offsets[i] =
      version === 1 || offset < 0x80000000 ? offset : readLargeOffset(file, bytes, tablesEnd, largeOffsets, offset);
  }
  checkIds(file, bytes, tables.idsAt, tables.idStride, count);
  return { bytes, ...tables, offsets, packChecksum: bytes.subarray(trailerAt, trailerAt + hashBytes) };
}

/** @throws HexhoundError E_GIT when its size is not that of an index */
export function readWhole(file: RegularFile): Buffer {
  if (file.size < MIN_INDEX_BYTES || file.size > MAX_INDEX_BYTES) {
    throw file.error(`is ${file.size} bytes long, too short or too long for an index`);
  }
  return file.read(0, file.size);
}

/** The number of objects: the last of 256 numbers that count the ids whose first byte is at most each value. */
export function readFanOut(file: RegularFile, bytes: Buffer, at: number): number {
  let count = 0;
  for (let i = 0; i < 256; i++) {
    const next = bytes.readUInt32BE(at + i * 4);
    if (next < count) throw file.error('its fan-out table is out of order');
    count = next;
  }
  return count;
}

/** An entry of the table of 64-bit offsets. Its position is the lower 31 bits of a 32-bit offset whose highest bit is set. */
export function readLargeOffset(file: RegularFile, bytes: Buffer, at: number, count: number, offset: number): number {
  const i = offset - 0x80000000;
  if (i >= count) throw file.error('names a 64-bit offset that it does not have');
  const large = bytes.readUInt32BE(at + i * 8) * 2 ** 32 + bytes.readUInt32BE(at + i * 8 + 4);
  if (!Number.isSafeInteger(large)) throw file.error('has an offset that no file can have');
  return large;
}

/** Checks that ids ascend; a pack that has an object twice has its id twice. */
export function checkIds(file: RegularFile, bytes: Buffer, at: number, stride: number, count: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [before, beforeLow] = [FLIP, FLIP];
  let alike = 0;
  for (let i = 0; i < count; i++, at += stride) {
    const high = view.getInt32(at) ^ FLIP;
    const low = view.getInt32(at + 4) ^ FLIP;
    if (high < before || (high === before && low < beforeLow)) throw file.error('its ids are out of order');
    alike = high === before && low === beforeLow ? alike + 1 : 0;
    if (alike > MAX_ALIKE) throw file.error('its ids are not hashes');
    before = high;
    beforeLow = low;
  }
}
