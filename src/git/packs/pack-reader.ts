import type { ObjectDatabase } from './object-database.ts';
import { readFully } from './regular-file.ts';
import type { SharedPack } from './shared-objects.ts';

export interface Window {
  readonly memory: Uint8Array;
  /** The part of `memory` that belongs to the reader. */
  readonly start: number;
  readonly length: number;
}

/** All are searched for every entry that is not in the same block as the last one. */
const MAX_BLOCKS = 128;

/**
 * Reads entries of packs into memory. Its window keeps the blocks of packs that were used last, so that objects that are
 * near each other in a pack and are wanted soon after each other are read together.
 */
export class PackReader {
  readonly #database: ObjectDatabase;
  readonly #window: Window;
  readonly #blocks: readonly Block[];
  readonly #blockBytes: number;
  /** An entry that is larger than a block. It is at the end of the window and replaces the blocks there. */
  readonly #large = new Block(0);
  #clock = 0;
  #recent: Block;

  /** @param blockBytes how much is read at a time; the window keeps as many such blocks as it has room for, at least one */
  constructor(database: ObjectDatabase, window: Window, blockBytes = 64 * 1024) {
    this.#database = database;
    this.#window = window;
    this.#blockBytes = Math.min(blockBytes, window.length);
    const count = Math.min(MAX_BLOCKS, Math.floor(window.length / this.#blockBytes));
    this.#blocks = Array.from({ length: count }, (_, i) => new Block(window.start + i * this.#blockBytes));
    this.#recent = this.#large;
  }

  /**
   * Position in the window's memory of the zlib stream of an entry, `database.dataLength(n)` bytes long. Valid until the next
   * call. -1 if it is larger than the window, or the pack has become unreadable.
   * @param n an object that is in the delta forest
   */
  load(n: number): number {
    const pack = this.#database.shared.packs[this.#database.packOf(n)];
    if (pack === undefined) return -1;
    const from = this.#database.dataOffset(n);
    const to = this.#database.end(n);
    let block = this.#recent;
    if (!block.holds(pack, from, to)) {
      const found = this.#blocks.find((candidate) => candidate.holds(pack, from, to)) ?? this.#read(pack, from, to);
      if (found === undefined) return -1;
      block = found;
      this.#recent = block;
    }
    block.used = ++this.#clock;
    return block.at + (from - block.from);
  }

  /** Reads an entry and the bytes around it into the least recently used block. */
  #read(pack: SharedPack, from: number, to: number): Block | undefined {
    if (to - from > this.#blockBytes) return this.#readLarge(pack, from, to);
    this.#large.clear();
    const block = this.#blocks.reduce((oldest, candidate) => (candidate.used < oldest.used ? candidate : oldest));
    // What is a little before may be wanted next, when the order of reading goes backwards.
    const aligned = from - (from % Math.ceil(this.#blockBytes / 4));
    const start = to - aligned > this.#blockBytes ? from : aligned;
    return this.#fill(block, pack, start, Math.min(start + this.#blockBytes, pack.end), to);
  }

  #readLarge(pack: SharedPack, from: number, to: number): Block | undefined {
    const { start, length } = this.#window;
    if (to - from > length) return undefined;
    this.#large.at = start + length - (to - from);
    for (const block of this.#blocks) if (block.at + this.#blockBytes > this.#large.at) block.clear();
    return this.#fill(this.#large, pack, from, to, to);
  }

  /** Reads from..to of a pack into a block; undefined when the pack ends before `needed`. */
  #fill(block: Block, pack: SharedPack, from: number, to: number, needed: number): Block | undefined {
    block.clear();
    try {
      const read = readFully(pack.fd, this.#window.memory, block.at, to - from, from);
      block.set(pack, from, from + read);
    } catch {
      return undefined;
    }
    return block.holds(pack, from, needed) ? block : undefined;
  }
}

/** A part of a pack in memory. */
class Block {
  at: number;
  from = 0;
  used = 0;
  #to = 0;
  #pack: SharedPack | undefined;

  constructor(at: number) {
    this.at = at;
  }

  holds(pack: SharedPack, from: number, to: number): boolean {
    return this.#pack === pack && this.from <= from && to <= this.#to;
  }

  set(pack: SharedPack, from: number, to: number): void {
    this.#pack = pack;
    this.from = from;
    this.#to = to;
  }

  clear(): void {
    this.#pack = undefined;
    this.used = 0;
  }
}
