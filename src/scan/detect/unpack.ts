/** A text in which what was packed is plain. */
export interface Unpacked {
  readonly text: Buffer;
  /** For each of its bytes, the offsets of what it was made from. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Blanks and line ends, also those of lines that are strings of a list, as in notebooks. */
const GAP = String.raw`(?:\s{0,60}|[ \t]{0,16}(?:\\{2,4}[ \t]{0,4})?\\n",\s{0,60}"[ \t]{0,60})`;
const OPERATOR = String.raw`(?:${GAP}(?:\+\+?|\.\.?|&|\|\||<>|\^|~)(?:\s{0,60}[_\\][ \t]*\r?\n\s{0,60}|${GAP})|\.concat\(\s{0,16}|\s?\}\$?\{\s?)`;
/**
 * Joins two literals, with the quotes around it: `" + "`, `' . '`, `" & _ "`, `".concat("`, `"}${"`, `"'`, and blanks only
 * between quotes of one kind. Quotes side by side, as in a shell, join only what looks like a token behind them, too. Three quotes open a text, or a block of code.
 */
export const JOINT = [
  String.raw`(?<!\\)(?<slashes>\\{0,8})(?!"""|'''|\x60\x60)(?<quote>["'\x60])`,
  String.raw`(?:${OPERATOR}[bBfFrRuULN@$]{0,2}\k<slashes>["'\x60]|[bBfFrRuULN@$]{0,2}\k<slashes>["'\x60](?=[\w+/=.~%-])|(?=[\s\\])${GAP}(?:\\\r?\n\s{0,60})?[bBfFrRuULN@$]{0,2}\k<slashes>(?!\x60)\k<quote>)`,
].join('');

/** Characters that nobody sees: soft hyphen, zero-width ones, marks of direction, a byte order mark. UTF-8 as latin1. */
export const UNSEEN = String.raw`(?:\xc2\xad|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf)`;

/** A value that goes on in the next line: in shells, Makefiles, properties, double quotes of YAML; `^` in batch files. */
export const CONTINUED = String.raw`[\\^]\r?\n(?<=[\w+/=.~%-][\\^]\r?\n)[ \t]*(?=[\w+/=.~%])`;
/** RFC 2045, section 6.7. A setting in the next line is one of its own. */
export const SOFT_BREAK = String.raw`=\r?\n(?<=[\w+/-]{4}=\r?\n)(?=[\w+/-])(?![\w.-]{1,60}[ \t]?[=:])`;
/** Between the lines of a plain scalar of YAML, of which the second is indented deeper than the name. */
export const FOLD = String.raw`\r?\n(?<=(?:^|\n)(?<margin>[ \t]*)(?:- )?["']?[\w.-]{1,60}["']?:[ \t]{1,8}[\w+/.=~-]{6,400}\r?\n)\k<margin>[ \t]+(?=[\w+/.=~-]{4,400}[ \t]*(?:[\r\n]|$))`;
/** Between the lines of a Scala or Kotlin string whose margin is stripped. */
export const MARGIN = String.raw`\r?\n[ \t]*\|(?<=[\w+/=.-]\r?\n[ \t]*\|)(?=[\w+/=.-])`;
/** The quote that opens in a shell's `NAME=ab"cd"`: the one that closes goes with it. */
export const GLUED = String.raw`(?:"(?=[\w+/.=-]+")|'(?=[\w+/.=-]+'))(?<=(?:^|\w)=(?![bfruBFRU]{1,2}["'])[\w+/.-]{1,200}["'])`;

/** Around a template's one expression: `${"ab"}`. */
const TEMPLATE = String.raw`\x60\$\{\s?(?=["'])|\s?\}\x60(?<=["']\s?\}\x60)`;

const BYTE = '(?:[2-7][0-9A-Fa-f]|0[aAdD])';
/**
 * A printable character: `\x67`, `\x{67}`, `\u{67}`, `\u0067`, `\U00000067`, `\67 ` and `\000067` of CSS, octal `\147`, entities
 * of HTML. In a string within a string there are more backslashes. The many that programs percent-encode one by one stay.
 */
export const ESCAPE = String.raw`(?:\\{1,8}(?:[xu]\{0{0,4}${BYTE}\}|x${BYTE}|u00${BYTE}|U000000${BYTE}|0{4}${BYTE} ?|${BYTE} |[01]?[0-7]{2})|&#0{0,4}\d{2,3};|&#[xX]0{0,4}${BYTE};)`;
export const ESCAPES = `(?:${ESCAPE}+|(?:%${BYTE}){4,}|(?:=[2-7][0-9A-F]){4,})`;
const ONE_ESCAPE = /\\+[^\\&]+|&#[^\\&]+|[%=]../g;

/** A number or a character in a list of bytes. */
export const ITEM = String.raw`(?:0[xX][0-9A-Fa-f]{2}|\d{2,3}|'[^'\\\r\n]')`;
const NEXT = String.raw`\s{0,24},\s{0,24}`;
export const NUMBERS = String.raw`${ITEM}(?:${NEXT}${ITEM}){7,}(?:${NEXT}(?:0|0x00|'\\0'))?`;
/** `chr(103)`, `Chr(103)`, `CHAR(103)`, `String.fromCharCode(103)`, `[char]103`. */
export const CALL = String.raw`(?:(?:[cC]hr[wW]?|CHR|CHAR|String\.from(?:CharCode|CodePoint))\(\s?(?:0[xX][0-9A-Fa-f]{2}|\d{2,3})\s?\)|\[char\](?:0x[0-9A-Fa-f]{2}|\d{2,3}))`;
export const CALLS = String.raw`${CALL}(?:\s{0,24}(?:\.\.?|\+|&|,|\|\|)\s{0,24}(?:_[ \t]*\r?\n\s{0,60})?${CALL}){3,}`;
const NUMBER = /'[^']'|0[xX][0-9A-Fa-f]{2}|\d+/g;

