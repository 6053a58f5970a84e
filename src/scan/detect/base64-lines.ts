/*
 * Base64 in lines, as mail has it (RFC 2045, 6.8), PEM (RFC 7468), and `base64` prints it. Each line is whole groups of four
 * characters, so that a line alone can be decoded; but a key may go on in the next.
 */

/** Lines before and behind one that are read with it. With each of 57 bytes, they hold a name and the longest token. */
const MOST_LINES = 3;
/** Characters of a line that others follow, and what of the next separates it: a break and the margin of a block. */
const [SHORTEST_LINE, LONGEST_LINE, LONGEST_MARGIN] = [40, 80, 24];

/** Most bytes before and behind a line that are looked at. */
export const BASE64_LINES_REACH = MOST_LINES * (LONGEST_LINE + LONGEST_MARGIN);

/** Characters of base64 around a line of it, without what stands between the lines. */
export interface Base64Lines {
  /** Whole lines before. */
  readonly before: string;
  readonly behind: string;
}

const [LINE_FEED, RETURN, PADDING] = [0x0a, 0x0d, 0x3d];
const IN_BASE64 = Uint8Array.from({ length: 256 }, (_, code) => Number(/[\w+/-]/.test(String.fromCharCode(code))));

/** @returns undefined if `start` to `end` is no line of several. Most base64 is not, which costs a look at what is behind it */
export function linesAround(bytes: Buffer, start: number, end: number): Base64Lines | undefined {
  const length = end - start;
  if (!isBreak(bytes[end]) && !isBreak(bytes[beforeMargin(bytes, start) - 1])) return undefined;
  const before: string[] = [];
  for (let at = start; before.length < MOST_LINES; ) {
    const line = lineBefore(bytes, at);
    const size = line === undefined ? 0 : line.end - line.start;
    if (line === undefined || size < length || (before[0] !== undefined && before[0].length !== size)) break;
    before.unshift(bytes.toString('latin1', line.start, line.end));
    at = line.start;
  }
  const behind: string[] = [];
  for (let at = end; isFull(length) && behind.length < MOST_LINES; ) {
    const line = lineBehind(bytes, at, length);
    if (line === undefined) break;
    behind.push(bytes.toString('latin1', line.start, line.end));
    at = line.end;
    if (line.end - line.start < length) break;
  }
  return before.length + behind.length === 0 ? undefined : { before: before.join(''), behind: behind.join('') };
}

function isFull(length: number): boolean {
  return length % 4 === 0 && length >= SHORTEST_LINE && length <= LONGEST_LINE;
}

function isBreak(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === RETURN;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

function beforeMargin(bytes: Buffer, at: number): number {
  const least = Math.max(0, at - LONGEST_MARGIN);
  while (at > least && isBlank(bytes[at - 1])) at--;
  return at;
}

interface Line {
  readonly start: number;
  readonly end: number;
}

/** The full line before the one that begins at `at`. */
function lineBefore(bytes: Buffer, at: number): Line | undefined {
  let end = beforeMargin(bytes, at);
  if (bytes[end - 1] !== LINE_FEED) return undefined;
  end -= bytes[end - 2] === RETURN ? 2 : 1;
  let start = end;
  while (end - start <= LONGEST_LINE && IN_BASE64[bytes[start - 1] ?? 0] === 1) start--;
  return isFull(end - start) && isBreak(bytes[beforeMargin(bytes, start) - 1] ?? LINE_FEED)
    ? { start, end }
    : undefined;
}

/** The line behind the one that ends at `at`, no longer than that. */
function lineBehind(bytes: Buffer, at: number, length: number): Line | undefined {
  let start = at + (bytes[at] === RETURN ? 1 : 0);
  if (bytes[start] !== LINE_FEED) return undefined;
  start++;
  const most = start + LONGEST_MARGIN;
  while (start < most && isBlank(bytes[start])) start++;
  let end = start;
  while (end - start <= length && IN_BASE64[bytes[end] ?? 0] === 1) end++;
  if (end === start || end - start > length) return undefined;
  let behind = end;
  while (bytes[behind] === PADDING && behind - end < 2) behind++;
  return /[\w.:+/-]/.test(String.fromCharCode(bytes[behind] ?? LINE_FEED)) ? undefined : { start, end };
}
