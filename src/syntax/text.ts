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

  /** The offset at which a line, from 1, begins; undefined behind the last one. */
  startOf(line: number): number | undefined {
    return this.#starts[line - 1];
  }
}

/** Characters before a place that are looked at: a file can be one line. */
const LOOKED_BACK = 400;

/** What stands on the line before a place, its last part where it is long. */
export function lineBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - LOOKED_BACK), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

const MINIFIED_HEAD = 20_000;
const LONGEST_LINE = 5_000;

/** Lines longer than a person writes: a bundle that is not named as one. */
export function isMinified(text: string): boolean {
  const head = text.slice(0, MINIFIED_HEAD);
  return head.length === MINIFIED_HEAD && head.split('\n').some((line) => line.length > LONGEST_LINE);
}

/** The words of a list that is written as a text. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
