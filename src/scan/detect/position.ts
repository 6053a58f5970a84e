import type { LineMeasure } from '../../kernel/kernel.ts';
import type { Origin } from '../../model/fragment.ts';

/** Counts the lines in a part of the bytes, as `Kernel.measureLines` does. */
export type MeasureLines = (bytes: Uint8Array, from: number, to: number) => LineMeasure;

/**
 * Lines and columns of offsets, in ascending order; each byte is read once. A line ends with LF,
 * CR LF or CR. Columns count UTF-16 units of the decoded line, as editors do.
 */
export class Positions {
  readonly #bytes: Uint8Array;
  readonly #measure: MeasureLines;
  #at = 0;
  #line: number;
  #column: number;

  constructor(bytes: Uint8Array, origin: Origin, measure: MeasureLines) {
    this.#bytes = bytes;
    this.#measure = measure;
    this.#line = origin.line;
    this.#column = origin.column;
  }

  /** @param offset not before that of the last call */
  of(offset: number): { line: number; column: number } {
    const { breaks, units } = this.#measure(this.#bytes, this.#at, offset);
    this.#at = offset;
    this.#line += breaks;
    this.#column = breaks === 0 ? this.#column + units : units + 1;
    return { line: this.#line, column: this.#column };
  }
}
