import { joined } from '../chunks.ts';
import { readVarint } from './record.ts';

/*
 * Pages of an SQLite database (sqlite.org/fileformat2.html, 1.6), and of its write-ahead log (4.1).
 */

/** Kinds of b-tree pages. Index pages hold the rows of tables WITHOUT ROWID. */
export const PAGE = { indexInterior: 2, tableInterior: 5, indexLeaf: 10, tableLeaf: 13 } as const;

/** Bytes of the header of the file, which page 1 begins with. */
export const FILE_HEADER_BYTES = 100;
const [LOG_HEADER_BYTES, FRAME_HEADER_BYTES] = [32, 24];

export interface StoredPage {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
}

export interface Database {
  /** The newest version of a page. A log has only some of them, perhaps in several versions. */
  page(number: number): Buffer | undefined;
  /** All pages in the order in which they are stored. */
  readonly pages: readonly StoredPage[];
  /** It is a log: rows come several times. */
  readonly isLog: boolean;
  /** Bytes of a page that are used. */
  readonly usable: number;
  readonly encoding: 'utf8' | 'utf16le' | 'utf16be';
}

/** @throws Error if the header is damaged */
export function openDatabase(file: Buffer): Database {
  const size = pageSize(file.readUInt16BE(16));
  const pages = Array.from({ length: Math.ceil(file.length / size) }, (_, at) => ({
    number: at + 1,
    bytes: file.subarray(at * size, (at + 1) * size),
  }));
  const encoding = ENCODINGS[file.readUInt32BE(56)] ?? 'utf8';
  return {
    page: (number) => pages[number - 1]?.bytes,
    pages,
    isLog: false,
    usable: size - file.readUInt8(20),
    encoding,
  };
}

/** The pages that were written last, before they are copied to the database. */
export function openLog(file: Buffer): Database {
  const size = pageSize(file.readUInt32BE(8) & 0xffff);
  const pages: StoredPage[] = [];
  for (let at = LOG_HEADER_BYTES; at + FRAME_HEADER_BYTES + size <= file.length; at += FRAME_HEADER_BYTES + size) {
    const start = at + FRAME_HEADER_BYTES;
    pages.push({ number: file.readUInt32BE(at), bytes: file.subarray(start, start + size) });
  }
  const newest = new Map(pages.map(({ number, bytes }) => [number, bytes]));
  const first = newest.get(1);
  return {
    page: (number) => newest.get(number),
    pages,
    isLog: true,
    usable: size - (first?.readUInt8(20) ?? 0),
    encoding: ENCODINGS[first?.readUInt32BE(56) ?? 1] ?? 'utf8',
  };
}

const ENCODINGS: Readonly<Record<number, Database['encoding']>> = { 1: 'utf8', 2: 'utf16le', 3: 'utf16be' };

/** 1 stands for 65,536. */
function pageSize(written: number): number {
  const size = written <= 1 ? 65_536 : written;
  if (size < 512 || (size & (size - 1)) !== 0) throw new Error('no size of a page');
  return size;
}

/** A b-tree page, taken apart. */
export interface BTreePage {
  readonly kind: number;
  /** Offsets of the cells. */
  readonly cells: readonly number[];
  /** Pages below an interior page. */
  readonly children: readonly number[];
  /** Where the cells may begin. */
  readonly headerEnd: number;
}

/** @returns undefined for a page of another kind, or one that is damaged */
export function readPage(bytes: Buffer, number: number): BTreePage | undefined {
  const at = number === 1 && bytes.length > FILE_HEADER_BYTES ? FILE_HEADER_BYTES : 0;
  const kind = bytes[at];
  const isInterior = kind === PAGE.tableInterior || kind === PAGE.indexInterior;
  if (kind === undefined || (!isInterior && kind !== PAGE.tableLeaf && kind !== PAGE.indexLeaf)) return undefined;
  const array = at + (isInterior ? 12 : 8);
  const count = at + 8 <= bytes.length ? bytes.readUInt16BE(at + 3) : 0;
  const headerEnd = array + count * 2;
  if (headerEnd > bytes.length) return undefined;
  const cells = Array.from({ length: count }, (_, cell) => bytes.readUInt16BE(array + cell * 2)).filter(
    (cell) => cell >= headerEnd && cell + 4 <= bytes.length,
  );
  const children = isInterior ? [...cells.map((cell) => bytes.readUInt32BE(cell)), bytes.readUInt32BE(at + 8)] : [];
  return { kind, cells, children, headerEnd };
}

/** What a cell holds: a record, and where the cell ends in its page. */
export interface Cell {
  readonly payload: Buffer;
  readonly end: number;
}

/**
 * Reads a cell with a record (1.6), and what of it is in other pages.
 * @param taken pages that rows go on in. Each is of one row only, so that a few pages are no endless row
 * @returns undefined for one that is damaged
 */
export function readCell(
  database: Database,
  bytes: Buffer,
  kind: number,
  at: number,
  taken: Set<number>,
): Cell | undefined {
  let start = at + (kind === PAGE.indexInterior ? 4 : 0);
  const size = readVarint(bytes, start);
  start = size.end;
  if (kind === PAGE.tableLeaf) start = readVarint(bytes, start).end;
  const local = localBytes(size.value, kind, database.usable);
  const end = start + local + (local < size.value ? 4 : 0);
  if (end > bytes.length) return undefined;
  const parts = [bytes.subarray(start, start + local)];
  let missing = size.value - local;
  let next = missing > 0 ? bytes.readUInt32BE(start + local) : 0;
  while (missing > 0 && !taken.has(next)) {
    const page = database.page(next);
    if (page === undefined || page.length < 4) break;
    taken.add(next);
    const part = page.subarray(4, Math.min(database.usable, 4 + missing));
    parts.push(part);
    missing -= part.length;
    next = page.readUInt32BE(0);
  }
  return { payload: joined(parts), end };
}

/** Bytes of a payload that are in the cell's own page (1.6, "Cell Payload Overflow Pages"). */
function localBytes(size: number, kind: number, usable: number): number {
  const most = kind === PAGE.tableLeaf ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((size - least) % (usable - 4));
  return wanted <= most ? wanted : least;
}
