/** Most rows of a table that are read. */
const MOST_ROWS = 16;

/** What separates columns: CSV and its like, Markdown, the lists of an SQL INSERT, blanks. */
const SEPARATORS = [',', ';', '\t', '|', '  '] as const;
type Separator = (typeof SEPARATORS)[number];
/** A table in which all is aligned has tabs or blanks between its columns, as many as it takes: pppd's chap-secrets. */
const ALIGNED = /\t\t|\t.* {2,}| {2,}/;

/** Offsets in the text behind the name. */
interface Cell {
  readonly start: number;
  readonly end: number;
}

export interface Columns {
  readonly cells: readonly Cell[];
  /** The table goes on behind the text. */
  readonly isOpen: boolean;
}

const NONE: Columns = { cells: [], isOpen: false };
/** Least bytes of a beginning that counts for a value. */
const LONG = 128;
/** Behind the header of a table, and between its rows: in Markdown, in Emacs' Org mode and reStructuredText. */
const RULE = /^[-:=+| \t]+$/;

/**
 * Finds the values of a column whose name is in a header line: in CSV (RFC 4180, quotes without line breaks), in Markdown
 * tables and their like, in aligned ones, in `INSERT INTO t (a, password) VALUES ('x', 'y')` and behind PostgreSQL's `COPY t
 * (a, password) FROM stdin;`; or the cell beside a name.
 * @param before what stands before the name, at least from the beginning of its line on
 * @param behind what stands behind it
 * @param isCut the content goes on behind that: the last row may do so, too
 */
export function readColumns(before: string, name: string, behind: string, isCut: boolean): Columns {
  if (!isCell(before, behind)) return NONE;
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  const row = valueOfRow(line, behind);
  if (row !== undefined) return { cells: [row], isOpen: isCut && row.end === behind.length };
  const inserted = valuesOfInsert(before, behind, isCut);
  if (inserted !== undefined) return inserted;
  const copied = COPIED.exec(before)?.[1];
  const copy = FROM_STDIN.exec(behind)?.[0];
  if (copied !== undefined && copy !== undefined)
    return readRows(behind, copy.length, copied.split(',').length - 1, '\t', isCut);

  const header = line + name + firstLine(behind);
  const mark = SEPARATORS.find((mark) => isHeader(header, mark));
  const separator = mark === '\t' && ALIGNED.test(header) && isHeader(header, '  ') ? '  ' : mark;
  if (separator === undefined) return NONE;
  const columns = split(header, separator);
  const column = columns.findIndex(({ start, end }) => start <= line.length && line.length + name.length <= end);
  const at = header.length - line.length - name.length;
  if (separator === '|' && !RULE.test(firstLine(behind.slice(skipBreak(behind, at))))) return NONE;
  return column < 0 ? NONE : readRows(behind, at, column, separator, isCut, columns.length);
}

/** The columns of PostgreSQL's COPY before a name, and what stands between that and the first row. */
const COPIED = /\bcopy\s+[\w."]+\s*\(((?:\s*"?\w+"?\s*,)*)[\s"]*$/i;
const FROM_STDIN = /^[^()\n]{0,240}\)\s*from\s+stdin[^\n]{0,80};[ \t]*(?=\r?\n)/i;

/**
 * The cells of a column in the lines behind `at`, up to one that has another number of them, or none.
 * @param isCut the text ends before the content does
 */
function readRows(
  behind: string,
  at: number,
  column: number,
  separator: Separator,
  isCut: boolean,
  columns?: number,
): Columns {
  const found: Cell[] = [];
  for (let count = 0; count < MOST_ROWS; count++) {
    at = skipBreak(behind, at);
    const text = firstLine(behind.slice(at));
    const cells = separator === '  ' ? words(text) : split(text, separator);
    const { start, end } = trim(text, cells[column] ?? NO_CELL);
    if (isCut && at + text.length === behind.length) {
      // Of a value that is too long, the beginning counts.
      if (column === cells.length - 1 && end - start >= LONG) found.push({ start: at + start, end: at + end });
      return { cells: found, isOpen: true };
    }
    if (!RULE.test(text)) {
      // The last columns of an aligned table may be empty, or have several words.
      const isRow = separator === '  ' ? cells.length > column : columns === undefined || cells.length === columns;
      if (text === '' || text === String.raw`\.` || !isRow) break;
      if (end - start >= SHORTEST) found.push({ start: at + start, end: at + end });
    }
    at += text.length;
  }
  return { cells: found, isOpen: false };
}

const SHORTEST = 4;
const NO_CELL: Cell = { start: 0, end: 0 };