/** Hexadecimal digits of text, also as literals of SQL: `0x67`, `X'67'`, `'\x67'` of bytea. */
const HEX = String.raw`(?<![0-9A-Za-z_])(?:(?:0[xX]|\\{1,2}x|[xX]')?${BYTE}{12,}(?![0-9A-Za-z_]))`;

/** Two or more literals in a list that is joined without anything between. */
const LITERAL = String.raw`(?:"[^"\\\r\n]{0,200}"|'[^'\\\r\n]{0,200}'|\x60[^\x60\\\r\n]{0,200}\x60)`;
const LITERALS = `${LITERAL}(?:${NEXT}${LITERAL})+`;
/** What such a list begins with. */
export const JOIN = [
  String.raw`(?:""|'')\.join\(\s?[[(]?`,
  String.raw`(?:join|implode)\s?[[(]\s?(?:""|'')\s?,\s?(?:\[|array\()?`,
  String.raw`["']Fn::Join["']\s?:\s?\[\s{0,24}(?:""|'')\s?,\s{0,24}\[`,
  String.raw`!Join\s{1,16}(?:\[|-)\s?(?:""|'')\s?,\s{0,24}\[`,
  String.raw`(?:[cC]oncat|CONCAT|strcat|paste0)!?\(`,
].join('|');
export const JOINED = String.raw`(?=["'\x60])(?:(?<=(?:${JOIN})\s{0,24})${LITERALS}|(?<=[[{]\s{0,24})${LITERALS}(?=\s{0,24},?\s{0,24}(?:\]\s{0,24}\.join\(\s?(?:""|''|\x60\x60)\s?\)|\}\s?,\s?""\s?\))))`;
/** What stands around a list and belongs to it: constructors, calls and brackets. */
const BEFORE_LIST = new RegExp(
  String.raw`(?:(?:${JOIN})|(?:-join |\{\s{0,24}"type"\s?:\s?"Buffer"\s?,\s{0,24}"data"\s?:\s?|new )?(?:[\w.:&!]|\[\w{0,10}(?:\[\])?\]){0,40}(?:\s{0,24}[[({]){1,3})\s{0,24}$`,
);
const BEHIND_LIST =
  /[\s,]{0,24}(?:[\])}]\s{0,4}){1,3}(?:\.(?:join\([^)]{0,4}\)|(?:decode|toString)\([^)]{0,8}\))|,\s?""\s?\))?/y;
const BEFORE_REACH = 100;

/** A block scalar of YAML of several lines without blanks. */
export const FOLD_BLOCK = String.raw`[>|](?<=:[ \t]{0,8}[>|])[+-]?[ \t]*\r?\n(?<indent>[ \t]+)[\w+/.=~-]{4,400}(?:\r?\n\k<indent>[\w+/.=~-]{1,400})+(?=[ \t]*(?:[\r\n]|$))`;
const BLOCK_LINE = /\n[ \t]+([^\r\n]+)/g;

/**
 * Lines of a dump: an offset, up to 16 bytes in pairs of digits, mostly what they look like. As xxd, `hexdump -C`, `od -t x1z`
 * and Wireshark write them.
 */
