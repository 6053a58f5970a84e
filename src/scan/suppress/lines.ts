const LF = 10;
const CR = 13;

/** A line without its line break: bytes [start, end). */
export interface Line {
  readonly start: number;
  readonly end: number;
}

/** Lines around offsets of one content. LF, CRLF and a lone CR each end a line. */
export class Lines {
  readonly #bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #reach: number;
  /** The last two lines that were looked up: one line can have a million markers, and so can the one before. */
  #recent: readonly Line[] = [];

  /** @param reach bytes before an offset in which the start of its line is looked for */
  constructor(bytes: Uint8Array, reach: number) {
    this.#bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#reach = reach;
  }

  /** The line of offset `at`; only from `reach` bytes before it on, if the line begins earlier. */
  at(at: number): Line {
    const known = this.#recent.find((line) => line.start <= at && at <= line.end);
    if (known !== undefined) return known;
    const floor = Math.max(0, at - this.#reach);
    let start = at;
    while (start > floor && !isBreak(this.#bytes[start - 1])) start--;
    let end = at;
    while (end < this.#bytes.length && !isBreak(this.#bytes[end])) end++;
    const line = { start, end };
    this.#recent = [line, ...this.#recent.slice(0, 1)];
    return line;
  }

  /** @returns undefined after the last line */
  next(line: Line): Line | undefined {
    if (line.end >= this.#bytes.length) return undefined;
    const crlf = this.#bytes[line.end] === CR && this.#bytes[line.end + 1] === LF;
    return this.at(line.end + (crlf ? 2 : 1));
  }

  /** @returns undefined before the first line */
  previous(line: Line): Line | undefined {
    if (line.start === 0) return undefined;
    const crlf = this.#bytes[line.start - 1] === LF && this.#bytes[line.start - 2] === CR;
    return this.at(line.start - (crlf ? 2 : 1));
  }

  /** Bytes [start, end) as latin1, as far as they are in the content. */
  text(start: number, end: number): string {
    return this.#buffer.toString('latin1', Math.max(0, start), end);
  }
}

function isBreak(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}
