import { remainsIn } from './deleted.ts';
import {
  type BTreePage,
  type Database,
  FILE_HEADER_BYTES,
  PAGE,
  readCell,
  readPage,
  type StoredPage,
} from './pages.ts';
import { readHeader, type Value, valuesOf } from './record.ts';
import type { Table } from './schema.ts';

/** What the writers of all tables share. */
export interface Shared {
  /** A row of no table that is known has the columns of the only one with as many. */
  readonly tables: readonly Table[];
  /** Pages that rows go on in, as far as they have been read. */
  readonly taken: Set<number>;
  /** Rows of a log. */
  readonly written: Set<string>;
}

/** Longest text in the line of its row. */
const MOST_IN_LINE = 4096;

/** Writes the rows of a table as text: a line for each with its texts, and what is no simple text in lines behind it. */
export class RowWriter {
  /** Blobs, by what they are of. Others open what is packed in them. */
  readonly blobs: { readonly name: string; readonly bytes: Buffer }[] = [];
  readonly #database: Database;
  readonly #table: Table;
  readonly #shared: Shared;
  #row = 0;

  constructor(database: Database, table: Table, shared: Shared) {
    this.#database = database;
    this.#table = table;
    this.#shared = shared;
  }

  /** What a page of any kind holds. Nothing of it is left out but numbers in rows. */
  *write({ number, bytes }: StoredPage): Generator<Buffer> {
    const page = readPage(bytes, number);
    if (page === undefined) {
      if (!this.#shared.taken.has(number)) yield* separated(number === 1 ? bytes.subarray(FILE_HEADER_BYTES) : bytes);
      return;
    }
    if (page.kind === PAGE.tableInterior) return;
    const used = [{ start: 0, end: page.headerEnd }];
    let left = bytes.length;
    for (const start of page.cells) {
      const cell = readCell(this.#database, bytes, page.kind, start, this.#shared.taken);
      if (cell === undefined) continue;
      used.push({ start, end: cell.end });
      // No two cells of a page that is not damaged are in the same bytes.
      left -= cell.end - start;
      if (left < 0) break;
      const types = readHeader(cell.payload, 0);
      if (types === undefined) yield* separated(cell.payload);
      // Values of an index are those of its table.
      else if (!this.#table.isIndex) yield* this.#line(valuesOf(cell.payload, types), types.types.length);
    }
    yield* this.#remains(bytes, page, used);
  }

  *#remains(bytes: Buffer, page: BTreePage, used: { start: number; end: number }[]): Generator<Buffer> {
    let at = 0;
    for (const { start, end } of [
      ...used.sort((a, b) => a.start - b.start),
      { start: this.#database.usable, end: 0 },
    ]) {
      const gap = bytes.subarray(at, Math.max(at, start));
      at = Math.max(at, end);
      if (gap.length < SHORTEST_GAP || gap.every((byte) => byte === 0)) continue;
      const { rows, rest } = remainsIn(gap, page.kind, this.#table);
      for (const { values, columns } of rows) yield* this.#line(values, columns);
      for (const other of rest) yield* separated(other);
    }
  }

  *#line(values: readonly Value[], count: number): Generator<Buffer> {
    this.#row++;
    const names = this.#columnsOf(count);
    const named = values.map((value) => ({ ...value, name: this.#nameOf(names[value.column], value.column) }));
    const texts = named.flatMap(({ kind, name, bytes }) => {
      const text = kind === 'text' ? decoded(bytes, this.#database) : undefined;
      return text === undefined ? [] : [{ name, text }];
    });
    const isSimple = ({ text }: { text: string }) => text.length <= MOST_IN_LINE && !/["'`\\\p{Cc}]/u.test(text);
    const simple = texts.filter(isSimple).map(({ name, text }) => [name, text]);
    const line = JSON.stringify(Object.fromEntries(simple));
    if (this.#database.isLog) {
      const all = line + JSON.stringify(texts);
      if (this.#shared.written.has(all)) return;
      this.#shared.written.add(all);
    }
    if (simple.length > 0) yield Buffer.from(`${line}\n`);
    for (const { name, text } of texts)
      if (!isSimple({ text })) yield Buffer.from(`${name} =${/[\r\n]/.test(text) ? '\n' : ' '}${text}\n`);
    for (const { kind, name, bytes } of named) {
      if (kind !== 'blob') continue;
      yield* separated(bytes);
      this.blobs.push({ name: `${this.#table.name} ${this.#row} ${name}`, bytes });
    }
  }

  /** A column called `key` is what its rows are found by, unless its table is of something else. */
  #nameOf(column: string | undefined, at: number): string {
    return column === 'key' ? `${this.#table.name}_key` : (column ?? `column ${at + 1}`);
  }

  #columnsOf(count: number): readonly string[] {
    if (this.#table.columns.length > 0) return this.#table.columns;
    const [only, another] = this.#shared.tables.filter(({ columns }) => columns.length === count);
    return another === undefined ? (only?.columns ?? []) : [];
  }
}

/** A cell has four bytes at least (1.6). */
const SHORTEST_GAP = 4;

/** Text as it is in the file (2.1). */
export function decoded(bytes: Buffer, { encoding }: Pick<Database, 'encoding'>): string {
  if (encoding === 'utf8') return bytes.toString('utf8');
  const even = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return (encoding === 'utf16be' ? even.swap16() : even).toString('utf16le');
}

/** Bytes that are no part of what stands before or behind them. */
function* separated(bytes: Buffer): Generator<Buffer> {
  yield bytes;
  yield BREAK;
}

const BREAK = Buffer.from('\n');