const DUMP_LINE = String.raw`[0-9A-Fa-f]{4,8}:?[ ]{1,4}(?:[0-9A-Fa-f]{2}){1,2}(?:[ ]{1,2}(?:[0-9A-Fa-f]{2}){1,2}){0,15}(?:[ ]{2}[^\r\n]{0,64}|[ ][>|][^\r\n]{0,20}|[ ]?)(?![^\r\n])`;
/** Lines of `od -c`: an octal offset and characters in columns of four. */
const CHARACTERS_LINE = String.raw`[0-7]{7}(?:[ ]{3}[ -~]|[ ]{2}\\[0abfnrtv]|[ ][0-7]{3}){1,16}(?![^\r\n])`;
/** At least two of them. */
export const DUMP = String.raw`(?:(?:${DUMP_LINE})(?:\r?\n(?:${DUMP_LINE}))+|(?:${CHARACTERS_LINE})(?:\r?\n(?:${CHARACTERS_LINE}))+)`;
const LINE = /[^\r\n]+/g;
const BYTES_OF_LINE = 16;

const PACKED = new RegExp(
  [
    `(?:${CONTINUED}|${SOFT_BREAK}|${FOLD}|${MARGIN}|${TEMPLATE}|${UNSEEN})`,
    String.raw`(?<![^\n])(?<dump>${DUMP})`,
    `(?<glued>${GLUED})`,
    `(?<block>${FOLD_BLOCK})`,
    `(?<literals>${JOINED})`,
    `(?<joint>${JOINT})`,
    `(?<numbers>${NUMBERS}|${CALLS})`,
    `(?<hex>${HEX})`,
    `(?<escapes>${ESCAPES})`,
  ].join('|'),
  'g',
);

/**
 * Rewrites a text as programs read it: escapes become characters, literals that are joined become one, lists of numbers and
 * hexadecimal digits become strings. What nobody sees is dropped.
 * @param text latin1
 * @returns undefined if there is nothing to rewrite
 */
export function unpack(text: string): Unpacked | undefined {
  const writer = new Writer(text);
  PACKED.lastIndex = 0;
  for (let match = PACKED.exec(text); match !== null; match = PACKED.exec(text)) {
    writer.copyTo(match.index);
    PACKED.lastIndex = writer.rewrite(match);
  }
  return writer.finish();
}

