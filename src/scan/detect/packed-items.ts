import { CHARACTERS_LINE, LITERAL } from './packed-expressions.ts';

/** A character of packed text, and where it is written, relative to the text it is read from. */
export interface Item {
  readonly code: number;
  readonly at: number;
  readonly length: number;
}

/** Printable, a tab or a line end. */
export function isText(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || code === 9 || code === 10 || code === 13;
}

const NUMBER = /'[^']'|0[xX][0-9A-Fa-f]{2}|\d+/g;

/** The characters of a list of numbers, without a zero at its end; undefined if it is no text. */
export function numbersIn(written: string): Item[] | undefined {
  const items: Item[] = [];
  for (const { 0: one, index } of written.matchAll(NUMBER)) {
    // Most lists are no text, and may be long: their first bytes say so.
    if (items.length > 0 && !isText(items.at(-1)?.code ?? 0)) return undefined;
    items.push({ code: one.startsWith("'") ? one.charCodeAt(1) : Number(one), at: index, length: one.length });
  }
  if (items.at(-1)?.code === 0) items.pop();
  return isText(items.at(-1)?.code ?? 0) ? items : undefined;
}

const REGISTRY_BYTE = /(?<=[:,\s])[0-9A-Fa-f]{2}/g;

/** The characters of a value in an export of a registry, without the zeros between and behind them; undefined if it is no text. */
export function registryIn(written: string): Item[] | undefined {
  const bytes = Array.from(written.matchAll(REGISTRY_BYTE), ({ 0: one, index }) => ({
    code: Number.parseInt(one, 16),
    at: index,
    length: one.length,
  }));
  const items = bytes.filter(({ code }) => code !== 0);
  return items.every(({ code }) => isText(code)) ? items : undefined;
}

const ONE_LITERAL = new RegExp(LITERAL, 'g');

/** The characters of a list of literals. */
export function charactersIn(literals: string): Item[] {
  return Array.from(literals.matchAll(ONE_LITERAL), ({ 0: one, index }) =>
    Array.from({ length: one.length - 2 }, (_, at) => ({
      code: one.charCodeAt(at + 1),
      at: index + at + 1,
      length: 1,
    })),
  ).flat();
}

const ONE_ESCAPE = /\\+[^\\&]+|&#[^\\&]+|%25[0-9A-Fa-f]{2}|[%=]../g;

/** The characters of escapes that stand behind one another. */
export function escapesIn(written: string): Item[] {
  return Array.from(written.matchAll(ONE_ESCAPE), ({ 0: one, index }) => ({
    code: codeOf(one),
    at: index,
    length: one.length,
  }));
}

/** The code of a character by one of its escapes. */
function codeOf(written: string): number {
  if (written.startsWith('&#'))
    return /x/i.test(written) ? Number.parseInt(written.slice(3), 16) : Number.parseInt(written.slice(2), 10);
  const octal = /^\\+([01]?[0-7]{2})$/.exec(written)?.[1];
  return octal === undefined
    ? Number.parseInt(/([0-9A-Fa-f]{2})\W*$/.exec(written)?.[1] ?? '', 16)
    : Number.parseInt(octal, 8);
}

const BLOCK_LINE = /\n[ \t]+([^\r\n]+)/g;

/** The characters of the lines of a block scalar of YAML. */
export function blockCharactersIn(block: string): Item[] {
  return Array.from(block.matchAll(BLOCK_LINE), ({ 0: whole, 1: value = '', index }) => {
    const start = index + whole.length - value.length;
    return Array.from(value, (character, at) => ({ code: character.charCodeAt(0), at: start + at, length: 1 }));
  }).flat();
}

const LINE = /[^\r\n]+/g;
const BYTES_OF_LINE = 16;
const CHARACTERS = new RegExp(`^(?:${CHARACTERS_LINE})$`);
const COLUMN = 4;

/** The bytes of a dump. */
export function dumpedIn(dump: string): Item[] {
  return Array.from(dump.matchAll(LINE), ({ 0: line, index }) => {
    const items = CHARACTERS.test(line) ? columnsIn(line) : pairsIn(line);
    return items.map((item) => ({ ...item, at: index + item.at }));
  }).flat();
}

/** Pairs of digits behind an offset. */
function pairsIn(line: string): Item[] {
  const items: Item[] = [];
  const pair = /[0-9A-Fa-f]{2}/y;
  for (let at = /^[0-9A-Fa-f]+:? */.exec(line)?.[0].length ?? 0; items.length < BYTES_OF_LINE; ) {
    pair.lastIndex = at;
    if (!pair.test(line)) break;
    items.push({ code: Number.parseInt(line.slice(at, at + 2), 16), at, length: 2 });
    at += 2 + (/^ {1,2}(?! )/.exec(line.slice(at + 2, at + 5))?.[0].length ?? 0);
  }
  return items;
}

/** Columns of `od -c` behind an octal offset. */
function columnsIn(line: string): Item[] {
  const items: Item[] = [];
  for (let at = 7; at < line.length; at += COLUMN) {
    items.push({ code: codeOfColumn(line.slice(at, at + COLUMN)), at, length: COLUMN });
  }
  return items;
}

const OD_ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 };

/** `  g`, ` \\n`, ` 303`. */
function codeOfColumn(column: string): number {
  const shown = column.slice(1);
  if (shown.startsWith(' \\')) return OD_ESCAPES[shown.charAt(2)] ?? 0;
  return /^[0-7]{3}$/.test(shown) ? Number.parseInt(shown, 8) : shown.charCodeAt(2);
}
