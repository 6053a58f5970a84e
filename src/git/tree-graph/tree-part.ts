import type { PackedStrings } from './byte-strings.ts';

/**
 * Trees and commits that one worker has seen, in a form that can be handed to another thread. Objects are known by
 * their numbers; one that the repository lacks by `-1 - k`, k being its place in `missing`.
 */
export interface TreePart {
  readonly names: PackedStrings;
  /** Raw ids. */
  readonly missing: PackedStrings;
  /** Every tree's number, a tree's base before the tree. */
  readonly trees: Int32Array<ArrayBuffer>;
  /** Number of the tree that it is described by the difference to, -1 where it is described whole. */
  readonly bases: Int32Array<ArrayBuffer>;
  /** Where a tree's records end in `keys` and `children`; they begin where those of the tree before end. */
  readonly recordEnds: Int32Array<ArrayBuffer>;
  /** Of an entry that was added or removed: its name, kind and side, see `recordKey`. */
  readonly keys: Int32Array<ArrayBuffer>;
  /** The object that it names. */
  readonly children: Int32Array<ArrayBuffer>;
  readonly commits: Int32Array<ArrayBuffer>;
  readonly commitTrees: Int32Array<ArrayBuffer>;
  /** Committer's time in seconds. */
  readonly commitTimes: Float64Array<ArrayBuffer>;
  readonly parentEnds: Int32Array<ArrayBuffer>;
  readonly parents: Int32Array<ArrayBuffer>;
}

/** Everything of a part that can be transferred rather than copied. */
export function buffersOf({ names, missing, ...arrays }: TreePart): ArrayBuffer[] {
  return [names.bytes, names.ends, missing.bytes, missing.ends, ...Object.values(arrays)].map(({ buffer }) => buffer);
}

/** What an entry names: its mode without the permissions. Numbers as in the kernel's tree-diff.ts. */
export const BLOB = 0;
export const TREE = 1;
export const LINK = 2;
export const SUBMODULE = 3;

/** Sides of a record: the entry is in the base and not in the tree, or the other way round. */
export const REMOVED = 0;
export const ADDED = 1;

/** What tells entries of a folder apart and orders them, two bits of kind below the name's number. */
export function entryKey(name: number, kind: number): number {
  return (name << 2) | kind;
}

/** An entry's key with a record's side below. Leaves room for 2^28 names. */
export function recordKey(name: number, kind: number, side: number): number {
  return (entryKey(name, kind) << 1) | side;
}

export function kindOf(entry: number): number {
  return entry & 3;
}

export function nameOf(entry: number): number {
  return entry >>> 2;
}