/** Writes the plain text, with the offsets that its bytes come from. */
class Writer {
  readonly #text: string;
  readonly #codes: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #at = 0;
  #isChanged = false;
  /** The quote that closes what two kinds of quotes are around, and what to write for it. */
  #closing = -1;
  #closingCode: number | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  copyTo(end: number): void {
    for (; this.#at < end; this.#at++) {
      const code = this.#at === this.#closing ? this.#closingCode : this.#text.charCodeAt(this.#at);
      if (code !== undefined) this.#put(code, this.#at, this.#at + 1);
    }
  }

  /** @returns where to go on */
  rewrite(match: RegExpExecArray): number {
    const { index: start, 0: whole } = match;
    const { escapes, block, literals, numbers, hex, joint, glued, dump } = match.groups ?? {};
    const end = start + whole.length;
    if (escapes !== undefined) for (const one of whole.matchAll(ONE_ESCAPE)) this.#escape(one[0], start + one.index);
    else if (numbers !== undefined) return this.#list(start, end, numbersIn(whole));
    else if (literals !== undefined) return this.#list(start, end, charactersIn(whole));
    else if (hex !== undefined) this.#hex(start, end);
    else if (block !== undefined) this.#block(start, end);
    else if (dump !== undefined) this.#dump(start, end);
    else if (joint !== undefined) this.#join(start, end);
    else if (glued !== undefined) {
      this.#closing = this.#text.indexOf(glued, end);
      this.#closingCode = undefined;
    }
    this.#isChanged = true;
    this.#at = end;
    return end;
  }

  finish(): Unpacked | undefined {
    if (!this.#isChanged) return undefined;
    this.copyTo(this.#text.length);
    return { text: Buffer.from(this.#codes), starts: this.#starts, ends: this.#ends };
  }

  #put(code: number, start: number, end: number): void {
    this.#codes.push(code);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  #escape(written: string, at: number): void {
    const code = codeOf(written);
    if (isText(code)) this.#put(code, at, at + written.length);
    else this.#verbatim(at, at + written.length);
  }

  #verbatim(start: number, end: number): void {
    for (let at = start; at < end; at++) this.#put(this.#text.charCodeAt(at), at, at + 1);
  }

  /** Writes a list as one string, without the call and the brackets around it. */
  #list(start: number, end: number, items: readonly Item[] | undefined): number {
    if (items === undefined) return end;
    const before = BEFORE_LIST.exec(this.#text.slice(Math.max(0, start - BEFORE_REACH), start))?.[0];
    BEHIND_LIST.lastIndex = end;
    const to = before !== undefined && BEHIND_LIST.test(this.#text) ? BEHIND_LIST.lastIndex : end;
    const from = start - (before?.length ?? 0);
    this.#dropFrom(from);
    this.#put(QUOTE, from, start);
    for (const { code, at, length } of items) this.#put(code, start + at, start + at + length);
    this.#put(QUOTE, end, to);
    this.#isChanged = true;
    this.#at = to;
    return to;
  }

  /** Writes hexadecimal digits as a string. */
  #hex(start: number, end: number): void {
    const prefix = HEX_PREFIX.exec(this.#text.slice(start, start + 3))?.[0] ?? '';
    const isQuoted = prefix.endsWith("'") || /["'`]/.test(this.#text.charAt(start - 1));
    if (prefix.endsWith("'") || !isQuoted)
      this.#put(prefix.endsWith("'") ? APOSTROPHE : QUOTE, start, start + prefix.length);
    for (let at = start + prefix.length; at < end; at += 2) {
      this.#put(Number.parseInt(this.#text.slice(at, at + 2), 16), at, at + 2);
    }
    if (!isQuoted) this.#put(QUOTE, end, end);
  }

  /** Drops the quotes between two literals. The first closes as it opened. */
  #join(start: number, end: number): void {
    const at = start + (/^\\*/.exec(this.#text.slice(start, end))?.[0].length ?? 0);
    const quote = at === this.#closing ? this.#closingCode : this.#text.charCodeAt(at);
    const next = this.#text.charAt(end - 1);
    if (quote === next.charCodeAt(0)) return;
    this.#closing = this.#text.indexOf(next, end);
    this.#closingCode = quote;
  }

  #block(start: number, end: number): void {
    for (const line of this.#text.slice(start, end).matchAll(BLOCK_LINE)) {
      const [whole, value = ''] = line;
      const to = start + line.index + whole.length;
      this.#verbatim(to - value.length, to);
    }
  }

  #dump(start: number, end: number): void {
    for (const { 0: line, index } of this.#text.slice(start, end).matchAll(LINE)) {
      for (const { code, at, length } of bytesOfLine(line)) {
        this.#put(code, start + index + at, start + index + at + length);
      }
    }
  }

  #dropFrom(offset: number): void {
    while ((this.#starts.at(-1) ?? -1) >= offset) {
      this.#codes.pop();
      this.#starts.pop();
      this.#ends.pop();
    }
  }
}

const [QUOTE, APOSTROPHE] = [0x22, 0x27];
const HEX_PREFIX = /^(?:0[xX]|\\{1,2}x|[xX]')/;

/** A character of a list: where it is written, relative to the list. */
interface Item {
  readonly code: number;
  readonly at: number;
  readonly length: number;
}

/** The characters of a list of numbers, without a zero at its end; undefined if it is no text. */
function numbersIn(written: string): Item[] | undefined {
  const items = Array.from(written.matchAll(NUMBER), ({ 0: one, index }) => ({
    code: one.startsWith("'") ? one.charCodeAt(1) : Number(one),
    at: index,
    length: one.length,
  }));
  if (items.at(-1)?.code === 0) items.pop();
  return items.every(({ code }) => isText(code)) ? items : undefined;
}

/** The bytes of a line of a dump. */
function bytesOfLine(line: string): Item[] {
  const items: Item[] = [];
  const offset = /^[0-9A-Fa-f]+:? */.exec(line)?.[0].length ?? 0;
  if (CHARACTERS.test(line)) {
    for (let at = 7; at < line.length; at += 4)
      items.push({ code: codeOfColumn(line.slice(at, at + 4)), at, length: 4 });
    return items;
  }
  const pair = /[0-9A-Fa-f]{2}/y;
  for (let at = offset; items.length < BYTES_OF_LINE; ) {
    pair.lastIndex = at;
    if (!pair.test(line)) break;
    items.push({ code: Number.parseInt(line.slice(at, at + 2), 16), at, length: 2 });
    at += 2 + (/^ {1,2}(?! )/.exec(line.slice(at + 2, at + 5))?.[0].length ?? 0);
  }
  return items;
}

const CHARACTERS = new RegExp(`^(?:${CHARACTERS_LINE})$`);
const OD_ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 };

/** `  g`, ` \\n`, ` 303`: the character of a column of `od -c`. */
function codeOfColumn(column: string): number {
  const shown = column.slice(1);
  if (shown.startsWith(' \\')) return OD_ESCAPES[shown.charAt(2)] ?? 0;
  return /^[0-7]{3}$/.test(shown) ? Number.parseInt(shown, 8) : shown.charCodeAt(2);
}

function charactersIn(literals: string): Item[] {
  return Array.from(literals.matchAll(ONE_LITERAL), ({ 0: one, index }) =>
    Array.from({ length: one.length - 2 }, (_, at) => ({
      code: one.charCodeAt(at + 1),
      at: index + at + 1,
      length: 1,
    })),
  ).flat();
}

const ONE_LITERAL = new RegExp(LITERAL, 'g');

function isText(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || code === 9 || code === 10 || code === 13;
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
