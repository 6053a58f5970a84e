import type { PackedStrings } from './byte-strings.ts';

/**
 * The trees and commits that one worker has read, as arrays that can be posted to another thread. Objects are given by their
 * numbers; a missing one by `-1 - k`, where k is its position in `missing`.
 */
export interface TreePart {
  readonly names: PackedStrings;
  /** Raw ids. */
  readonly missing: PackedStrings;
  /** The trees' numbers; a base comes before its trees. */
  readonly trees: Int32Array<ArrayBuffer>;
  /** By tree, the number of its base, -1 where all of its entries are listed. */
  readonly bases: Int32Array<ArrayBuffer>;
  /** Where each tree's records end in `keys` and `children`; they begin where those of the tree before end. */
  readonly recordEnds: Int32Array<ArrayBuffer>;
  /** By record, the name, kind and side of an entry that was added or removed; see `recordKey`. */
  readonly keys: Int32Array<ArrayBuffer>;
  /** By record, the object that the entry names. */
  readonly children: Int32Array<ArrayBuffer>;
  readonly commits: Int32Array<ArrayBuffer>;
  readonly commitTrees: Int32Array<ArrayBuffer>;
  /** Committer's time in seconds. */
  readonly commitTimes: Float64Array<ArrayBuffer>;
  readonly parentEnds: Int32Array<ArrayBuffer>;
  readonly parents: Int32Array<ArrayBuffer>;
}

/** The buffers of a part, to be transferred instead of copied. */
export function buffersOf({ names, missing, ...arrays }: TreePart): ArrayBuffer[] {
  return [names.bytes, names.ends, missing.bytes, missing.ends, ...Object.values(arrays)].map(({ buffer }) => buffer);
}

/** Kinds of entries, by their modes without the permissions. The same numbers as in the kernel's tree-diff.ts. */
export const BLOB = 0;
export const TREE = 1;
export const LINK = 2;
export const SUBMODULE = 3;
/** Submodules are in no graph, so that one can have this in their place: a folder that is wanted for its name. */
export const NAMED_FOLDER = 3;

/** Sides of a record: the entry is in the base and not in the tree, or the other way round. */
export const REMOVED = 0;
export const ADDED = 1;

/** Identifies and orders the entries of a folder: the name's number, and the kind in the lowest two bits. */
function entryKey(name: number, kind: number): number {
  return (name << 2) | kind;
}

/** An entry's key, and the side of a record in the lowest bit. There can be 2^28 names. */
export function recordKey(name: number, kind: number, side: number): number {
  return (entryKey(name, kind) << 1) | side;
}

export function kindOf(entry: number): number {
  return entry & 3;
}

export function nameOf(entry: number): number {
  return entry >>> 2;
}
