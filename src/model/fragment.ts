import type { Place } from './place.ts';

/**
 * A piece of content to scan. `bytes` is only valid until the next fragment is asked for: whoever keeps something of it
 * must copy it.
 */
export interface Fragment {
  readonly bytes: Uint8Array;
  /** Where the content is, as far as the source knows: a working-tree file has its path; a blob of the history only its id. */
  readonly place: Place;
  /** Where `bytes` begins in the content. It is `START` except for the later pieces of a large content. */
  readonly origin: Origin;
  /** It is in git or will be after the next commit. File rules about committed files apply only then. */
  readonly committed?: boolean;
}

/** A position in a content: bytes from 0, lines and columns from 1. */
export interface Origin {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export const START: Origin = { offset: 0, line: 1, column: 1 };

/** Content up to this size is scanned in one piece, larger content in pieces of this size, in order. */
export const PIECE_BYTES = 32 * 1024 * 1024;

/** The end of a piece is repeated at the start of the next. This is more than any rule's window. */
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
