import type { Origin } from '../fragment.ts';

const LF = 10;
const CR = 13;

/**
 * Lines and columns of offsets that are asked for in ascending order; each byte is looked at once. A line ends with LF,
 * CR LF or CR. Columns count UTF-16 units of the decoded line, as editors do.
 */
export class Positions {
  readonly #bytes: Uint8Array;
  #at = 0;
  #line: number;
  #column: number;

  constructor(bytes: Uint8Array, origin: Origin) {
    this.#bytes = bytes;
    this.#line = origin.line;
    this.#column = origin.column;
  }

  /** @param offset not before that of the last call */
  of(offset: number): { line: number; column: number } {
    const bytes = this.#bytes;
    for (; this.#at < offset; this.#at++) {
      const byte = bytes[this.#at] ?? 0;
      if (byte === LF || (byte === CR && bytes[this.#at + 1] !== LF)) {
        this.#line++;
        this.#column = 1;
      } else if (byte !== CR) this.#column += unitsOf(byte);
    }
    return { line: this.#line, column: this.#column };
  }
}

/** UTF-16 units that a byte of UTF-8 begins: none for a continuation byte, two for the lead of four bytes (RFC 3629). */
function unitsOf(byte: number): number {
  if (byte >= 0x80 && byte < 0xc0) return 0;
  return byte >= 0xf0 ? 2 : 1;
}
