/** Where the lines of a text begin. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** The line of an offset, from 1. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** The offset at which a line (from 1) begins; undefined after the last one. */
  startOf(line: number): number | undefined {
    return this.#starts[line - 1];
  }
}

/** Characters before an offset that are read: a line can be very long. */
const LOOKED_BACK = 400;

/** The text of the line before an offset; of a long line only the last part. */
export function lineBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - LOOKED_BACK), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** Whether an offset is in a line that begins as a comment does. `#[` begins an attribute. */
export function isCommented(text: string, at: number): boolean {
  return /^\s*(?:\/\/|#(?!\[)|\/?\*|<!--)/.test(lineBefore(text, at) + text.charAt(at));
}

const MINIFIED_HEAD = 20_000;
const LONGEST_LINE = 5_000;

/** Whether a file has lines longer than a person writes: a bundle without the name of one. */
export function isMinified(text: string): boolean {
  const head = text.slice(0, MINIFIED_HEAD);
  return head.length === MINIFIED_HEAD && head.split('\n').some((line) => line.length > LONGEST_LINE);
}

/** The words in a text, which white space separates. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** A text as the source of a regular expression that matches it. */
export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
