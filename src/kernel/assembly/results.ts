import { reserve } from './memory';

/** Numbers of the kinds, in the order of anchors that stand at the same bytes; the same as in `wasm.ts`. */
export const KEYWORD: u32 = 0;
export const PREFIX: u32 = 1;
export const RUN: u32 = 2;
export const BASE64: u32 = 3;
export const PACKED: u32 = 4;

/** One anchor as `wasm.ts` reads it. */
@unmanaged
export class Result {
  start: u32;
  end: u32;
  kind: u32;
  /** Position of the keyword or prefix in the configuration, or number of the run's shape. */
  detail: u32;
}

const SIZE: usize = offsetof<Result>();

let first: usize = 0;
/** Where the next result goes. */
let next: usize = 0;
/** From here on there is only room for the anchors of one block. */
let full: usize = 0;
/** Anchors that begin here or later are left to the next call. */
let startLimit: usize = 0;

/** Allocates room for `spare` results and for those that one block can add. */
export function reserveResults(perBlock: u32, spare: u32): void {
  first = reserve(<usize>(perBlock + spare) * SIZE);
  full = first + <usize>spare * SIZE;
}

/** Starts a new list, of anchors that begin before `to`. */
export function clearResults(to: usize): void {
  next = first;
  startLimit = to;
}

/** Whether there is room for all anchors of one more block. */
@inline
export function hasRoom(): bool {
  return next <= full;
}

export function resultsBegin(): usize {
  return first;
}

export function resultsEnd(): usize {
  return next;
}

/**
 * Inserts an anchor in the order of start, end, kind and detail. Each block's anchors begin behind those of the block
 * before, so none is moved far.
 */
export function addResult(kind: u32, detail: u32, start: usize, end: usize): void {
  if (start >= startLimit) return;
  let at = next;
  while (at > first && isBefore(start, end, kind, detail, changetype<Result>(at - SIZE))) {
    memory.copy(at, at - SIZE, SIZE);
    at -= SIZE;
  }
  const result = changetype<Result>(at);
  result.start = <u32>start;
  result.end = <u32>end;
  result.kind = kind;
  result.detail = detail;
  next += SIZE;
}

@inline
function isBefore(start: usize, end: usize, kind: u32, detail: u32, other: Result): bool {
  if (start != other.start) return start < other.start;
  if (end != other.end) return end < other.end;
  if (kind != other.kind) return kind < other.kind;
  return detail < other.detail;
}
