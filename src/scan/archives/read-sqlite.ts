import { collect } from './chunks.ts';
import { type ArchiveReader, only } from './entry.ts';
import { archiveFormat } from './format.ts';
import { type Database, openDatabase, openLog, PAGE, readCell, readPage, type StoredPage } from './sqlite/pages.ts';
import { readHeader, valuesOf } from './sqlite/record.ts';
import { decoded, RowWriter } from './sqlite/rows.ts';
import { columnsOf, isNumbered, type Table } from './sqlite/schema.ts';

/**
 * An SQLite database, or the log before one: a file for each table, with a line for each row and the names of its columns in
 * it, so that no value is glued to its neighbour. What was deleted and not overwritten is read, too.
 */
export const readSqlite: ArchiveReader = async function* readSqlite(chunks) {
  const file = await collect(chunks);
  const database = file.toString('latin1', 0, 6) === 'SQLite' ? openDatabase(file) : openLog(file);
  const tables = tablesOf(database);
  const shared = { tables, taken: new Set<number>(), written: new Set<string>() };
  for (const { table, pages } of pagesByTable(database, tables)) {
    const writer = new RowWriter(database, table, shared);
    async function* lines() {
      for (const page of pages) yield* writer.write(page);
    }
    yield { name: table.name, chunks: lines() };
    for (const { name, bytes } of writer.blobs) {
      if (archiveFormat(bytes) !== undefined) yield { name, chunks: only(bytes) };
    }
  }
};

/** sqlite.org/schematab.html */
const SCHEMA: Table = { name: 'sqlite_schema', columns: ['type', 'name', 'tbl_name', 'rootpage', 'sql'], root: 1 };
/** What belongs to no table that is known. */
const OTHERS: Table = { name: 'other rows', columns: [], root: 0 };

/** The tables and indices that the schema names, and itself. */
function tablesOf(database: Database): Table[] {
  const tables = [SCHEMA];
  const taken = new Set<number>();
  for (const { number, bytes } of pagesOf(database, SCHEMA.root)) {
    const page = readPage(bytes, number);
    for (const at of page?.kind === PAGE.tableLeaf ? page.cells : []) {
      const payload = readCell(database, bytes, PAGE.tableLeaf, at, taken)?.payload ?? NOTHING;
      const types = readHeader(payload, 0);
      const values = types === undefined ? [] : valuesOf(payload, types);
      const bytesOf = (column: string) => values.find((value) => SCHEMA.columns[value.column] === column)?.bytes;
      const root = bytesOf('rootpage');
      if (root === undefined || root.length > 6) continue;
      const textOf = (column: string) => decoded(bytesOf(column) ?? NOTHING, database);
      const [name, sql] = [textOf('name'), textOf('sql')];
      const known = { name, root: root.readUIntBE(0, root.length) };
      if (textOf('type') === 'index') tables.push({ ...known, columns: [], isIndex: true });
      else tables.push({ ...known, columns: columnsOf(sql), isNumbered: isNumbered(sql) });
    }
  }
  return tables;
}

const NOTHING = Buffer.alloc(0);

/** All pages, those of one table after the other; in the end those that no table has. */
function* pagesByTable(
  database: Database,
  tables: readonly Table[],
): Generator<{ readonly table: Table; readonly pages: Iterable<StoredPage> }> {
  const seen = new Set<number>();
  for (const table of tables) yield { table, pages: pagesOf(database, table.root, seen) };
  const isOld = ({ number, bytes }: StoredPage) => database.page(number) !== bytes;
  yield { table: OTHERS, pages: database.pages.filter((page) => !seen.has(page.number) || isOld(page)) };
}

/** The pages of a b-tree, each once. */
function* pagesOf(database: Database, root: number, seen = new Set<number>()): Generator<StoredPage> {
  const waiting = [root];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const bytes = seen.has(number) ? undefined : database.page(number);
    if (bytes === undefined) continue;
    seen.add(number);
    yield { number, bytes };
    waiting.push(...[...(readPage(bytes, number)?.children ?? [])].reverse());
  }
}
