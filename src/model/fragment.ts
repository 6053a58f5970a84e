import type { Place } from './place.ts';

/**
 * A piece of content to look through. `bytes` is only valid until the next fragment is asked for: whoever keeps
 * something of it copies it.
 */
export interface Fragment {
  readonly bytes: Uint8Array;
  /** Where the content is, as far as the source knows: a working-tree file has its path; a blob of the history only its id. */
  readonly place: Place;
  /** Where `bytes` begins in the content. Not `START` only for the later pieces of content too large to hold at once. */
  readonly origin: Origin;
  /** Git holds it, or will after the next commit: what is wrong only in a repository is looked for here. */
  readonly committed?: boolean;
}

/** A position in a content: bytes from 0, lines and columns from 1. */
export interface Origin {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export const START: Origin = { offset: 0, line: 1, column: 1 };

/** Content up to this size is looked at in one piece; larger content in pieces of this size, in order. */
export const PIECE_BYTES = 32 * 1024 * 1024;

/** How much of a piece is repeated at the start of the next: more than any rule's window. */
export const OVERLAP_BYTES = 128 * 1024;

/** Where the piece after `bytes` begins: `OVERLAP_BYTES` before its end. */
export function nextOrigin(origin: Origin, bytes: Uint8Array): Origin {
  const consumed = bytes.subarray(0, bytes.length - OVERLAP_BYTES);
  let lines = 0;
  let lastStart = -1;
  for (let at = consumed.indexOf(10); at >= 0; at = consumed.indexOf(10, at + 1)) {
    lines++;
    lastStart = at + 1;
  }
  return {
    offset: origin.offset + consumed.length,
    line: origin.line + lines,
    column: lastStart < 0 ? origin.column + consumed.length : consumed.length - lastStart + 1,
  };
}