/** Whether nothing but blanks and quotes stands between a name and what separates cells, on both sides. */
function isCell(before: string, behind: string): boolean {
  return (
    /(?:^|[,;|\t\r\n(]| {2})[ "'`[]*$/.test(before.slice(-8)) && /^(?: {2}|[ "'`\]]*(?:[,;|\t\r\n)]|$))/.test(behind)
  );
}

/** Two aligned columns are a list of words and what they mean. */
const LEAST_ALIGNED = 3;

/** Names of columns: words, in quotes or not, and nothing that code has, no comment either. */
function isHeader(text: string, separator: Separator): boolean {
  if ((separator !== '  ' && !text.includes(separator)) || /[(){}[\]=]|,\s*(?:#|\/\/)\s/.test(text)) return false;
  // kubectl and the like list names in capitals, of objects.
  if (separator === '  ' && !/[a-z]/.test(text)) return false;
  const filled = split(text, separator)
    .map(({ start, end }) => text.slice(start, end).trim())
    .filter((cell) => cell !== '');
  return (
    filled.length >= (separator === '  ' ? LEAST_ALIGNED : 2) &&
    filled.every((cell) => /^(["']?)[\w .#*`/\x80-\xff-]{1,40}\1$/.test(cell))
  );
}

/** `PASSWORD,value`: a table of two columns, names and values; and `| PASSWORD | value |`, where that is no header. */
function valueOfRow(line: string, behind: string): Cell | undefined {
  const inMarkdown = /^\s*\|[ \t]/.test(line);
  if (!inMarkdown && !/^\s*["']?$/.test(line)) return undefined;
  if (inMarkdown && RULE.test(firstLine(behind.slice(skipBreak(behind, firstLine(behind).length))))) return undefined;
  const row = inMarkdown
    ? /^([`*" \t]*[ \t]\|[ \t]+[`*]{0,2})([^\s|`]{4,}?)[`*]{0,2}[ \t]*(?:[|\r\n]|$)/
    : /^(["']?[,;\t] ?["']?)([^\s"',;]{4,})["']?[ \t]*(?:[\r\n]|$)/;
  const [, lead, value] = row.exec(behind) ?? [];
  // The last of a list in brackets.
  return lead === undefined || value === undefined || /^\w+\)$/.test(value)
    ? undefined
    : { start: lead.length, end: lead.length + value.length };
}

function valuesOfInsert(before: string, behind: string, isCut: boolean): Columns | undefined {
  if (!/into/i.test(before)) return undefined;
  const list = /\binto\s+[\w."'`[\]]+\s*\(((?:[\s"'`[\]]*\w+[\s"'`[\]]*,)*)[\s"'`[]*$/i.exec(before)?.[1];
  const lead = /^[^()]{0,240}\)\s*values\s*\(/i.exec(behind)?.[0];
  if (list === undefined || lead === undefined) return undefined;
  const column = list.split(',').length - 1;
  const found: Cell[] = [];
  let at = lead.length;
  for (let row = 0; row < MOST_ROWS; row++) {
    const tuple = cellsOfTuple(behind, at);
    if (tuple === undefined) return { cells: found, isOpen: isCut };
    const { start, end } = trim(behind, tuple.cells[column] ?? NO_CELL);
    if (end - start >= SHORTEST && /["']/.test(behind.charAt(start - 1))) found.push({ start, end });
    const next = /^\s*,\s*\(/.exec(behind.slice(tuple.end))?.[0];
    if (next === undefined) break;
    at = tuple.end + next.length;
  }
  return { cells: found, isOpen: false };
}

/** The cells of `'a', 'b')`, and where the bracket ends. */
function cellsOfTuple(text: string, from: number): { cells: Cell[]; end: number } | undefined {
  const cells: Cell[] = [];
  let [start, quote] = [from, ''];
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (char === ',' || char === ')') {
      cells.push({ start, end: at });
      start = at + 1;
      if (char === ')') return { cells, end: at + 1 };
    }
  }
  return undefined;
}

/** Cells of a row of an aligned table: words, with the quotes around them. */
function words(text: string): Cell[] {
  return Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({ start: index, end: index + word.length }));
}

/** Cells of a line, with the blanks and quotes around them. */
function split(text: string, separator: Separator): Cell[] {
  if (separator === '  ') {
    return Array.from(text.matchAll(/(?:[^\s]| (?! ))+/g), ({ index, 0: cell }) => ({
      start: index,
      end: index + cell.length,
    }));
  }
  const cells: Cell[] = [];
  let [start, quoted] = [0, false];
  for (let at = 0; at <= text.length; at++) {
    const char = text.charAt(at);
    if (char === '"' && separator !== '|') quoted = !quoted;
    if (at < text.length && (char !== separator || quoted)) continue;
    cells.push({ start, end: at });
    start = at + 1;
  }
  return cells;
}

/** Without the blanks and the quotes around it. */
function trim(text: string, { start, end }: Cell): Cell {
  let [from, to] = [start, end];
  while (from < to && /[\s"'`]/.test(text.charAt(from))) from++;
  while (to > from && /[\s"'`]/.test(text.charAt(to - 1))) to--;
  return { start: from, end: to };
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}

function skipBreak(text: string, at: number): number {
  const next = text.charAt(at) === '\r' ? at + 1 : at;
  return text.charAt(next) === '\n' ? next + 1 : next;
}
