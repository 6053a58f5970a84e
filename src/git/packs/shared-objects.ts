import { allocateIds, type SharedIds } from './id-table.ts';
import type { HashBytes } from './pack-index.ts';

/** Types of objects, by the numbers that packs have for them. */
export const KIND = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;

/**
 * What is known of all objects, as plain data in shared memory, so that it can be posted to other threads without a copy.
 * Objects are numbered: those of packs first, pack by pack in their order there, then loose ones. Arrays have one element for
 * each object of a pack, unless they say otherwise.
 */
export interface SharedObjects extends SharedIds {
  readonly packs: readonly SharedPack[];
  readonly looseFolders: readonly LooseFolder[];
  readonly packedCount: number;
  readonly looseCount: number;
  /** Where in its pack the entry begins. */
  readonly offset: Float64Array;
  /** Bytes of the entry before its zlib stream. */
  readonly headerBytes: Uint8Array;
  /** 1 where another object has the same id, and is the one to read. */
  readonly duplicate: Uint8Array;
  /** One of `KIND`, of a delta that of its root; 0 for duplicates and where it is unknown. */
  readonly kind: Uint8Array;
  /** Inflated size of the entry: of a delta, its own. 4 GiB - 1 means that or more. */
  readonly size: Uint32Array;
  /** The object that the entry is a delta to, never a duplicate; -1 if it is whole. */
  readonly base: Int32Array;
  /** The first delta to this object; -1 if there is none. */
  readonly firstChild: Int32Array;
  /** The next delta to the same base; -1 if there is none. */
  readonly nextSibling: Int32Array;
  /** How many deltas are made to the object, directly and indirectly. */
  readonly descendants: Uint32Array;
  /** The numbers of the objects that are whole. */
  readonly roots: Uint32Array;
  /** The numbers of the objects that cannot be read here because a base is missing: git may find it. */
  readonly unresolved: Uint32Array;
}

export interface SharedPack {
  readonly path: string;
  /** Open in all threads of the process, until the database is closed. */
  readonly fd: number;
  readonly first: number;
  readonly count: number;
  /** Where in the file the entries end. */
  readonly end: number;
}

/** An object folder, for the loose objects in it. */
export interface LooseFolder {
  readonly path: string;
  readonly first: number;
}

/** Tables without any object in them yet. */
export function allocateObjects(hashBytes: HashBytes, packs: readonly SharedPack[], maxLoose: number): SharedObjects {
  const packedCount = packs.reduce((sum, pack) => sum + pack.count, 0);
  const signed = () => new Int32Array(new SharedArrayBuffer(packedCount * 4)).fill(-1);
  return {
    ...allocateIds(hashBytes, packedCount + maxLoose),
    packs,
    packedCount,
    looseFolders: [],
    looseCount: 0,
    offset: new Float64Array(new SharedArrayBuffer(packedCount * 8)),
    headerBytes: new Uint8Array(new SharedArrayBuffer(packedCount)),
    duplicate: new Uint8Array(new SharedArrayBuffer(packedCount)),
    kind: new Uint8Array(new SharedArrayBuffer(packedCount)),
    size: new Uint32Array(new SharedArrayBuffer(packedCount * 4)),
    base: signed(),
    firstChild: signed(),
    nextSibling: signed(),
    descendants: new Uint32Array(new SharedArrayBuffer(packedCount * 4)),
    roots: new Uint32Array(0),
    unresolved: new Uint32Array(0),
  };
}
