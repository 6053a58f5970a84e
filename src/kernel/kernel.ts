import type { Anchor, KernelConfig, KernelTables } from '../model/anchor.ts';
import { BLOCK, configureKernel, LINE_FEED, PADDING } from './configure.ts';
import { type KernelExports, KINDS, RESULT_BYTES, readResult } from './wasm.ts';

export interface KernelOptions {
  /** What to look for; by default everything. */
  readonly kinds?: readonly Anchor['kind'][];
  /** Bytes of input that are scanned at a time. */
  readonly chunkBytes?: number;
  /** Room in the kernel's list of results beyond the anchors of 64 bytes. */
  readonly spareResults?: number;
}

/** See `measureLines`. */
export interface LineMeasure {
  readonly breaks: number;
  readonly units: number;
}

/** Small enough to stay in the second-level cache between being copied and being scanned. */
const CHUNK_BYTES = 256 * 1024;
const SPARE_RESULTS = 4096;

/** Bytes from the start of an anchor that decide whether it is one, unless it is base64: as RIGHT in assembly/derive.ts. */
const MARGIN = 176;
/** The longest base64 and the byte behind it. */
const BASE64_MARGIN = 0x10000 + 1;

/** Scans bytes for anchors. It needs a fixed amount of memory, however large the input is. */
export class Kernel {
  readonly #wasm: KernelExports;
  /** What to look for: a bit for each kind, by its number. */
  readonly #kindBits: number;
  readonly #chunkBytes: number;
  /** Address that chunks are copied to. The block before it is for the bytes before the chunk. */
  readonly #chunk: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** @throws HexhoundError E_RULE for a keyword or prefix that the kernel cannot look for */
  constructor(config: KernelConfig | KernelTables, options: KernelOptions = {}) {
    const { kinds = KINDS, chunkBytes = CHUNK_BYTES, spareResults = SPARE_RESULTS } = options;
    this.#kindBits = kinds.reduce((bits, kind) => bits | (1 << KINDS.indexOf(kind)), 0);
    this.#chunkBytes = chunkBytes;
    this.#wasm = configureKernel(config, spareResults);
    this.#chunk = this.#wasm.reserve(BLOCK + chunkBytes + BASE64_MARGIN + PADDING) + BLOCK;
    // The memory does not grow any more, so its buffer stays valid.
    this.#bytes = new Uint8Array(this.#wasm.memory.buffer);
    this.#view = new DataView(this.#wasm.memory.buffer);
  }

  /**
   * Finds every anchor that begins in from..to; what decides about it may stand anywhere in `bytes`. Sorted by start, then
   * end, then kind in the order of `KINDS`, then id.
   */
  scan(bytes: Uint8Array, from = 0, to = bytes.length): Anchor[] {
    const anchors: Anchor[] = [];
    let encodedEnd = 0;
    const add = (anchor: Anchor) => {
      if (anchor.kind === 'base64') {
        if (anchor.end <= encodedEnd) return;
        encodedEnd = anchor.end;
      }
      if (anchor.start >= from) anchors.push(anchor);
    };
    for (let start = runStart(bytes, from); start < to; start += this.#chunkBytes) {
      this.#scanChunk(bytes, start, Math.min(start + this.#chunkBytes, to), add);
    }
    return anchors;
  }

  /**
   * Counts the line breaks in from..to (LF, CR LF or CR), and the UTF-16 units behind the last of them, or behind `from`
   * where there is none.
   */
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

  #scanChunk(bytes: Uint8Array, from: number, to: number, add: (anchor: Anchor) => void): void {
    const before = Math.min(from, BLOCK);
    const end = marginEnd(bytes, to);
    this.#bytes.fill(LINE_FEED, this.#chunk - BLOCK, this.#chunk - before);
    this.#bytes.set(bytes.subarray(from - before, end), this.#chunk - before);
    const shift = from - this.#chunk;
    this.#bytes.fill(0, end - shift, end - shift + PADDING);
    for (let at = this.#chunk; at < to - shift; ) {
      // It returns early when its list of results is full.
      at = this.#wasm.scan(at, to - shift, this.#kindBits);
      const resultsEnd = this.#wasm.resultsEnd();
      for (let result = this.#wasm.resultsBegin(); result < resultsEnd; result += RESULT_BYTES) {
        add(readResult(this.#view, result, shift));
      }
    }
  }
}

/**
 * Where the run of base64 characters that `from` is in begins, within reason: which base64 texts are found in a run depends
 * on what is found before them.
 */
function runStart(bytes: Uint8Array, from: number): number {
  const limit = Math.max(0, from - BASE64_MARGIN);
  let start = from;
  while (start > limit && isInRun(bytes, start - 1)) start--;
  return start;
}

/** Where the bytes end that decide about the anchors before `to`: behind the run that `to` is in, within reason. */
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
