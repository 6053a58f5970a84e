import { messageOf, type ScanError } from '../../model/errors.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { linkForest } from './delta-forest.ts';
import { IdTable } from './id-table.ts';
import { type LooseListing, listLoose } from './list-loose.ts';
import { ObjectDatabase } from './object-database.ts';
import { openPacks, type Pack } from './open-packs.ts';
import type { HashBytes } from './pack-index.ts';
import { readEntries } from './read-entries.ts';
import { allocateObjects, type LooseFolder, type SharedObjects } from './shared-objects.ts';

/**
 * Opens the objects of a repository. Where anything in their files cannot be read, git may be able to read more: then there is
 * a notice in the log, and no database.
 * @param folders as `listObjectFolders` gives them
 */
export function openObjects(
  folders: readonly string[],
  hashBytes: HashBytes,
  log: ScanLog,
): ObjectDatabase | undefined {
  const problems: ScanError[] = [];
  const objects = loadObjects(
    folders,
    hashBytes,
    (problem) => problems.push(problem),
    (text) => log.notice(text),
  );
  if (problems.length === 0) return objects;
  for (const { subject, message } of problems) {
    log.notice(`${subject} ${message}: the history is read by way of git instead, which is slower`);
  }
  objects.close();
  return undefined;
}

/**
 * Reads what is known of objects without inflating any: indexes, headers of entries, names of loose objects. What cannot be
 * read is reported to `problem`, and is missing from the database or unresolved in it: git may still be able to read it.
 * The packs stay open until the database is closed.
 * @param folders as `listObjectFolders` gives them
 * @param notice told about indexes without a pack; packs without an index are for `listLeftovers`
 * @internal exported for tests
 */
export function loadObjects(
  folders: readonly string[],
  hashBytes: HashBytes,
  problem: (error: ScanError) => void,
  notice: (text: string) => void = () => {},
): ObjectDatabase {
  const packs = openPacks(folders, hashBytes, problem, notice);
  const listings = folders.map((folder) => listLoose(folder, hashBytes, problem));
  let first = 0;
  const sharedPacks = packs.map(({ file: { path, fd, size }, order }) => {
    const pack = { path, fd, first, count: order.length, end: size - hashBytes };
    first += order.length;
    return pack;
  });
  const maxLoose = listings.reduce((sum, { ids }) => sum + ids.length / hashBytes, 0);
  const objects = allocateObjects(hashBytes, sharedPacks, maxLoose);
  const table = new IdTable(objects);
  for (const [i, pack] of packs.entries()) addPack(pack, sharedPacks[i]?.first ?? 0, objects, table);
  const loose = addLoose(listings, objects, table);
  for (const pack of sharedPacks) {
    try {
      readEntries(pack, objects, table);
    } catch (cause) {
      problem({ code: 'E_GIT', subject: pack.path, message: messageOf(cause) });
    }
  }
  return new ObjectDatabase({ ...objects, ...loose, ...linkForest(objects) });
}

/** Numbers the objects of a pack, from `first` on. */
function addPack({ index, order }: Pack, first: number, objects: SharedObjects, table: IdTable): void {
  const { ids, offset, duplicate, hashBytes } = objects;
  const { bytes, idsAt, idStride, offsets } = index;
  const numbers = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) numbers[order[i] ?? 0] = first + i;
  const source = wordsOf(bytes);
  const target = wordsOf(ids);
  const words = hashBytes / 4;
  // In the order of the index: writing to random places is cheaper than reading from random places.
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i] ?? 0;
    const from = (idsAt + i * idStride) / 4;
    for (let k = 0; k < words; k++) target[n * words + k] = source[from + k] ?? 0;
    offset[n] = offsets[i] ?? 0;
    if (table.add(n) !== n) duplicate[n] = 1;
  }
}

/** Ids begin at multiples of 4 bytes, both in indexes and in our table. */
function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
}

/** Numbers the loose objects that are in no pack, each once. */
function addLoose(
  listings: readonly LooseListing[],
  { ids, hashBytes, packedCount }: SharedObjects,
  table: IdTable,
): Pick<SharedObjects, 'looseFolders' | 'looseCount'> {
  const looseFolders: LooseFolder[] = [];
  let n = packedCount;
  for (const listing of listings) {
    looseFolders.push({ path: listing.folder, first: n });
    for (let at = 0; at < listing.ids.length; at += hashBytes) {
      ids.set(listing.ids.subarray(at, at + hashBytes), n * hashBytes);
      if (table.add(n) === n) n++;
    }
  }
  return { looseFolders, looseCount: n - packedCount };
}
