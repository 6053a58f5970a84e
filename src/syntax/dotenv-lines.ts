/** One assignment of a `.env` file. Lines and columns count from 1; the column is the name's. */
export interface DotenvLine {
  readonly name: string;
  /** Without its quotes; escapes are left as they are written. */
  readonly value: string;
  readonly line: number;
  /** The last line of its value. */
  readonly endLine: number;
  readonly column: number;
}

/** `export NAME = `, and `NAME: ` which the dotenv package reads too. */
const ASSIGNMENT = /^([ \t]*(?:export[ \t]+)?)([\w.-]+)(?:[ \t]*=[ \t]*|:[ \t]+)/;

/**
 * Reads the assignments of a `.env` file as the dotenv package does: comments, `export`, single, double and backtick
 * quotes, values over several lines. Lines that are none are passed over. `util.parseEnv` reads the same notation but
 * says neither on which line a variable stands nor that one is set twice, and knows no `NAME: value`.
 */
export function readDotenv(text: string): DotenvLine[] {
  const lines = text.split(/\r\n|\n|\r/);
  const found: DotenvLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const assignment = ASSIGNMENT.exec(line);
    if (assignment === null) continue;
    const [head, before = '', name = ''] = assignment;
    const rest = line.slice(head.length);
    const quoted = readQuoted(rest, lines, index);
    const at = { name, line: index + 1, column: before.length + 1 };
    index = quoted?.lastIndex ?? index;
    found.push({ ...at, endLine: index + 1, value: quoted?.value ?? (rest.split('#', 1)[0] ?? '').trim() });
  }
  return found;
}

/** The value that opens with a quote in `rest` and the line on which it closes; `undefined` where it never does. */
function readQuoted(rest: string, lines: readonly string[], index: number) {
  const quote = rest[0];
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  const parts: string[] = [];
  for (let lastIndex = index; lastIndex < lines.length && parts.length < LONGEST_VALUE; lastIndex++) {
    const line = lastIndex === index ? rest.slice(1) : (lines[lastIndex] ?? '');
    const end = closing(line, quote);
    if (end >= 0) return { value: [...parts, line.slice(0, end)].join('\n'), lastIndex };
    parts.push(line);
  }
  return undefined;
}

/** Lines that one value can have: a key in PEM form has 52. Bounds what a file full of lone quotes costs. */
const LONGEST_VALUE = 500;

function closing(line: string, quote: string): number {
  for (let end = line.indexOf(quote); end >= 0; end = line.indexOf(quote, end + 1)) {
    if (line[end - 1] !== '\\') return end;
  }
  return -1;
}
