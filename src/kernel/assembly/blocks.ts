import { reserve } from './memory';

/** Bytes that one bit mask describes. */
export const BLOCK: usize = 64;

/** Blocks that each pass handles before the next pass begins: few enough to stay in the first-level cache. */
export const TILE: usize = 64;

/** What the passes found in 64 bytes: bit i is about byte i. */
@unmanaged
export class Block {
  /** Of [A-Za-z0-9_]; DEL too. */
  words: u64;
  /** Of [A-Za-z0-9+/_-]; DEL too. */
  runs: u64;
  /** Of [ \\ %, control characters but for those of text, and beyond ASCII. */
  marks: u64;
  /** Bit i is about byte 2 i + 1: four bytes that may be a keyword's begin there. */
  grams: u32;

  @inline
  get before(): Block {
    return changetype<Block>(changetype<usize>(this) - offsetof<Block>());
  }

  @inline
  get after(): Block {
    return changetype<Block>(changetype<usize>(this) + offsetof<Block>());
  }
}

let tile: usize = 0;

/** Allocates the blocks of a tile, and one more on either side. */
export function reserveTile(): void {
  tile = reserve((TILE + 2) * offsetof<Block>());
}

/** The first block of the tile; it has a `before`, as the last has an `after`. */
@inline
export function firstBlock(): Block {
  return changetype<Block>(tile + offsetof<Block>());
}
