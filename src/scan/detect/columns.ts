/** Most rows of a table that are read. */
const MOST_ROWS = 16;

/** What separates columns: CSV and its like, Markdown, the lists of an SQL INSERT. */
const SEPARATORS = [',', ';', '\t', '|'] as const;

/** Offsets in the text behind the name. */
interface Cell {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the values of a column whose name is in a header line: in CSV (RFC 4180, quotes without line breaks), in Markdown
 * tables, and in `INSERT INTO t (a, password) VALUES ('x', 'y')`.
 * @param before what stands before the name, at least from the beginning of its line on
 * @param behind what stands behind it
 * @param isCut the content goes on behind that: the last row may do so, too
 */
export function readColumns(before: string, name: string, behind: string, isCut: boolean): Cell[] {
  if (!isCell(before, behind)) return [];
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
  const row = valueOfRow(line, behind);
  if (row !== undefined) return [row];
  const inserted = valuesOfInsert(before, behind);
  if (inserted.length > 0) return inserted;

  const header = line + name + firstLine(behind);
  const separator = SEPARATORS.find((mark) => isHeader(header, mark));
  if (separator === undefined) return [];
  const columns = split(header, separator);
  const column = columns.findIndex(({ start, end }) => start <= line.length && line.length + name.length <= end);
  const found: Cell[] = [];
  let at = header.length - line.length - name.length;
  for (let count = 0; count < MOST_ROWS && column >= 0; count++) {
    at = skipBreak(behind, at);
    const text = firstLine(behind.slice(at));
    const cells = split(text, separator);
    if (text === '' || (isCut && at + text.length === behind.length) || cells.length !== columns.length) break;
    const { start, end } = trim(text, cells[column] ?? NO_CELL);
    if (end - start >= SHORTEST && !/^[-:= ]+$/.test(text.slice(start, end)))
      found.push({ start: at + start, end: at + end });
    at += text.length;
  }
  return found;
}

const SHORTEST = 4;
const NO_CELL: Cell = { start: 0, end: 0 };

/** Whether nothing but blanks and quotes stands between a name and what separates cells, on both sides. */
function isCell(before: string, behind: string): boolean {
  return /(?:^|[,;|\t\r\n(])[ "'`[]*$/.test(before.slice(-8)) && /^[ "'`\]]*(?:[,;|\t\r\n)]|$)/.test(behind);
}

/** Names of columns: words, in quotes or not, and nothing that code has. */
function isHeader(text: string, separator: string): boolean {
  if (!text.includes(separator) || /[(){}[\]=]/.test(text)) return false;
  const filled = split(text, separator)
    .map(({ start, end }) => text.slice(start, end).trim())
    .filter((cell) => cell !== '');
  return filled.length >= 2 && filled.every((cell) => /^(["']?)[\w .#*`/\x80-\xff-]{1,40}\1$/.test(cell));
}

/** `PASSWORD,value`: a table of two columns, names and values. */
function valueOfRow(line: string, behind: string): Cell | undefined {
  if (!/^\s*["']?$/.test(line)) return undefined;
  const [, lead, value] = /^(["']?[,;\t] ?["']?)([^\s"',;]{4,})["']?[ \t]*(?:[\r\n]|$)/.exec(behind) ?? [];
  return lead === undefined || value === undefined
    ? undefined
    : { start: lead.length, end: lead.length + value.length };
}

function valuesOfInsert(before: string, behind: string): Cell[] {
  if (!/into/i.test(before)) return [];
  const list = /\binto\s+[\w."'`[\]]+\s*\(((?:[\s"'`[\]]*\w+[\s"'`[\]]*,)*)[\s"'`[]*$/i.exec(before)?.[1];
  const lead = /^[^()]{0,240}\)\s*values\s*\(/i.exec(behind)?.[0];
  if (list === undefined || lead === undefined) return [];
  const column = list.split(',').length - 1;
  const found: Cell[] = [];
  let at = lead.length;
  for (let row = 0; row < MOST_ROWS; row++) {
    const tuple = cellsOfTuple(behind, at);
    if (tuple === undefined) break;
    const { start, end } = trim(behind, tuple.cells[column] ?? NO_CELL);
    if (end - start >= SHORTEST && /["']/.test(behind.charAt(start - 1))) found.push({ start, end });
    const next = /^\s*,\s*\(/.exec(behind.slice(tuple.end))?.[0];
    if (next === undefined) break;
    at = tuple.end + next.length;
  }
  return found;
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

/** Cells of a line, with the blanks and quotes around them. */
function split(text: string, separator: string): Cell[] {
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
