/*
 * Writes small SQLite databases (sqlite.org/fileformat2.html), for Node.js 20 has no SQLite and not every machine its program.
 */

/** A table: its rows are in one page, in the order of their numbers. */
export interface TableContent {
  readonly sql: string;
  readonly rows: readonly (readonly (string | Buffer | null)[])[];
  /** Rows of these indices are deleted, and their room is free. */
  readonly deleted?: readonly number[];
  /** Its rows are in an index page. */
  readonly withoutRowid?: boolean;
}

const ENCODING_NUMBERS = { utf8: 1, utf16le: 2 } as const;

export interface DatabaseOptions {
  readonly pageBytes?: number;
  readonly encoding?: keyof typeof ENCODING_NUMBERS;
  /** The schema does not name the tables: they were dropped. */
  readonly dropped?: boolean;
}

/** A database with these tables: page 1 is the schema, page 2 the first table and so on; behind them what rows go on in. */
export function sqlite(tables: Readonly<Record<string, TableContent>>, options: DatabaseOptions = {}): Buffer {
  const { pageBytes = 4096, encoding = 'utf8', dropped = false } = options;
  const all = Object.entries(tables);
  const writer = new PageWriter(pageBytes, encoding, all.length + 1);
  const schema = all.map(([name, { sql }], at) => ['table', name, name, at + 2, sql]);
  const pages = [
    writer.leaf({ rows: dropped ? [] : schema, at: FILE_HEADER }),
    ...all.map(([, table]) => writer.leaf(table)),
    ...writer.overflow,
  ];
  const first = pages[0] as Buffer;
  first.write('SQLite format 3\0', 'latin1');
  first.writeUInt16BE(pageBytes === 65_536 ? 1 : pageBytes, 16);
  first.set([1, 1, 0, 64, 32, 32], 18);
  first.writeUInt32BE(pages.length, 28);
  first.writeUInt32BE(ENCODING_NUMBERS[encoding], 56);
  return Buffer.concat(pages);
}

/** The pages of a database as they are in its write-ahead log (4.1), each `times` times. */
export function sqliteLog(database: Buffer, pageBytes = 4096, times = 1): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt32BE(0x377f0682, 0);
  header.writeUInt32BE(pageBytes, 8);
  const frames: Buffer[] = [];
  for (let round = 0; round < times; round++) {
    for (let at = 0; at < database.length; at += pageBytes) {
      const frame = Buffer.alloc(24);
      frame.writeUInt32BE(at / pageBytes + 1, 0);
      frames.push(frame, database.subarray(at, at + pageBytes));
    }
  }
  return Buffer.concat([header, ...frames]);
}

const FILE_HEADER = 100;

type Field = string | number | Buffer | null;

class PageWriter {
  readonly overflow: Buffer[] = [];
  readonly #bytes: number;
  readonly #encoding: BufferEncoding;
  readonly #before: number;

  /** @param before pages that come before those that rows go on in */
  constructor(bytes: number, encoding: BufferEncoding, before: number) {
    this.#bytes = bytes;
    this.#encoding = encoding;
    this.#before = before;
  }

  leaf({
    rows,
    deleted = [],
    withoutRowid = false,
    at = 0,
  }: Omit<TableContent, 'sql' | 'rows'> & { rows: readonly (readonly Field[])[]; at?: number }): Buffer {
    const page = Buffer.alloc(this.#bytes);
    const offsets: number[] = [];
    let free = 0;
    let end = page.length;
    for (const [index, row] of rows.entries()) {
      const cell = this.#cell(row, withoutRowid ? undefined : index + 1);
      end -= cell.length;
      cell.copy(page, end);
      if (!deleted.includes(index)) offsets.push(end);
      else {
        page.writeUInt16BE(free, end);
        page.writeUInt16BE(cell.length, end + 2);
        free = end;
      }
    }
    page[at] = withoutRowid ? 10 : 13;
    page.writeUInt16BE(free, at + 1);
    page.writeUInt16BE(offsets.length, at + 3);
    page.writeUInt16BE(end % 65_536, at + 5);
    for (const [index, offset] of offsets.entries()) page.writeUInt16BE(offset, at + 8 + index * 2);
    return page;
  }

  #cell(row: readonly Field[], rowid: number | undefined): Buffer {
    const payload = this.#record(row);
    const head = Buffer.concat([varint(payload.length), rowid === undefined ? Buffer.alloc(0) : varint(rowid)]);
    const most = this.#bytes - 35;
    if (payload.length <= most) return Buffer.concat([head, payload]);
    const least = Math.floor(((this.#bytes - 12) * 32) / 255) - 23;
    const wanted = least + ((payload.length - least) % (this.#bytes - 4));
    const local = wanted <= most ? wanted : least;
    const next = Buffer.alloc(4);
    next.writeUInt32BE(this.#chain(payload.subarray(local)));
    return Buffer.concat([head, payload.subarray(0, local), next]);
  }

  /** @returns the number of the first page */
  #chain(rest: Buffer): number {
    const first = this.#before + this.overflow.length + 1;
    for (let at = 0; at < rest.length; at += this.#bytes - 4) {
      const page = Buffer.alloc(this.#bytes);
      rest.copy(page, 4, at);
      if (at + this.#bytes - 4 < rest.length) page.writeUInt32BE(this.#before + this.overflow.length + 2);
      this.overflow.push(page);
    }
    return first;
  }

  #record(row: readonly Field[]): Buffer {
    const values = row.map((field) => {
      if (field === null) return { type: 0, bytes: Buffer.alloc(0) };
      if (typeof field === 'number') return { type: 1, bytes: Buffer.from([field]) };
      const bytes = typeof field === 'string' ? Buffer.from(field, this.#encoding) : field;
      return { type: bytes.length * 2 + (typeof field === 'string' ? 13 : 12), bytes };
    });
    const types = Buffer.concat(values.map(({ type }) => varint(type)));
    return Buffer.concat([varint(types.length + 1), types, ...values.map(({ bytes }) => bytes)]);
  }
}

function varint(value: number): Buffer {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift((rest % 128) + 128);
  return Buffer.from(bytes);
}
