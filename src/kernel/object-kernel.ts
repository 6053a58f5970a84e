import type { KernelConfig, KernelTables } from '../model/anchor.ts';
import { Arena } from './arena.ts';
import { BLOCK, configureKernel, PADDING } from './configure.ts';
import type { KernelExports } from './wasm.ts';

/**
 * What anchors of one keyword, of one prefix, or of another kind are for. It decides whether an anchor that a delta
 * copied has the same outcome as in the base.
 */
export interface AnchorRole {
  /** How many bytes before and after the anchor its outcome depends on. */
  readonly before: number;
  readonly after: number;
  /** It can lead to a match. */
  readonly canMatch: boolean;
  /** It is evidence for or against other candidates in the content. */
  readonly mention: boolean;
  /** It may begin an inline comment that suppresses findings. */
  readonly marker: boolean;
}

/** Roles of keywords and prefixes by their ids. */
export interface AnchorRoles {
  readonly keywords: readonly AnchorRole[];
  readonly prefixes: readonly AnchorRole[];
  readonly run: AnchorRole;
  readonly base64: AnchorRole;
  readonly packed: AnchorRole;
}

/** An object in the kernel's memory: the address of its first byte, and its length. */
export interface HeldObject {
  readonly at: number;
  readonly length: number;
}

/** A list of anchors in the kernel's memory. */
export interface AnchorList {
  readonly at: number;
  readonly count: number;
}

/** How a delta made an object: from which base, with which anchors, and the ranges that it copied. */
export interface Derivation {
  readonly base: HeldObject;
  readonly anchors: AnchorList;
  readonly segments: AnchorList;
}

/** Counts of what is in a list of anchors: a view of the kernel's `Tally` (assembly/derive.ts). */
class Tally {
  readonly #words: Uint32Array;

  /** @param words the kernel's memory from its `Tally` on */
  constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** Anchors that are still to be evaluated. */
  get pending(): number {
    return this.#words[0] ?? 0;
  }

  /** Anchors with an outcome. */
  get decided(): number {
    return this.#words[1] ?? 0;
  }

  get mentions(): number {
    return this.#words[2] ?? 0;
  }

  get markers(): number {
    return this.#words[3] ?? 0;
  }

  /** Runs of one shape, by its number. */
  runs(shape: number): number {
    return this.#words[4 + shape] ?? 0;
  }
}

export type { Tally };

/** In place of the number of an outcome: there is none; the anchor is still to be evaluated. */
export const NO_OUTCOME = 0;
export const PENDING = 0xffffffff;

/** Words of 32 bits of an anchor in a list: start, end, kind and detail, outcome (`Anchor` in assembly/derive.ts). */
export const ANCHOR_WORDS = 4;
const ANCHOR_BYTES = 4 * ANCHOR_WORDS;

const SPARE_RESULTS = 16_384;
/** Anchors that one object may have: one in 5 bytes of a piece of a megabyte, more than any real file. */
const MAX_ANCHORS = 262_144;
const ROLE_WORDS = 4;

/**
 * Finds anchors in objects that are in the kernel's memory, and copies them from an object to those that deltas make of it.
 * Of its arena it touches no more than it needs.
 */
export class ObjectKernel {
  readonly wasm: KernelExports;
  /** All of the kernel's memory. It does not grow. */
  readonly memory: Buffer;
  readonly words: Uint32Array;
  readonly arena: Arena;
  readonly #list: number;
  readonly #tally: Tally;

  /** @param arenaBytes for objects and their lists of anchors */
  constructor(config: KernelConfig | KernelTables, roles: AnchorRoles, arenaBytes: number) {
    this.wasm = configureKernel(config, SPARE_RESULTS);
    const { keywords, prefixes, run, base64, packed } = roles;
    const all = [...keywords, ...prefixes, run, base64, packed];
    const table = this.wasm.reserve(all.length * ROLE_WORDS * 4);
    this.#list = this.wasm.reserve(MAX_ANCHORS * ANCHOR_BYTES);
    const arena = this.wasm.reserve(arenaBytes);
    this.memory = Buffer.from(this.wasm.memory.buffer);
    this.words = new Uint32Array(this.wasm.memory.buffer);
    this.arena = new Arena(arena, arena + arenaBytes);
    this.words.set(all.flatMap(roleWords), table / 4);
    this.wasm.setRoles(table, keywords.length, prefixes.length);
    this.#tally = new Tally(this.words.subarray(this.wasm.tally() / 4));
  }

  /** Allocates memory for an object, with line feeds before and zeroes behind it. @returns the address of its first byte; undefined where the arena is full */
  allocate(length: number): number | undefined {
    const start = this.arena.allocate(BLOCK + length + PADDING);
    if (start === undefined) return undefined;
    const at = start + BLOCK;
    this.wasm.clearAround(at, at + length);
    return at;
  }

  /** Frees what `allocate` returned. */
  free(at: number): void {
    this.arena.free(at - BLOCK);
  }

  /** A view of an object's bytes, valid until it is freed. */
  bytesOf({ at, length }: HeldObject): Buffer {
    return this.memory.subarray(at, at + length);
  }

  /**
   * The anchors of an object; those that it has from its base have the outcomes that they have there. The list is valid
   * until the next call, and `tally` counts what is in it. Undefined for an object that has too many.
   */
  anchorsOf({ at, length }: HeldObject, from: Derivation | undefined): AnchorList | undefined {
    const { base, anchors, segments } = from ?? NO_DERIVATION;
    const count = this.wasm.derive(
      ...([at, length, base.length] as const),
      ...([anchors.at, anchors.count, segments.at, segments.count] as const),
      ...([this.#list, this.#list + MAX_ANCHORS * ANCHOR_BYTES] as const),
    );
    return count < 0 ? undefined : { at: this.#list, count };
  }

  /** Counts of the last list; valid until the next. */
  get tally(): Tally {
    return this.#tally;
  }

  /** A copy of a list that stays until `freeAnchors`; undefined where the arena is full. */
  keepAnchors({ at, count }: AnchorList): AnchorList | undefined {
    if (count === 0) return NO_ANCHORS;
    const kept = this.arena.allocate(count * ANCHOR_BYTES);
    if (kept === undefined) return undefined;
    this.memory.copyWithin(kept, at, at + count * ANCHOR_BYTES);
    return { at: kept, count };
  }

  freeAnchors({ at, count }: AnchorList): void {
    if (count > 0) this.arena.free(at);
  }
}

export const NO_ANCHORS: AnchorList = { at: 0, count: 0 };

const NO_DERIVATION: Derivation = { base: { at: 0, length: 0 }, anchors: NO_ANCHORS, segments: NO_ANCHORS };

/** Flags of a role, as assembly/derive.ts numbers them. */
const [CAN_MATCH, MENTION, MARKER] = [1, 2, 4];

function roleWords({ before, after, canMatch, mention, marker }: AnchorRole): number[] {
  const flags = (canMatch ? CAN_MATCH : 0) | (mention ? MENTION : 0) | (marker ? MARKER : 0);
  return [before, after, flags, 0];
}
