import { checkIds, type HashBytes, type PackIndex, readFanOut, readLargeOffset, readWhole } from './pack-index.ts';
import type { RegularFile } from './regular-file.ts';

const HEADER_BYTES = 12;
const CHUNK_ENTRY_BYTES = 12;
const HASH_VERSION = { 20: 1, 32: 2 } as const;

/**
 * The indexes in a multi-pack-index (gitformat-pack(5)) of those packs that `wanted` names, by the name of the pack without
 * its ending. Of an object that is in several packs it has one.
 * @throws HexhoundError E_GIT when it is damaged
 */
export function readMultiPackIndex(
  file: RegularFile,
  hashBytes: HashBytes,
  wanted: ReadonlySet<string>,
): Map<string, PackIndex> {
  const bytes = readWhole(file);
  if (bytes.toString('latin1', 0, 4) !== 'MIDX') throw file.error('is not a multi-pack index');
  if (bytes[4] !== 1) throw file.error(`is of version ${bytes[4]}, which is unknown`);
  if (bytes[5] !== HASH_VERSION[hashBytes]) throw file.error('is for another kind of hash than the repository has');
  const chunk = readChunks(file, bytes, hashBytes);
  const names = chunk('PNAM').toString('latin1').split('\0').slice(0, bytes.readUInt32BE(8));
  const fanOut = chunk('OIDF');
  if (fanOut.length < 1024) throw file.error('its fan-out table is cut');
  const count = readFanOut(file, fanOut, 0);
  const ids = chunk('OIDL');
  const places = chunk('OOFF');
  const large = chunk('LOFF', true);
  if (ids.length < count * hashBytes || places.length < count * 8) throw file.error('its tables are cut');
  checkIds(file, ids, 0, hashBytes, count);

  const counts = new Uint32Array(names.length);
  for (let i = 0; i < count; i++) {
    const pack = places.readUInt32BE(i * 8);
    if (pack >= names.length) throw file.error('names a pack that it does not list');
    counts[pack] = (counts[pack] ?? 0) + 1;
  }
  const parts = names.map((name, pack) => {
    const stem = name.replace(/\.idx$/, '');
    const length = wanted.has(stem) ? (counts[pack] ?? 0) : 0;
    return { stem, ids: Buffer.allocUnsafe(length * hashBytes), offsets: new Float64Array(length), filled: 0 };
  });
  for (let i = 0; i < count; i++) {
    const part = parts[places.readUInt32BE(i * 8)];
    if (part === undefined || part.offsets.length === 0) continue;
    const offset = places.readUInt32BE(i * 8 + 4);
    const isLarge = large.length > 0 && offset >= 0x80000000;
    const largeCount = Math.floor(large.length / 8);
    ids.copy(part.ids, part.filled * hashBytes, i * hashBytes, (i + 1) * hashBytes);
    part.offsets[part.filled++] = isLarge ? readLargeOffset(file, large, 0, largeCount, offset) : offset;
  }
  const common = { idsAt: 0, idStride: hashBytes, packChecksum: undefined };
  return new Map(
    parts
      .filter(({ filled }) => filled > 0)
      .map((part) => [part.stem, { ...common, bytes: part.ids, offsets: part.offsets }]),
  );
}

/** Looks chunks up by name. Each ends where the next entry of the table of contents says that the next one begins. */
function readChunks(file: RegularFile, bytes: Buffer, hashBytes: number): (name: string, optional?: boolean) => Buffer {
  const count = bytes[6] ?? 0;
  const tableEnd = HEADER_BYTES + (count + 1) * CHUNK_ENTRY_BYTES;
  const end = bytes.length - hashBytes;
  const placeOf = (i: number) => {
    const at = HEADER_BYTES + i * CHUNK_ENTRY_BYTES;
    return bytes.readUInt32BE(at + 4) * 2 ** 32 + bytes.readUInt32BE(at + 8);
  };
  const chunks = new Map<string, Buffer>();
  for (let i = 0; tableEnd <= end && i < count; i++) {
    const at = HEADER_BYTES + i * CHUNK_ENTRY_BYTES;
    const [from, to] = [placeOf(i), placeOf(i + 1)];
    if (from < tableEnd || to < from || to > end) throw file.error('its chunks lie outside of it');
    chunks.set(bytes.toString('latin1', at, at + 4), bytes.subarray(from, to));
  }
  return (name, optional) => {
    const chunk = chunks.get(name);
    if (chunk === undefined && !optional) throw file.error(`has no chunk ${name}`);
    return chunk ?? Buffer.alloc(0);
  };
}
