import type { Arena } from '../kernel/arena.ts';
import type { AnchorList, HeldObject, ObjectKernel } from '../kernel/object-kernel.ts';
import type { ObjectDatabase } from './packs/object-database.ts';
import { PackReader } from './packs/pack-reader.ts';
import { readFully } from './packs/regular-file.ts';

/** An object on the way, its bytes in the kernel's memory. */
export interface WalkedObject<T> extends HeldObject {
  readonly number: number;
  /** What the visitor gave for it. */
  readonly trace: T;
}

/** What a delta made of another object. */
export interface Step<T> {
  readonly base: WalkedObject<T>;
  /** The ranges that were copied (assembly/delta.ts). */
  readonly segments: AnchorList;
}

/** What is done with the objects of a walk. Their bytes are valid until it returns. */
export interface WalkVisitor<T> {
  /**
   * @param step undefined for an object that is stored whole
   * @param isBase others will be made of it: what is returned stays until `leave`
   */
  visit(number: number, object: HeldObject, step: Step<T> | undefined, isBase: boolean): T;
  /** Nothing more will be made of the object. */
  leave(trace: T): void;
  /** The object cannot be read here: it is damaged, or larger than there is room for. */
  pass(number: number): void;
}

/** Memory for what is read of packs. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** Bytes of objects after which others have a turn: some milliseconds. */
const TURN_BYTES = 512 * 1024;

/** The kernel may look this far behind a zlib stream. */
const READ_AHEAD = 16;

/** A size and the position behind it: little-endian groups of 7 bits (gitformat-pack(5), deltified representation). */
interface Varint {
  readonly value: number;
  readonly end: number;
}

/**
 * Walks the objects of packs, bases before what deltas make of them, each inflated and applied once. An object's bytes
 * are held only while something is still to be made of it, and the largest part of that comes last: so never more than
 * some twenty are held, however long a chain is.
 */
export class DeltaWalk<T> {
  readonly #database: ObjectDatabase;
  readonly #kernel: ObjectKernel;
  readonly #visitor: WalkVisitor<T>;
  readonly #largest: number;
  readonly #reader: PackReader;
  #sinceTurn = 0;
  /** For deltas, which are needed one at a time, and for what they copied. */
  readonly #delta: Desk;
  readonly #segments: Desk;

  /** @param largest size of the largest object that is to be held; larger ones are passed */
  constructor(database: ObjectDatabase, kernel: ObjectKernel, visitor: WalkVisitor<T>, largest: number) {
    this.#database = database;
    this.#kernel = kernel;
    this.#visitor = visitor;
    this.#largest = largest;
    const start = kernel.arena.allocate(WINDOW_BYTES + READ_AHEAD);
    if (start === undefined) throw new Error('the kernel has no room for a window');
    this.#delta = new Desk(kernel.arena);
    this.#segments = new Desk(kernel.arena);
    this.#reader = new PackReader(database, { memory: kernel.memory, start, length: WINDOW_BYTES });
  }

  /** Walks an object that is stored whole, and all that deltas make of it. Comes up now and then, for others to have a turn. */
  *walk(root: number): Generator<void> {
    const length = this.#database.shared.size[root] ?? 0;
    const at = length > this.#largest ? undefined : this.#kernel.allocate(length);
    if (at !== undefined && this.#inflate(root, at, length)) {
      yield* this.#descend(this.#visit(root, { at, length }, undefined));
      return;
    }
    if (at !== undefined) this.#kernel.free(at);
    this.#passAll(root);
  }

  /** Walks what is made of an object, and lets go of it. */
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
      this.#visitor.leave(base.trace);
      if (this.#sinceTurn > TURN_BYTES) {
        this.#sinceTurn = 0;
        yield;
      }
      if (next === undefined) return;
      base = next;
    }
  }

  /** The child with most descendants; -1 if there is none. */
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
    this.#sinceTurn += object.length;
    // Not spread: this is done for every object, and spreading is slow.
    return { at: object.at, length: object.length, number, trace };
  }

  /** Applies the delta that an object is stored as. */
  #make(number: number, base: WalkedObject<T>): WalkedObject<T> | undefined {
    const length = this.#database.shared.size[number] ?? 0;
    const delta = this.#delta.take(length + READ_AHEAD);
    const isRead = delta !== undefined && this.#inflate(number, delta, length);
    const made = isRead ? this.#apply(number, base, delta, delta + length) : undefined;
    if (delta !== undefined) this.#delta.give(delta);
    if (made === undefined) this.#passAll(number);
    return made;
  }

  #apply(number: number, base: WalkedObject<T>, delta: number, deltaEnd: number): WalkedObject<T> | undefined {
    const { memory, wasm } = this.#kernel;
    const baseSize = readVarint(memory, delta, deltaEnd);
    const size = readVarint(memory, baseSize.end, deltaEnd);
    if (baseSize.value !== base.length || size.value > this.#largest) return undefined;
    const at = this.#kernel.allocate(size.value);
    if (at === undefined) return undefined;
    const segments = this.#segments.take(SEGMENT_BYTES * ((deltaEnd - size.end) / 2 + 1));
    let made: WalkedObject<T> | undefined;
    if (segments !== undefined) {
      const end = at + size.value;
      const count = wasm.applyDelta(size.end, deltaEnd, base.at, base.at + base.length, at, end, segments);
      const step = { base, segments: { at: segments, count } };
      if (count >= 0) made = this.#visit(number, { at, length: size.value }, step);
      this.#segments.give(segments);
    }
    if (made === undefined) this.#kernel.free(at);
    return made;
  }

  /** What an object's entry in its pack inflates to. */
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
      // What the system says about a pack that it cannot read, git will say too.
    }
    this.#kernel.arena.free(at);
    return undefined;
  }

  #passAll(number: number): void {
    const { firstChild, nextSibling } = this.#database.shared;
    const open = [number];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      this.#visitor.pass(next);
      for (let child = firstChild[next] ?? -1; child >= 0; child = nextSibling[child] ?? -1) open.push(child);
    }
  }
}

const DESK_BYTES = 64 * 1024;

/** Room for one thing at a time: always the same for a small one, so that an arena need not be asked. */
class Desk {
  readonly #arena: Arena;
  readonly #at: number | undefined;

  constructor(arena: Arena) {
    this.#arena = arena;
    this.#at = arena.allocate(DESK_BYTES);
  }

  take(bytes: number): number | undefined {
    return bytes <= DESK_BYTES ? this.#at : this.#arena.allocate(bytes);
  }

  give(at: number): void {
    if (at !== this.#at) this.#arena.free(at);
  }
}

/** Bytes of a record of `applyDelta`. */
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
