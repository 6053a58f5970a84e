/** What is known about a table. */
export interface Table {
  readonly name: string;
  /** In the order of its records. */
  readonly columns: readonly string[];
  /** Page that its b-tree begins with. */
  readonly root: number;
  /** Its first column is the number of the row, which is not in the record (fileformat2.html, 2.3). */
  readonly isNumbered?: boolean;
  /** It is the index of a table, with the values of that. */
  readonly isIndex?: boolean;
}

/** A name in SQLite's quotes (sqlite.org/lang_keywords.html), or a text. */
const QUOTED = String.raw`(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\x60(?:[^\x60]|\x60\x60)*\x60|\[[^[\]]*\])`;
const FIRST_NAME = new RegExp(String.raw`^\s*(${QUOTED}|[^\s(),"'\x60[\]]+)`);
const CONSTRAINT = /^\s*(?:CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)\b/i;
const PRIMARY_KEY = /\bPRIMARY\s+KEY\b/i;
const TABLE_KEY = /^\s*(?:CONSTRAINT\b.*?)?\bPRIMARY\s+KEY\s*\(/is;
const WITHOUT_ROWID = /\bWITHOUT\s+ROWID\b/i;

/** Whether the first column is an INTEGER PRIMARY KEY (sqlite.org/lang_createtable.html#rowid). */
export function isNumbered(sql: string): boolean {
  const first = splitList(sql, sql.indexOf('(') + 1).items[0] ?? '';
  return /\bINTEGER\b/i.test(first) && PRIMARY_KEY.test(first);
}

/** Names of the columns that a `CREATE TABLE` makes (sqlite.org/lang_createtable.html). */
export function columnsOf(sql: string): string[] {
  const open = sql.indexOf('(');
  if (open < 0) return [];
  const { items, rest } = splitList(sql, open + 1);
  const columns = items.filter((item) => !CONSTRAINT.test(item));
  const names = columns.map(firstName);
  if (!WITHOUT_ROWID.test(rest)) return names;
  // The primary key comes first in such a table's records (fileformat2.html, 2.4).
  const table = items.find((item) => TABLE_KEY.test(item));
  const keyed = table === undefined ? columns.filter((item) => PRIMARY_KEY.test(item)) : keyItems(table);
  const key = keyed.map(firstName);
  return [...key, ...names.filter((name) => !key.includes(name))];
}

function keyItems(constraint: string): string[] {
  return splitList(constraint, constraint.indexOf('(') + 1).items;
}

function firstName(item: string): string {
  const name = FIRST_NAME.exec(item)?.[1] ?? '';
  return /^["'`[]/.test(name) ? name.slice(1, -1) : name;
}

/** What a bracket or a comma in it does not count in; and comments. */
const QUOTED_OR_COMMENT = new RegExp(String.raw`--[^\n]*|/\*[\s\S]*?(?:\*/|$)|${QUOTED}|[(),]`, 'g');

/** The items of a list up to its closing bracket, without comments, and what stands behind. */
function splitList(sql: string, from: number): { items: string[]; rest: string } {
  const items: string[] = [];
  let [item, depth, at] = ['', 0, from];
  QUOTED_OR_COMMENT.lastIndex = from;
  for (let match = QUOTED_OR_COMMENT.exec(sql); match !== null; match = QUOTED_OR_COMMENT.exec(sql)) {
    const [mark] = match;
    item += sql.slice(at, match.index);
    at = QUOTED_OR_COMMENT.lastIndex;
    if (depth === 0 && (mark === ',' || mark === ')')) {
      items.push(item);
      item = '';
      if (mark === ')') return { items, rest: sql.slice(at) };
    } else if (!/^(?:--|\/\*)/.test(mark)) item += mark;
    if (mark === '(') depth++;
    else if (mark === ')') depth--;
  }
  return { items: [...items, item + sql.slice(at)], rest: '' };
}
