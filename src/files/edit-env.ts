import { parseEnv } from 'node:util';

/** Where a value stands in a text, quotes included. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const BYTE_ORDER_MARK = '\ufeff';

/** `NAME=`, `export NAME = `; sticky, at the start of a line. */
const ASSIGNMENT = /[ \t]*(?:export[ \t]+)?([^\s=#'"`]+)[ \t]*=[ \t]*/y;

/** How a value can be written; `bare` is without quotes. */
const STYLES = ['bare', "'", '"', '`'] as const;
type Style = (typeof STYLES)[number];

/** Other names cannot be those of variables. */
const NAME = /^[^\s=#'"`]+$/;

/**
 * The variables that `util.parseEnv` reads, without two errors of its: it takes a byte order mark for a part of the first
 * name, and an indented comment, or one in a last line without a line end, for a variable (`# NAME`).
 */
export function parseVariables(text: string): Readonly<Record<string, string>> {
  const parsed = Object.entries(parseEnv(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text));
  return Object.fromEntries(parsed.flatMap(([name, value = '']) => (NAME.test(name) ? [[name, value]] : [])));
}

/**
 * Sets variables and leaves everything else as it is, byte for byte: comments, order, line ends, quotes, `export`, a missing
 * newline at the end. A variable that is set several times gets the value everywhere: only the last one counts, but the
 * others would keep the old value. A new variable is added at the end.
 *
 * The result is checked with `util.parseEnv`: the variables must have their new values, and all others those that they had.
 *
 * @returns undefined where no way of quoting gives that result: the file has a line that is neither an assignment nor a
 *   comment, or the value has all kinds of quotes in it
 */
export function setVariables(text: string, values: Readonly<Record<string, string>>): string | undefined {
  let edited: string | undefined = text;
  for (const [name, value] of Object.entries(values)) {
    edited = edited === undefined ? undefined : setVariable(edited, name, value);
  }
  return edited;
}

function setVariable(text: string, name: string, value: string): string | undefined {
  const wanted = { ...parseVariables(text), [name]: value };
  const spans = findValues(text, name);
  for (const style of stylesFor(text, spans)) {
    const written = style === 'bare' ? value : `${style}${value}${style}`;
    const edited = spans.length === 0 ? append(text, name, written) : replaceAt(text, spans, written);
    if (sameVariables(parseVariables(edited), wanted)) return edited;
  }
  return undefined;
}

/** All styles; that of the last value, which counts, comes first. */
function stylesFor(text: string, spans: readonly Span[]): readonly Style[] {
  const last = spans.at(-1);
  const first = last === undefined ? undefined : text[last.start];
  const own = STYLES.find((style) => style === first) ?? 'bare';
  return [own, ...STYLES.filter((style) => style !== own)];
}

/** As `util.parseEnv` reads: a value that begins with a quote ends at the next such quote, even on another line. */
function findValues(text: string, wanted: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0; at < text.length; ) {
    ASSIGNMENT.lastIndex = at;
    const [head, name] = ASSIGNMENT.exec(text) ?? [];
    const start = at + (head?.length ?? 0);
    const span = head === undefined ? undefined : (quotedAt(text, start) ?? bareAt(text, start));
    if (span !== undefined && name === wanted) spans.push(span);
    at = lineEnd(text, span?.end ?? at) + 1;
  }
  return spans;
}

function quotedAt(text: string, start: number): Span | undefined {
  const quote = text[start];
  if (quote !== '"' && quote !== "'" && quote !== '`') return undefined;
  const end = text.indexOf(quote, start + 1);
  return end < 0 ? undefined : { start, end: end + 1 };
}

function bareAt(text: string, start: number): Span {
  const line = text.slice(start, lineEnd(text, start));
  const isOpenQuote = /^["'`]/.test(line);
  const comment = isOpenQuote ? -1 : line.indexOf('#');
  return { start, end: start + (comment < 0 ? line : line.slice(0, comment)).trimEnd().length };
}

/** The position of the line feed, or of the end of the text. */
function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function replaceAt(text: string, spans: readonly Span[], written: string): string {
  let result = '';
  let copied = 0;
  for (const { start, end } of spans) {
    result += text.slice(copied, start) + written;
    copied = end;
  }
  return result + text.slice(copied);
}

function append(text: string, name: string, written: string): string {
  const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
  const lineEnding = text === '' || text === BYTE_ORDER_MARK || text.endsWith('\n') ? '' : newline;
  return `${text}${lineEnding}${name}=${written}${newline}`;
}

function sameVariables(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
