import type { Arena } from '../kernel/arena.ts';
import type { AnchorList, HeldObject, ObjectKernel } from '../kernel/object-kernel.ts';
import type { ObjectDatabase } from './packs/object-database.ts';
import { PackReader } from './packs/pack-reader.ts';
import { readFully } from './packs/regular-file.ts';

/** An object of a walk, with its bytes in the kernel's memory. */
export interface WalkedObject<T> extends HeldObject {
  readonly number: number;
  /** What the visitor returned for it. */
  readonly trace: T;
}

/** How a delta made an object of another. */
export interface Step<T> {
  readonly base: WalkedObject<T>;
  /** The ranges that were copied (assembly/delta.ts). */
  readonly segments: AnchorList;
}

/** Handles the objects of a walk. Their bytes are valid until the method returns. */
export interface WalkVisitor<T> {
  /**
   * @param step undefined for an object that is stored whole
   * @param isBase whether other objects are deltas to it: then the returned value is kept until `release`
   */
  visit(number: number, object: HeldObject, step: Step<T> | undefined, isBase: boolean): T;
  /** All deltas to the object have been walked. */
  release(trace: T): void;
  /** The object cannot be read here: it is damaged, or too large for the kernel's memory. */
  unreadable(number: number): void;
}

/** Memory for the parts of packs that are read. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** Bytes of objects between two yields: some milliseconds. */
const YIELD_BYTES = 512 * 1024;

/** The kernel may read this far behind a zlib stream or a delta. */
const READ_AHEAD = 16;

/** A size, and the position behind it: little-endian groups of 7 bits (gitformat-pack(5), deltified representation). */
interface Varint {
  readonly value: number;
  readonly end: number;
}

/**
 * Walks the objects of packs: each base before its deltas, each entry inflated and applied once. An
 * object's bytes are kept only while deltas still need them, and of its deltas the one with most descendants comes last, so
 * that about twenty objects are kept at most, however long a chain is.
 */
export class DeltaWalk<T> {
  readonly #database: ObjectDatabase;
  readonly #kernel: ObjectKernel;
  readonly #visitor: WalkVisitor<T>;
  readonly #largest: number;
  readonly #reader: PackReader;
  #sinceYield = 0;
  /** For one delta at a time, and for the ranges that it copies. */
  readonly #delta: ScratchSpace;
  readonly #segments: ScratchSpace;

  /** @param largest size of the largest object; larger ones are reported as unreadable */
  constructor(database: ObjectDatabase, kernel: ObjectKernel, visitor: WalkVisitor<T>, largest: number) {
    this.#database = database;
    this.#kernel = kernel;
    this.#visitor = visitor;
    this.#largest = largest;
    const start = kernel.arena.allocate(WINDOW_BYTES + READ_AHEAD);
    if (start === undefined) throw new Error('the kernel has too little memory for a window');
    this.#delta = new ScratchSpace(kernel.arena);
    this.#segments = new ScratchSpace(kernel.arena);
    this.#reader = new PackReader(database, { memory: kernel.memory, start, length: WINDOW_BYTES });
  }

  /** Walks an object that is stored whole, and all deltas to it. Yields every few milliseconds. */
  *walk(root: number): Generator<void> {
    const length = this.#database.shared.size[root] ?? 0;
    const at = length > this.#largest ? undefined : this.#kernel.allocate(length);
    if (at !== undefined && this.#inflate(root, at, length)) {
      yield* this.#descend(this.#visit(root, { at, length }, undefined));
      return;
    }
    if (at !== undefined) this.#kernel.free(at);
    this.#reportUnreadable(root);
  }

