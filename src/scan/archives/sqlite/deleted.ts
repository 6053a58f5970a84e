import { PAGE } from './pages.ts';
import { readHeader, readTypes, readVarint, type Types, type Value, valuesOf } from './record.ts';
import type { Table } from './schema.ts';

/*
 * Rows that were deleted stay in their page until others need the room. A cell that was freed first, or the last of all, is
 * as it was; of another, the first four bytes are overwritten (sqlite.org/fileformat2.html, 1.6, "freeblock").
 */

const OVERWRITTEN = 4;

/** What is left in room that no cell uses. */
export interface Remains {
  readonly rows: readonly { readonly values: readonly Value[]; readonly columns: number }[];
  /** What is between them. */
  readonly rest: readonly Buffer[];
}

/**
 * @param kind of the page
 * @param table whose page it is
 */
export function remainsIn(gap: Buffer, kind: number, table: Table): Remains {
  const rows: Found[] = [];
  const rest: Buffer[] = [];
  let [at, from] = [0, 0];
  while (at < gap.length) {
    const found = cellAt(gap, at, kind) ?? (at === from ? freedAt(gap, at, table) : undefined);
    if (found === undefined) at++;
    else {
      if (at > from) rest.push(gap.subarray(from, at));
      rows.push(found);
      at = from = found.end;
    }
  }
  if (gap.length > from) rest.push(gap.subarray(from));
  return { rows, rest };
}

interface Found {
  readonly values: Value[];
  readonly columns: number;
  readonly end: number;
}

/** A whole cell: what it says of its length is so. */
function cellAt(gap: Buffer, at: number, kind: number): Found | undefined {
  if ((gap[at] ?? 0) < 3) return undefined;
  const length = readVarint(gap, at);
  if (length.value > gap.length) return undefined;
  const start = kind === PAGE.tableLeaf ? readVarint(gap, length.end).end : length.end;
  const types = readHeader(gap, start);
  return types === undefined || types.end - start + types.size !== length.value ? undefined : found(gap, types);
}

/** A cell that was overwritten at its beginning: with its header behind that, or with its types, but for the first. */
function freedAt(gap: Buffer, at: number, { columns: { length: columns }, isNumbered }: Table): Found | undefined {
  const start = at + OVERWRITTEN;
  for (const header of [start, start + 1]) {
    const types = readHeader(gap, header);
    if (types !== undefined && types.types.length === columns) return found(gap, types);
  }
  if (columns === 0) return undefined;
  const all = readTypes(gap, start, gap.length, columns);
  const row = all && found(gap, all);
  if (row !== undefined) return row;
  const others = readTypes(gap, start, gap.length, columns - 1);
  if (others === undefined) return undefined;
  const lost = gap.length - others.end - others.size;
  if (isNumbered || lost <= 0) return found(gap, others, 1);
  // The first value is as long as what is left, unless another row that was deleted is behind this one.
  return found(gap, { types: [lost * 2 + 13, ...others.types], end: others.end, size: others.size + lost });
}

/** The values of these types, if they can be a row: there is text among them, and all of it is text. */
function found(gap: Buffer, types: Types, first = 0): Found | undefined {
  const end = types.end + types.size;
  if (end > gap.length || types.size === 0) return undefined;
  const values = valuesOf(gap, types, first);
  const texts = values.filter(({ kind }) => kind === 'text');
  return texts.length > 0 && texts.every(({ bytes }) => isText(bytes))
    ? { values, columns: first + types.types.length, end }
    : undefined;
}

/** No control characters, in UTF-8. UTF-16 is left as it is, and found as such. */
function isText(bytes: Buffer): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
}
