import type { KernelConfig } from '../model/anchor.ts';
import { Arena } from './arena.ts';
import { BLOCK, configureKernel, PADDING } from './configure.ts';
import type { KernelExports } from './wasm.ts';

/** What is to be known about the anchors of a keyword, of a prefix, of runs or of base64 to carry them along deltas. */
export interface Meaning {
  /** How far before the anchor and behind it stands what decides what it comes to. */
  readonly before: number;
  readonly after: number;
  /** It can come to something by itself. */
  readonly comesTo: boolean;
  /** It says something about what else stands in the content. */
  readonly mention: boolean;
  /** It may begin an inline comment. */
  readonly marker: boolean;
}

/** Meanings of keywords and prefixes by their ids. */
export interface Meanings {
  readonly keywords: readonly Meaning[];
  readonly prefixes: readonly Meaning[];
  readonly run: Meaning;
  readonly base64: Meaning;
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

/** What is known of an object that a delta made: its base, with its anchors, and the ranges that were copied. */
export interface Derivation {
  readonly base: HeldObject;
  readonly anchors: AnchorList;
  readonly segments: AnchorList;
}

/** What a list of anchors holds: a view of the kernel's `Tally` (assembly/derive.ts). */
class Tally {
  readonly #words: Uint32Array;

  /** @param words from where it begins */
  constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** Anchors that are still to be evaluated. */
  get fresh(): number {
    return this.#words[0] ?? 0;
  }

  /** Anchors that came to something. */
  get live(): number {
    return this.#words[1] ?? 0;
  }

  get mentions(): number {
    return this.#words[2] ?? 0;
  }

  get markers(): number {
    return this.#words[3] ?? 0;
  }

  /** Runs by the number of their shape. */
  runs(shape: number): number {
    return this.#words[4 + shape] ?? 0;
  }
}

export type { Tally };

/** In place of a record's number: the anchor came to nothing; it is still to be evaluated. */
export const NOTHING = 0;
export const FRESH = 0xffffffff;

/** Words of 32 bits of an anchor in a list: start, end, kind and detail, record (`Anchor` in assembly/derive.ts). */
export const ANCHOR_WORDS = 4;
const ANCHOR_BYTES = 4 * ANCHOR_WORDS;

const SPARE_RESULTS = 16_384;
/** Anchors that one object may have: one in 5 bytes of a piece of a megabyte, and more than any sensible file. */
const MOST_ANCHORS = 262_144;
const MEANING_WORDS = 4;

/**
 * Finds anchors in objects that lie in the kernel's memory, and carries them from one object to the next that a delta
 * makes of it. Of the room that it is given it touches no more than it needs.
 */
export class ObjectKernel {
  readonly wasm: KernelExports;
  /** All of the kernel's memory. It does not grow. */
  readonly memory: Buffer;
  readonly words: Uint32Array;
  readonly arena: Arena;
  readonly #list: number;
  readonly #tally: Tally;

  /** @param arenaBytes room for objects and what is kept of them */
  constructor(config: KernelConfig, meanings: Meanings, arenaBytes: number) {
    this.wasm = configureKernel(config, SPARE_RESULTS);
    const { keywords, prefixes, run, base64 } = meanings;
    const all = [...keywords, ...prefixes, run, base64];
    const table = this.wasm.reserve(all.length * MEANING_WORDS * 4);
    this.#list = this.wasm.reserve(MOST_ANCHORS * ANCHOR_BYTES);
    const arena = this.wasm.reserve(arenaBytes);
    this.memory = Buffer.from(this.wasm.memory.buffer);
    this.words = new Uint32Array(this.wasm.memory.buffer);
    this.arena = new Arena(arena, arena + arenaBytes);
    this.words.set(all.flatMap(meaningWords), table / 4);
    this.wasm.setMeanings(table, keywords.length, prefixes.length);
    this.#tally = new Tally(this.words.subarray(this.wasm.tally() / 4));
  }

  /** Room for an object, with its zeroes around it. @returns address of its first byte; undefined where there is none left */
  take(length: number): number | undefined {
    const start = this.arena.take(BLOCK + length + PADDING);
    if (start === undefined) return undefined;
    const at = start + BLOCK;
    this.wasm.clearAround(at, at + length);
    return at;
  }

  /** Gives back what `take` gave. */
  give(at: number): void {
    this.arena.give(at - BLOCK);
  }

  /** The bytes themselves; valid until the room is given back. */
  bytesOf({ at, length }: HeldObject): Buffer {
    return this.memory.subarray(at, at + length);
  }

  /**
   * The anchors of an object, those inherited from its base with what they came to there. The list is valid until the
   * next; `tally` tells what is in it. Undefined for an object that has too many.
   */
  anchorsOf({ at, length }: HeldObject, from: Derivation | undefined): AnchorList | undefined {
    const { base, anchors, segments } = from ?? NO_DERIVATION;
    const count = this.wasm.derive(
      ...([at, length, base.length] as const),
      ...([anchors.at, anchors.count, segments.at, segments.count] as const),
      ...([this.#list, this.#list + MOST_ANCHORS * ANCHOR_BYTES] as const),
    );
    return count < 0 ? undefined : { at: this.#list, count };
  }

  /** What the last list holds; valid until the next. */
  get tally(): Tally {
    return this.#tally;
  }

  /** A copy of a list that stays until it is given back to the arena; undefined where there is no room. */
  keep({ at, count }: AnchorList): AnchorList | undefined {
    if (count === 0) return NO_ANCHORS;
    const kept = this.arena.take(count * ANCHOR_BYTES);
    if (kept === undefined) return undefined;
    this.memory.copyWithin(kept, at, at + count * ANCHOR_BYTES);
    return { at: kept, count };
  }

  release({ at, count }: AnchorList): void {
    if (count > 0) this.arena.give(at);
  }
}

export const NO_ANCHORS: AnchorList = { at: 0, count: 0 };

const NO_DERIVATION: Derivation = { base: { at: 0, length: 0 }, anchors: NO_ANCHORS, segments: NO_ANCHORS };

const [COMES_TO, MENTION, MARKER] = [1, 2, 4];

function meaningWords({ before, after, comesTo, mention, marker }: Meaning): number[] {
  const flags = (comesTo ? COMES_TO : 0) | (mention ? MENTION : 0) | (marker ? MARKER : 0);
  return [before, after, flags, 0];
}