  /** Walks the deltas to an object, and frees it. */
  *#descend(object: WalkedObject<T>): Generator<void> {
    const { firstChild, nextSibling } = this.#database.shared;
    for (let base = object; ; ) {
      const last = this.#largestChild(base.number);
      for (let child = firstChild[base.number] ?? -1; child >= 0; child = nextSibling[child] ?? -1) {
        const made = child === last ? undefined : this.#make(child, base);
        if (made !== undefined) yield* this.#descend(made);
      }
      const next = last < 0 ? undefined : this.#make(last, base);
      this.#kernel.free(base.at);
      this.#visitor.release(base.trace);
      if (this.#sinceYield > YIELD_BYTES) {
        this.#sinceYield = 0;
        yield;
      }
      if (next === undefined) return;
      base = next;
    }
  }

  /** The delta with most descendants; -1 if there is none. */
  #largestChild(number: number): number {
    const { firstChild, nextSibling, descendants } = this.#database.shared;
    let largest = firstChild[number] ?? -1;
    for (let child = largest; child >= 0; child = nextSibling[child] ?? -1) {
      if ((descendants[child] ?? 0) > (descendants[largest] ?? 0)) largest = child;
    }
    return largest;
  }

  #visit(number: number, object: HeldObject, step: Step<T> | undefined): WalkedObject<T> {
    const isBase = (this.#database.shared.firstChild[number] ?? -1) >= 0;
    const trace = this.#visitor.visit(number, object, step, isBase);
    this.#sinceYield += object.length;
    // Spreading the object would be slow, and this is done for every object.
    return { at: object.at, length: object.length, number, trace };
  }

  /** Applies the delta that an object is stored as. */
  #make(number: number, base: WalkedObject<T>): WalkedObject<T> | undefined {
    const length = this.#database.shared.size[number] ?? 0;
    const delta = this.#delta.allocate(length + READ_AHEAD);
    const isRead = delta !== undefined && this.#inflate(number, delta, length);
    const made = isRead ? this.#apply(number, base, delta, delta + length) : undefined;
    if (delta !== undefined) this.#delta.free(delta);
    if (made === undefined) this.#reportUnreadable(number);
    return made;
  }

  #apply(number: number, base: WalkedObject<T>, delta: number, deltaEnd: number): WalkedObject<T> | undefined {
    const { memory, wasm } = this.#kernel;
    const baseSize = readVarint(memory, delta, deltaEnd);
    const size = readVarint(memory, baseSize.end, deltaEnd);
    if (baseSize.value !== base.length || size.value > this.#largest) return undefined;
    const at = this.#kernel.allocate(size.value);
    if (at === undefined) return undefined;
    const segments = this.#segments.allocate(SEGMENT_BYTES * ((deltaEnd - size.end) / 2 + 1));
    let made: WalkedObject<T> | undefined;
    if (segments !== undefined) {
      const end = at + size.value;
      const count = wasm.applyDelta(size.end, deltaEnd, base.at, base.at + base.length, at, end, segments);
      const step = { base, segments: { at: segments, count } };
      if (count >= 0) made = this.#visit(number, { at, length: size.value }, step);
      this.#segments.free(segments);
    }
    if (made === undefined) this.#kernel.free(at);
    return made;
  }

  /** Inflates an object's entry in its pack to `to`. Returns whether that worked. */
  #inflate(number: number, to: number, length: number): boolean {
    const compressed = this.#database.dataLength(number);
    const near = this.#reader.load(number);
    const far = near < 0 ? this.#readFar(number, compressed) : undefined;
    const from = far ?? near;
    const isRead = from >= 0 && this.#kernel.wasm.inflate(from, from + compressed, to, to + length) >= 0;
    if (far !== undefined) this.#kernel.arena.free(far);
    return isRead;
  }

  /** Reads an entry that the window is too small for. */
  #readFar(number: number, length: number): number | undefined {
    const pack = this.#database.shared.packs[this.#database.packOf(number)];
    const at = this.#kernel.arena.allocate(length + READ_AHEAD);
    if (pack === undefined || at === undefined) return undefined;
    try {
      if (readFully(pack.fd, this.#kernel.memory, at, length, this.#database.dataOffset(number)) === length) return at;
    } catch {
      // Git reads the object next, and reports what is wrong with the pack.
    }
    this.#kernel.arena.free(at);
    return undefined;
  }

  /** Reports an object and all deltas to it. */
  #reportUnreadable(number: number): void {
    const { firstChild, nextSibling } = this.#database.shared;
    const open = [number];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      this.#visitor.unreadable(next);
      for (let child = firstChild[next] ?? -1; child >= 0; child = nextSibling[child] ?? -1) open.push(child);
    }
  }
}

const SCRATCH_BYTES = 64 * 1024;

/** Memory for one block at a time: small blocks share one allocation, so that the arena is used for large ones only. */
class ScratchSpace {
  readonly #arena: Arena;
  readonly #at: number | undefined;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.#at = arena.allocate(SCRATCH_BYTES);
  }

  allocate(bytes: number): number | undefined {
    return bytes <= SCRATCH_BYTES ? this.#at : this.#arena.allocate(bytes);
  }

  free(at: number): void {
    if (at !== this.#at) this.#arena.free(at);
  }
}

/** Bytes of a copied range (`Segment` in assembly/delta.ts). */
const SEGMENT_BYTES = 12;

function readVarint(bytes: Uint8Array, at: number, limit: number): Varint {
  let value = 0;
  for (let unit = 1; at < limit; unit *= 128) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 127) * unit;
    if (byte < 128) break;
  }
  return { value, end: at };
}
