/** Bytes of a range that a delta copied: childStart, childEnd and baseStart, of 32 bits each. */
const SEGMENT: usize = 12;

/** Bytes of a record: what it is about, and where in its tree the entry's name and its id begin, of 32 bits each. */
const RECORD: usize = 12;

/** What a record is about: bit 0 says whose entry it is, the bits above what the entry names. */
const REMOVED: u32 = 0;
const ADDED: u32 = 1;
const BLOB: u32 = 0 << 1;
const TREE: u32 = 1 << 1;
const LINK: u32 = 2 << 1;
const SUBMODULE: u32 = 3 << 1;

const MALFORMED_CHILD: i32 = -1;
const MALFORMED_BASE: i32 = -2;
const NO_ROOM: i32 = -3;
const BAD_SEGMENTS: i32 = -4;

/** Where the next record goes, and where the room for them ends. */
let free: usize = 0;
let limit: usize = 0;
let idBytes: usize = 0;

/**
 * Compares two trees, `child` made from `base` by a delta that copied `segments` (in the child's order): writes the
 * entries of the base that are not in the child, and those of the child that are not in the base. An entry `<mode> SP
 * <name> NUL <id>` that lies wholly inside a copied range is in both; all others count as different, even where the
 * same bytes were inserted again, moved or copied twice. So the child's entries are always the base's without the
 * removed ones and with the added ones. Without a base (empty, and no segments) all entries are added.
 *
 * Half as many bytes as the trees have together is room enough for the records. The base has to be a tree that went
 * through here itself: what is copied from it is not checked again.
 *
 * Returns the number of records, or a negative error: malformed child, malformed base, no room, bad segments.
 */
export function diffTrees(
  base: usize,
  baseEnd: usize,
  child: usize,
  childEnd: usize,
  segments: usize,
  segmentCount: u32,
  hashBytes: u32,
  out: usize,
  outEnd: usize,
): i32 {
  free = out;
  limit = outEnd;
  idBytes = hashBytes;
  let old = base;
  let at = child;
  let covered = child;
  const segmentsEnd = segments + <usize>segmentCount * SEGMENT;
  for (let segment = segments; segment < segmentsEnd; segment += SEGMENT) {
    const from = child + load<u32>(segment);
    const to = child + load<u32>(segment, 4);
    const baseStart: usize = load<u32>(segment, 8);
    if (from < covered || to < from || to > childEnd) return BAD_SEGMENTS;
    if (baseStart > baseEnd - base || to - from > baseEnd - base - baseStart) return BAD_SEGMENTS;
    covered = to;
    /** Added to a place in the child's range, it gives the place in the base's. */
    const shift = base + baseStart - from;

    while (at < from) {
      const next = report(at, childEnd, child, ADDED);
      if (next <= FULL) return next == 0 ? MALFORMED_CHILD : NO_ROOM;
      at = next;
    }
    // Until both stand before the same entry. A range that is too short for one must not move the base's place.
    let end = at < to ? endOfEntry(at, childEnd) : 0;
    while (end != 0 && end <= to && old != at + shift) {
      const isChild = at + shift < old;
      const next = isChild ? report(at, childEnd, child, ADDED) : report(old, baseEnd, base, REMOVED);
      if (next == FULL) return NO_ROOM;
      if (next == 0) return isChild ? MALFORMED_CHILD : MALFORMED_BASE;
      if (isChild) {
        at = next;
        end = at < to ? endOfEntry(at, childEnd) : 0;
      } else old = next;
    }
    // The same bytes from the same start have the same entries: the base's need no look.
    if (end == 0 || end > to) continue;
    while (end != 0 && end <= to) {
      at = end;
      end = at < to ? endOfEntry(at, childEnd) : 0;
    }
    old = at + shift;
  }
  while (at < childEnd) {
    const next = report(at, childEnd, child, ADDED);
    if (next <= FULL) return next == 0 ? MALFORMED_CHILD : NO_ROOM;
    at = next;
  }
  while (old < baseEnd) {
    const next = report(old, baseEnd, base, REMOVED);
    if (next <= FULL) return next == 0 ? MALFORMED_BASE : NO_ROOM;
    old = next;
  }
  return <i32>((free - out) / RECORD);
}

/** Returned by `report` if there is no room for a record. No entry begins at this address. */
const FULL: usize = 1;

/** Writes a record about the entry at `at`. Returns where the next entry begins, 0 for a malformed entry, or FULL. */
function report(at: usize, end: usize, tree: usize, side: u32): usize {
  let mode: u32 = 0;
  let place = at;
  for (; place < end && place < at + 7; place++) {
    const digit = <u32>load<u8>(place) - 0x30;
    if (digit > 7) break;
    mode = (mode << 3) | digit;
  }
  // At least one digit before the space, and one byte of a name behind it.
  if (place == at || place >= end || load<u8>(place) != 0x20) return 0;
  const next = endOfEntry(at, end);
  if (next == 0 || load<u8>(place + 1) == 0) return 0;
  if (limit - free < RECORD) return FULL;
  store<u32>(free, side | kindOf(mode));
  store<u32>(free, <u32>(place + 1 - tree), 4);
  store<u32>(free, <u32>(next - idBytes - tree), 8);
  free += RECORD;
  return next;
}

/** As git reads modes (canon_mode in its cache.h): anything but a file, link or folder is a submodule. */
function kindOf(mode: u32): u32 {
  const format = mode & 0o170000;
  if (format == 0o100000) return BLOB;
  if (format == 0o040000) return TREE;
  return format == 0o120000 ? LINK : SUBMODULE;
}

/** Where the entry ends that begins at `at`: behind the id that follows the first NUL; 0 if the tree ends before. */
@inline
function endOfEntry(at: usize, end: usize): usize {
  // A mode of one digit, a space and a name of one byte come before it.
  for (let place = at + 3; place < end; place += 16) {
    const zeroes = i8x16.bitmask(i8x16.eq(v128.load(place), i8x16.splat(0)));
    if (zeroes != 0) {
      const next = place + ctz(zeroes) + 1 + idBytes;
      return next <= end ? next : 0;
    }
  }
  return 0;
}
