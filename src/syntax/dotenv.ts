/** One assignment of a `.env` file. Lines and columns count from 1; the column is the name's. */
export interface DotenvLine {
  readonly name: string;
  /** Without its quotes; escapes are left as they are written. */
  readonly value: string;
  readonly line: number;
  /** The last line of its value. */
  readonly endLine: number;
  readonly column: number;
}

/** The same, with the offsets of the value, quotes included. */
export interface DotenvAssignment extends DotenvLine {
  readonly from: number;
  readonly to: number;
}

/** `export NAME = `, at the start of a line; and `NAME: `, which the dotenv package reads too. */
const ASSIGNMENT = /([ \t]*(?:export[ \t]+)?)(?:([^\s=#'"`]+)[ \t]*=[ \t]*|([\w.-]+):[ \t]+)/y;
const USUAL_NAME = /^[\w.-]+$/;

/**
 * Reads the assignments of a `.env` file as the dotenv package does: comments, `export`, single, double and backtick
 * quotes, values over several lines, `NAME: value`. Other lines are ignored. The package itself gives no positions, and
 * only the last value of a variable that is set twice.
 */
export function readDotenv(text: string): DotenvLine[] {
  return assignmentsIn(text)
    .filter(({ name }) => USUAL_NAME.test(name))
    .map(({ name, value, line, endLine, column }) => ({ name, value, line, endLine, column }));
}

/** The same, with the offsets of the values, and with all names that Node.js accepts. */
export function assignmentsIn(text: string): DotenvAssignment[] {
  const found: DotenvAssignment[] = [];
  let line = 1;
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; ) {
    ASSIGNMENT.lastIndex = at;
    const [head, before = '', assigned, name = assigned ?? ''] = ASSIGNMENT.exec(text) ?? [];
    let end = lineEnd(text, at);
    if (head !== undefined) {
      const from = at + head.length;
      const close = closingQuote(text, from);
      const to = close < 0 ? bareEnd(text, from, end) : close + 1;
      const value = close < 0 ? text.slice(from, to) : text.slice(from + 1, close).replace(/\r\n?/g, '\n');
      const endLine = line + breaksIn(text, at, to);
      found.push({ name, value, line, endLine, column: before.length + 1, from, to });
      end = lineEnd(text, to);
    }
    const next = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    line += breaksIn(text, at, next);
    at = next;
  }
  return found;
}

/** The offset of the quote that closes the one at `open`; -1 if there is no quote at `open` or it is not closed. */
function closingQuote(text: string, open: number): number {
  const quote = text[open] ?? '';
  if (!/^["'`]/.test(quote)) return -1;
  let close = text.indexOf(quote, open + 1);
  while (close >= 0 && text[close - 1] === '\\') close = text.indexOf(quote, close + 1);
  return close;
}

/** The end of a value without quotes, before a comment. */
function bareEnd(text: string, from: number, end: number): number {
  const line = text.slice(from, end);
  const comment = /^["'`]/.test(line) ? -1 : line.indexOf('#');
  return from + (comment < 0 ? line : line.slice(0, comment)).trimEnd().length;
}

const LINE_BREAK = /\r\n|\n|\r/g;

/** The position of the next line break, or of the end of the text. */
function lineEnd(text: string, from: number): number {
  LINE_BREAK.lastIndex = from;
  return LINE_BREAK.exec(text)?.index ?? text.length;
}

function breaksIn(text: string, from: number, to: number): number {
  return text.slice(from, to).match(LINE_BREAK)?.length ?? 0;
}
