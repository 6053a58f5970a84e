import { statSync } from 'node:fs';
import { join } from 'node:path';
import { HexhoundError, type ScanError } from '../../model/errors.ts';
import { listNames } from './list-names.ts';
import { readMultiPackIndex } from './multi-pack-index.ts';
import { type HashBytes, type PackIndex, readPackIndex } from './pack-index.ts';
import { RegularFile, withFile } from './regular-file.ts';
import { orderOf } from './sort-offsets.ts';

/** A pack, checked and open, with its index. */
export interface Pack {
  readonly file: RegularFile;
  readonly index: PackIndex;
  /** Positions in the index, in the order of the pack. */
  readonly order: Uint32Array;
}

/** Each is kept open while objects are read, so that a `git gc` in the meantime removes nothing. */
const MAX_PACKS = 1000;

/** Signature, version, number of objects. */
const HEADER_BYTES = 12;

/**
 * Opens the packs of object folders, the largest first: an object that a fetch has added to complete a small pack is then
 * found in the pack where it comes from. What cannot be read is left out and reported to `problem`, what git ignores too to
 * `notice`.
 */
export function openPacks(
  folders: readonly string[],
  hashBytes: HashBytes,
  problem: (error: ScanError) => void,
  notice: (text: string) => void,
): Pack[] {
  const packs: Pack[] = [];
  const attempt = (open: () => void) => {
    try {
      open();
    } catch (thrown) {
      if (!(thrown instanceof HexhoundError)) throw thrown;
      problem(thrown.toScanError());
    }
  };
  const found = folders.flatMap((folder) => listPacks(join(folder, 'pack'), hashBytes, attempt, problem, notice));
  found.sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1));
  const [unread] = found.slice(MAX_PACKS);
  if (unread) {
    const message = `is left to git, for there are ${found.length} packs: git gc would make one of them`;
    problem({ code: 'E_GIT', subject: unread.path, message });
  }
  for (const { path, readIndex } of found.slice(0, MAX_PACKS)) {
    attempt(() => packs.push(openPack(path, readIndex(), hashBytes)));
  }
  return packs;
}

interface FoundPack {
  readonly path: string;
  readonly size: number;
  readonly readIndex: () => PackIndex;
}

/** The packs of a folder, each with its index, or the multi-pack index's where it has none of its own. */
function listPacks(
  folder: string,
  hashBytes: HashBytes,
  attempt: (open: () => void) => void,
  problem: (error: ScanError) => void,
  notice: (text: string) => void,
): FoundPack[] {
  // Git is still writing the others; until then their objects are somewhere else too.
  const names = listNames(folder, problem).filter((name) => !/^(\.|tmp_)/.test(name));
  const present = new Set(names);
  const stems = names.filter((name) => name.endsWith('.pack')).map((name) => name.slice(0, -5));
  const withoutIndex = new Set(stems.filter((stem) => !present.has(`${stem}.idx`)));
  const inMultiPack = new Map<string, PackIndex>();
  if (withoutIndex.size > 0 && present.has('multi-pack-index')) {
    attempt(() => {
      const read = (file: RegularFile) => readMultiPackIndex(file, hashBytes, withoutIndex);
      for (const [stem, index] of withFile(join(folder, 'multi-pack-index'), read)) inMultiPack.set(stem, index);
    });
  }
  const found: FoundPack[] = [];
  for (const stem of stems) {
    const path = join(folder, `${stem}.pack`);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const index = inMultiPack.get(stem);
    const readIndex = index
      ? () => index
      : () => withFile(join(folder, `${stem}.idx`), (file) => readPackIndex(file, hashBytes));
    if (index || !withoutIndex.has(stem)) found.push({ path, size, readIndex });
  }
  for (const name of names) {
    if (!name.endsWith('.idx') || present.has(`${name.slice(0, -4)}.pack`)) continue;
    notice(`${join(folder, name)} is the index of a pack that is not there`);
  }
  return found;
}

/** @throws HexhoundError E_GIT when the pack and its index do not belong together, or either is damaged */
function openPack(path: string, index: PackIndex, hashBytes: HashBytes): Pack {
  const file = new RegularFile(path);
  try {
    const count = index.offsets.length;
    const entriesEnd = file.size - hashBytes;
    if (entriesEnd < HEADER_BYTES) throw file.error(`is ${file.size} bytes long, too short for a pack`);
    const header = file.read(0, HEADER_BYTES);
    if (header.toString('latin1', 0, 4) !== 'PACK') throw file.error('does not begin like a pack');
    const version = header.readUInt32BE(4);
    if (version !== 2 && version !== 3) throw file.error(`is of version ${version}, which is unknown`);
    const packCount = header.readUInt32BE(8);
    const { packChecksum } = index;
    if (packChecksum ? packCount !== count : packCount < count) {
      throw file.error(`has ${packCount} objects, but its index ${count}`);
    }
    if (packChecksum && !file.read(entriesEnd, hashBytes).equals(packChecksum)) {
      throw file.error('does not end with the checksum that its index knows');
    }
    const order = orderOf(index.offsets);
    let before = HEADER_BYTES - 1;
    for (const position of order) {
      const offset = index.offsets[position] ?? 0;
      if (offset <= before) throw file.error('its index has an object in its header, or two at one place');
      before = offset;
    }
    if (before >= entriesEnd) throw file.error('its index has an object behind its end');
    return { file, index, order };
  } catch (thrown) {
    file.close();
    throw thrown;
  }
}
