/*
 * Records of SQLite (sqlite.org/fileformat2.html, 2.1): a header of varints that say the type of each value, and the values,
 * with nothing between them.
 */

export interface Varint {
  readonly value: number;
  /** Where it ends. */
  readonly end: number;
}

/** Big-endian, seven bits a byte, all eight of a ninth. Sizes beyond 2^53 are those of damaged files. */
export function readVarint(bytes: Buffer, at: number): Varint {
  let value = 0;
  for (let index = at; index < at + 8; index++) {
    const byte = bytes[index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: index + 1 };
  }
  return { value: value * 256 + (bytes[at + 8] ?? 0), end: at + 9 };
}

/** A value that has bytes. */
export interface Value {
  /** Number of its column. */
  readonly column: number;
  readonly kind: 'number' | 'text' | 'blob';
  readonly bytes: Buffer;
}

/** Types of values that stand behind one another. */
export interface Types {
  readonly types: readonly number[];
  /** Where the values begin. */
  readonly end: number;
  /** Bytes of all values. */
  readonly size: number;
}

/** Sizes of the types that are numbers or nothing; 10 and 11 are never in a file. */
const NUMBER_BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];
const FIRST_BLOB = 12;
/** SQLite's own limit is 32,767 (sqlite.org/limits.html). */
const MOST_COLUMNS = 32_767;

/** Reads types up to `end`, or as many as `count`. @returns undefined if they are none */
export function readTypes(bytes: Buffer, at: number, end: number, count = MOST_COLUMNS): Types | undefined {
  const types: number[] = [];
  let size = 0;
  while (at < end && types.length < count) {
    const { value, end: next } = readVarint(bytes, at);
    const length = sizeOf(value);
    if (length === undefined) return undefined;
    types.push(value);
    size += length;
    at = next;
  }
  return at > end ? undefined : { types, end: at, size };
}

/** Reads the header of the record at `at`. @returns undefined if it is none */
export function readHeader(bytes: Buffer, at: number): Types | undefined {
  const { value: length, end } = readVarint(bytes, at);
  return at + length < end || at + length > bytes.length ? undefined : readTypes(bytes, end, at + length);
}

/** The values behind their types; the last ones may be cut off. @param first number of the first column */
export function valuesOf(bytes: Buffer, { types, end }: Types, first = 0): Value[] {
  const values: Value[] = [];
  let at = end;
  for (const [index, type] of types.entries()) {
    const length = sizeOf(type) ?? 0;
    if (length > 0 && at < bytes.length) {
      const kind = type < FIRST_BLOB ? 'number' : type % 2 === 1 ? 'text' : 'blob';
      values.push({ column: first + index, kind, bytes: bytes.subarray(at, at + length) });
    }
    at += length;
  }
  return values;
}

function sizeOf(type: number): number | undefined {
  return type < FIRST_BLOB ? NUMBER_BYTES[type] : Math.floor((type - FIRST_BLOB) / 2);
}
