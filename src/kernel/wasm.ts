import type { Anchor } from '../model/anchor.ts';
import type { RunShape } from '../model/rule.ts';
import { WASM_BASE64 } from './generated.ts';

/** What assembly/index.ts exports. Addresses and lengths are byte counts in `memory`. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(perBlock: number, spareResults: number): void;
  reserve(size: number): number;
  addKeywords(text: number, list: number, count: number): void;
  addPrefixes(text: number, list: number, count: number): void;
  scan(from: number, to: number, kindBits: number): number;
  resultsBegin(): number;
  resultsEnd(): number;
  setRoles(at: number, keywords: number, prefixes: number): void;
  tally(): number;
  derive(
    at: number,
    size: number,
    baseSize: number,
    anchors: number,
    anchorCount: number,
    segments: number,
    segmentCount: number,
    list: number,
    listEnd: number,
  ): number;
  diffTrees(
    base: number,
    baseEnd: number,
    child: number,
    childEnd: number,
    segments: number,
    segmentCount: number,
    hashBytes: number,
    out: number,
    outEnd: number,
  ): number;
  /** Returns the length of the stream, or a negative number (assembly/errors.ts). */
  inflate(from: number, fromEnd: number, to: number, toEnd: number): number;
  /** Returns the number of ranges that were copied, or a negative number (assembly/errors.ts). */
  applyDelta(
    delta: number,
    deltaEnd: number,
    base: number,
    baseEnd: number,
    to: number,
    toEnd: number,
    segments: number,
  ): number;
  /** See assembly/held-trees.ts. */
  heldTreesWorkBytes(treeCount: number, recordCount: number): number;
  holdTrees(graph: number, seeds: number, levels: number): number;
  /** Not 0 if there is a zero in what no segment of the object copied. */
  addsZero(object: number, length: number, segments: number, segmentCount: number): number;
  clearAround(object: number, objectEnd: number): void;
  measureLines(from: number, to: number): number;
  unitsBehindBreak(): number;
}

/** Kinds by the kernel's number (assembly/results.ts), which is also the order of anchors of the same bytes. */
export const KINDS = ['keyword', 'prefix', 'run', 'base64', 'packed'] as const satisfies readonly Anchor['kind'][];

/** Shapes of runs by the kernel's number (assembly/runs.ts). */
export const SHAPES = ['hex32', 'alnum32', 'mixed32'] as const satisfies readonly RunShape[];

/** Bytes of a result (assembly/results.ts): start, end, kind and detail, of 32 bits each. */
export const RESULT_BYTES = 16;

/** @param shift from addresses to positions in the input */
export function readResult(memory: DataView, at: number, shift: number): Anchor {
  const start = memory.getUint32(at, true) + shift;
  const end = memory.getUint32(at + 4, true) + shift;
  const kind = KINDS[memory.getUint32(at + 8, true)] as Anchor['kind'];
  const detail = memory.getUint32(at + 12, true);
  if (kind === 'run') return { kind, shape: SHAPES[detail] as RunShape, start, end };
  if (kind === 'base64' || kind === 'packed') return { kind, start, end };
  return { kind, id: detail, start, end };
}

/** The part of the WebAssembly API that is used here: @types/node leaves it to lib.dom. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

let module: object | undefined;

/** A kernel with its own memory. */
export function instantiate(): KernelExports {
  module ??= new WebAssembly.Module(Buffer.from(WASM_BASE64, 'base64'));
  return new WebAssembly.Instance(module).exports as KernelExports;
}
