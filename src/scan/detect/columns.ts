/** Bytes before a name that its table may begin at. */
export const COLUMNS_REACH = 128;

/** Most rows of a table that are read. */
const MOST_ROWS = 16;
const LONGEST_LINE = COLUMNS_REACH;

/** What separates columns: CSV and its like, Markdown, the lists of an SQL INSERT. */
const SEPARATORS = [',', ';', '\t', '|'] as const;

/**
 * Finds the values of a column whose name is in a header line: in CSV (RFC 4180, quotes without line breaks), in Markdown
 * tables, and in `INSERT INTO t (a, password) VALUES ('x', 'y')`.
 * @param start where the name begins
 * @param end where it ends
 * @param limit values end before it
 */
export function readColumns(
  bytes: Buffer,
  start: number,
  end: number,
  limit: number,
): { start: number; end: number }[] {
  if (!isCell(bytes, start, end)) return [];
  const row = valueOfRow(bytes, start, end, limit);
  if (row !== undefined) return [row];
  const values = valuesOfInsert(bytes, start, end, limit);
  if (values.length > 0) return values;
  const from = lineStart(bytes, start);
  if (from === undefined) return [];
  const header = line(bytes, from, limit);
  const separator = SEPARATORS.find((mark) => isHeader(header, mark));
  if (separator === undefined) return [];
  const column = split(header, separator).findIndex((cell) => cell.start <= start - from && end - from <= cell.end);
  if (column < 0) return [];
  const count = split(header, separator).length;
  const found: { start: number; end: number }[] = [];
  let at = from + header.length;
  for (let row = 0; row < MOST_ROWS; row++) {
    at = skipBreak(bytes, at);
    const text = line(bytes, at, limit);
    if (at + text.length >= limit) break;
    const cells = split(text, separator);
    if (text === '' || cells.length !== count) break;
    const cell = trim(text, cells[column] ?? { start: 0, end: 0 });
    if (cell.end - cell.start >= 4 && !/^[-:= ]+$/.test(text.slice(cell.start, cell.end)))
      found.push({ start: at + cell.start, end: at + cell.end });
    at += text.length;
  }
  return found;
}

/** Whether nothing but blanks and quotes stands between a name and what separates cells, on both sides. */
function isCell(bytes: Buffer, start: number, end: number): boolean {
  let [before, behind] = [start - 1, end];
  while (AROUND_CELL.has(bytes[before] ?? 0)) before--;
  while (AROUND_CELL.has(bytes[behind] ?? 0)) behind++;
  return ENDS_CELL.has(bytes[before] ?? LF) && ENDS_CELL.has(bytes[behind] ?? LF);
}

const LF = 0x0a;
const AROUND_CELL = new Set(Buffer.from(' "\'`['));
const ENDS_CELL = new Set(Buffer.from(',;|\t\r\n()]'));

/** Names of columns: words, in quotes or not, and nothing that code has. */
function isHeader(text: string, separator: string): boolean {
  const cells = split(text, separator);
  if (cells.length < 2 || text.length > LONGEST_LINE) return false;
  const filled = cells.map(({ start, end }) => text.slice(start, end).trim()).filter((cell) => cell !== '');
  return filled.length >= 2 && filled.every((cell) => /^(["']?)[\w .#*`/-]{1,40}\1$/.test(cell));
}

/** `PASSWORD,value`: a table of two columns, names and values. */
function valueOfRow(
  bytes: Buffer,
  start: number,
  end: number,
  limit: number,
): { start: number; end: number } | undefined {
  const from = lineStart(bytes, start);
  if (from === undefined || !/^\s*["']?$/.test(bytes.toString('latin1', from, start))) return undefined;
  const rest = line(bytes, end, limit);
  const [all, lead = '', value] = /^(["']?[,;\t] ?["']?)([^\s"',;]{4,})["']?\s*$/.exec(rest) ?? [];
  if (all === undefined || value === undefined || end + rest.length >= limit) return undefined;
  return { start: end + lead.length, end: end + lead.length + value.length };
}

function valuesOfInsert(bytes: Buffer, start: number, end: number, limit: number): { start: number; end: number }[] {
  const before = bytes.toString('latin1', Math.max(0, start - 240), start);
  const list = /\binto\s+[\w."'`[\]]+\s*\(((?:[\s"'`[\]]*\w+[\s"'`[\]]*,)*)[\s"'`[]*$/i.exec(before)?.[1];
  if (list === undefined) return [];
  const behind = bytes.toString('latin1', end, Math.min(limit, bytes.length));
  const lead = /^[^()]{0,240}\)\s*values\s*\(/i.exec(behind)?.[0];
  if (lead === undefined) return [];
  const column = list.split(',').length - 1;
  const found: { start: number; end: number }[] = [];
  let at = lead.length;
  for (let row = 0; row < MOST_ROWS; row++) {
    const cells = cellsOfTuple(behind, at);
    if (cells === undefined) break;
    const cell = trim(behind, cells.cells[column] ?? { start: 0, end: 0 });
    if (cell.end - cell.start >= 4 && /["']/.test(behind.charAt(cell.start - 1)))
      found.push({ start: end + cell.start, end: end + cell.end });
    const next = /^\s*,\s*\(/.exec(behind.slice(cells.end))?.[0];
    if (next === undefined) break;
    at = cells.end + next.length;
  }
  return found;
}

/** The cells of `'a', 'b')`, and where the bracket ends. */
function cellsOfTuple(
  text: string,
  from: number,
): { cells: { start: number; end: number }[]; end: number } | undefined {
  const cells: { start: number; end: number }[] = [];
  let [start, quote] = [from, ''];
  for (let at = from; at < text.length && at - from < LONGEST_LINE; at++) {
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
function split(text: string, separator: string): { start: number; end: number }[] {
  const cells: { start: number; end: number }[] = [];
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
function trim(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  let [from, to] = [start, end];
  while (from < to && /[\s"'`]/.test(text.charAt(from))) from++;
  while (to > from && /[\s"'`]/.test(text.charAt(to - 1))) to--;
  return { start: from, end: to };
}

function lineStart(bytes: Buffer, at: number): number | undefined {
  for (let start = at; at - start <= LONGEST_LINE; start--) {
    const before = bytes[start - 1];
    if (before === undefined || before === 0x0a || before === 0x0d) return start;
  }
  return undefined;
}

function line(bytes: Buffer, from: number, limit: number): string {
  const text = bytes.toString('latin1', from, Math.min(bytes.length, limit, from + LONGEST_LINE));
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}

function skipBreak(bytes: Buffer, at: number): number {
  const next = bytes[at] === 0x0d ? at + 1 : at;
  return bytes[next] === 0x0a ? next + 1 : next;
}
