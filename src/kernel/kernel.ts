import type { Anchor, KernelConfig } from '../model/anchor.ts';
import { BLOCK, configureKernel, PADDING } from './configure.ts';
import { type KernelExports, KINDS, RESULT_BYTES, readResult } from './wasm.ts';

export interface KernelOptions {
  /** What to look for: everything, if not given. */
  readonly kinds?: readonly Anchor['kind'][];
  /** Bytes of input that are scanned at a time. */
  readonly chunkBytes?: number;
  /** How many anchors the kernel may collect, beyond those of 64 bytes, before they are fetched from it. */
  readonly spareResults?: number;
}

export interface LineMeasure {
  readonly breaks: number;
  readonly units: number;
}

/** Stays in a second-level cache between being copied and being scanned. */
const CHUNK_BYTES = 256 * 1024;
const SPARE_RESULTS = 4096;

/** How far an anchor that is not base64 can reach, with what decides whether it counts: as RIGHT in assembly/derive.ts. */
const MARGIN = 80;
/** How far base64 can reach, and the byte behind it. */
const BASE64_MARGIN = 0x10000 + 1;

/** A byte scanner. It needs a fixed amount of memory, however large the input is. */
export class Kernel {
  readonly #wasm: KernelExports;
  readonly #parts: number;
  readonly #chunkBytes: number;
  /** Address where chunks begin, behind a block for what stands before them. */
  readonly #chunk: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** @throws HexhoundError E_RULE for a keyword or prefix that the kernel cannot look for */
  constructor(config: KernelConfig, options: KernelOptions = {}) {
    const { kinds = KINDS, chunkBytes = CHUNK_BYTES, spareResults = SPARE_RESULTS } = options;
    this.#parts = kinds.reduce((parts, kind) => parts | (1 << KINDS.indexOf(kind)), 0);
    this.#chunkBytes = chunkBytes;
    this.#wasm = configureKernel(config, spareResults);
    this.#chunk = this.#wasm.reserve(BLOCK + chunkBytes + BASE64_MARGIN + PADDING) + BLOCK;
    // The memory does not grow from here on, so that its buffer stays the same.
    this.#bytes = new Uint8Array(this.#wasm.memory.buffer);
    this.#view = new DataView(this.#wasm.memory.buffer);
  }

  /**
   * Every anchor that begins in from..to (by default, anywhere), judged with all of `bytes` around it; sorted by start,
   * then end, then kind in the order of `KINDS`, then id.
   */
  scan(bytes: Uint8Array, from = 0, to = bytes.length): Anchor[] {
    const anchors: Anchor[] = [];
    let encodedEnd = 0;
    const take = (anchor: Anchor) => {
      if (anchor.kind === 'base64') {
        if (anchor.end <= encodedEnd) return;
        encodedEnd = anchor.end;
      }
      if (anchor.start >= from) anchors.push(anchor);
    };
    for (let start = runStart(bytes, from); start < to; start += this.#chunkBytes) {
      this.#scanChunk(bytes, start, Math.min(start + this.#chunkBytes, to), take);
    }
    return anchors;
  }

  /** The line breaks in from..to, and the UTF-16 units behind the last of them, or from the beginning. A break is LF, CR LF or CR. */
  measureLines(bytes: Uint8Array, from: number, to: number): LineMeasure {
    let [breaks, units] = [0, 0];
    for (let start = from; start < to; start += this.#chunkBytes) {
      const end = Math.min(start + this.#chunkBytes, to);
      // The byte behind decides whether a CR ends a line.
      this.#bytes[this.#chunk + end - start] = 0;
      this.#bytes.set(bytes.subarray(start, end + 1), this.#chunk);
      const more = this.#wasm.measureLines(this.#chunk, this.#chunk + end - start);
      const behind = this.#wasm.unitsBehindBreak();
      units = more === 0 ? units + behind : behind;
      breaks += more;
    }
    return { breaks, units };
  }

  #scanChunk(bytes: Uint8Array, from: number, to: number, take: (anchor: Anchor) => void): void {
    const before = Math.min(from, BLOCK);
    const end = marginEnd(bytes, to);
    this.#bytes.fill(0, this.#chunk - BLOCK, this.#chunk - before);
    this.#bytes.set(bytes.subarray(from - before, end), this.#chunk - before);
    const shift = from - this.#chunk;
    this.#bytes.fill(0, end - shift, end - shift + PADDING);
    for (let at = this.#chunk; at < to - shift; ) {
      // It comes back early when its list of results is full.
      at = this.#wasm.scan(at, to - shift, this.#parts);
      const resultsEnd = this.#wasm.resultsEnd();
      for (let result = this.#wasm.resultsBegin(); result < resultsEnd; result += RESULT_BYTES) {
        take(readResult(this.#view, result, shift));
      }
    }
  }
}

/** Where base64 that goes on at `from` may have begun: what is given from there on decides what is given behind `from`. */
function runStart(bytes: Uint8Array, from: number): number {
  const limit = Math.max(0, from - BASE64_MARGIN);
  let start = from;
  while (start > limit && isInRun(bytes, start - 1)) start--;
  return start;
}

/** Where the bytes end that decide about the anchors before `to`: behind a run that goes on there, within reason. */
function marginEnd(bytes: Uint8Array, to: number): number {
  const limit = Math.min(bytes.length, to + BASE64_MARGIN);
  let end = to;
  while (end < limit && isInRun(bytes, end)) end++;
  return Math.max(end, Math.min(limit, to + MARGIN));
}

const IN_RUN = Uint8Array.from({ length: 256 }, (_, byte) => Number(/[\w+/-]/.test(String.fromCharCode(byte))));

function isInRun(bytes: Uint8Array, at: number): boolean {
  return IN_RUN[bytes[at] ?? 0] === 1;
}
