import {
  CALLS,
  COLOUR,
  CONTINUED,
  DUMP,
  EQUALS,
  ESCAPES,
  FOLD,
  FOLD_BLOCK,
  FOLDED,
  GLUED,
  HEX,
  JOIN,
  JOINED,
  JOINT,
  MARGIN,
  MARKUP,
  NUMBERS,
  REGISTRY,
  REVERSED,
  SOFT_BREAK,
  TEMPLATE,
  UNSEEN,
} from './packed-expressions.ts';
import {
  blockCharactersIn,
  charactersIn,
  dumpedIn,
  escapesIn,
  type Item,
  isText,
  numbersIn,
  registryIn,
} from './packed-items.ts';
import { PlainWriter, type Unpacked } from './plain-writer.ts';
import { resolveReferences } from './references.ts';

/** Writes what the text from `start` to `end` stands for. @returns where to go on, if not at `end` */
type Rewrite = (writer: PlainWriter, start: number, end: number, written: string) => number | undefined;

/** A way in which text is packed. Where two can be read at one place, the first counts. */
interface Form {
  readonly pattern: string;
  readonly rewrite: Rewrite;
}

const FORMS: Readonly<Record<string, Form>> = {
  /** What stands between two parts of a value, or in it, and is nothing. */
  nothing: {
    pattern: [CONTINUED, SOFT_BREAK, FOLD, FOLDED, MARGIN, MARKUP, TEMPLATE, UNSEEN, COLOUR].join('|'),
    rewrite: () => undefined,
  },
  /** Lines of `xxd`, `od` and the like. */
  dump: { pattern: `(?<![^\\n])${DUMP}`, rewrite: put(dumpedIn) },
  /** `NAME=ab"cd"` of a shell. */
  glued: { pattern: GLUED, rewrite: dropQuotes },
  /** Lines of a block scalar of YAML. */
  block: { pattern: FOLD_BLOCK, rewrite: put(blockCharactersIn) },
  /** `"dcba"[::-1]`, `strrev('dcba')`. */
  reversed: { pattern: REVERSED, rewrite: putReversed },
  /** `NAME=3Dvalue` of quoted-printable text. */
  equals: { pattern: EQUALS, rewrite: putEquals },
  /** `["ab", "cd"].join("")`, `concat('ab', 'cd')` and their like in other languages. */
  literals: { pattern: JOINED, rewrite: asString(charactersIn) },
  /** `"ab" + "cd"`, `'ab' || 'cd'`, `"ab" "cd"`. */
  joint: { pattern: JOINT, rewrite: joinLiterals },
  /** `[103, 104]`, `chr(103) . chr(104)`. */
  numbers: { pattern: `${NUMBERS}|${CALLS}`, rewrite: asString(numbersIn) },
  /** `=hex(2):67,00,68,00`. */
  registry: { pattern: REGISTRY, rewrite: putRegistry },
  /** `6768`, `0x6768`, `X'6768'`. */
  hex: { pattern: HEX, rewrite: putHex },
  /** `\x67`, `%67`, `=67`, `&#103;`. */
  escapes: { pattern: ESCAPES, rewrite: putEscapes },
};

const PACKED = new RegExp(
  Object.entries(FORMS)
    .map(([name, { pattern }]) => `(?<${name}>${pattern})`)
    .join('|'),
  'g',
);

/**
 * Rewrites a text as programs read it: escapes become characters, literals that are joined become one, lists of numbers and
 * hexadecimal digits become strings. What nobody sees is dropped.
 * @param text latin1
 * @param hasVariables what they were given is written in their place
 * @returns undefined if there is nothing to rewrite
 */
export function unpack(text: string, hasVariables = false): Unpacked | undefined {
  const resolved = hasVariables ? resolveReferences(text) : undefined;
  if (resolved === undefined) return rewrite(text);
  const { starts, ends } = resolved;
  const rewritten = rewrite(resolved.text.toString('latin1'));
  if (rewritten === undefined) return resolved;
  return {
    text: rewritten.text,
    starts: rewritten.starts.map((at) => starts[at] ?? text.length),
    ends: rewritten.ends.map((at) => ends[at - 1] ?? 0),
  };
}

function rewrite(text: string): Unpacked | undefined {
  let writer: PlainWriter | undefined;
  PACKED.lastIndex = 0;
  for (let match = PACKED.exec(text); match !== null; match = PACKED.exec(text)) {
    const { index: start, 0: written, groups = {} } = match;
    const form = Object.keys(FORMS).find((name) => groups[name] !== undefined) ?? '';
    writer ??= new PlainWriter(text);
    writer.copyTo(start);
    const end = start + written.length;
    const next = FORMS[form]?.rewrite(writer, start, end, written) ?? end;
    writer.skipTo(next);
    PACKED.lastIndex = next;
  }
  return writer?.finish();
}

/** Writes the characters that a text stands for in its place. */
function put(read: (written: string) => readonly Item[]): Rewrite {
  return (writer, start, _end, written) => {
    writer.putAll(read(written), start);
    return undefined;
  };
}

/** Writes escapes; those of what is no text as they are. */
function putEscapes(writer: PlainWriter, start: number, _end: number, written: string): undefined {
  for (const { code, at, length } of escapesIn(written)) {
    if (isText(code)) writer.put(code, start + at, start + at + length);
    else for (let offset = start + at; offset < start + at + length; offset++) putVerbatim(writer, offset);
  }
}

function putVerbatim(writer: PlainWriter, offset: number): void {
  writer.put(writer.text.charCodeAt(offset), offset, offset + 1);
}

/** What stands before a list and belongs to it: constructors, calls and brackets. */
const BEFORE_LIST = new RegExp(
  String.raw`(?:(?:${JOIN})|(?:-join |\{\s{0,24}"type"\s?:\s?"Buffer"\s?,\s{0,24}"data"\s?:\s?|new )?(?:[\w.:&!]|\[\w{0,10}(?:\[\])?\]){0,40}(?:\s{0,24}[[({]){1,3})\s{0,24}$`,
);
const BEFORE_REACH = 100;
/** What closes it. */
const BEHIND_LIST =
  /[\s,]{0,24}(?:[\])}]\s{0,4}){1,3}(?:\.(?:join\([^)]{0,4}\)|(?:decode|toString)\([^)]{0,8}\))|,\s?""\s?\))?/y;
const [QUOTE, APOSTROPHE, EQUALS_SIGN] = [0x22, 0x27, 0x3d];

/** Writes a list as one string, without the call and the brackets around it. */
function asString(read: (written: string) => readonly Item[] | undefined): Rewrite {
  return (writer, start, end, written) => {
    const items = read(written);
    // What is no text stays.
    if (items === undefined) {
      writer.copyTo(end);
      return end;
    }
    const before = BEFORE_LIST.exec(writer.text.slice(Math.max(0, start - BEFORE_REACH), start))?.[0];
    BEHIND_LIST.lastIndex = end;
    const to = before !== undefined && BEHIND_LIST.test(writer.text) ? BEHIND_LIST.lastIndex : end;
    const from = start - (before?.length ?? 0);
    writer.dropFrom(from);
    writer.put(QUOTE, from, start);
    writer.putAll(items, start);
    writer.put(QUOTE, end, to);
    return to;
  };
}

/** Writes the value of a registry as a string. */
function putRegistry(writer: PlainWriter, start: number, end: number, written: string): number {
  const items = registryIn(written);
  if (items === undefined) {
    writer.copyTo(end);
    return end;
  }
  writer.put(EQUALS_SIGN, start, start + 1);
  writer.put(QUOTE, start + 1, start + 1);
  writer.putAll(items, start);
  writer.put(QUOTE, end, end);
  return end;
}

const HEX_PREFIX = /^(?:0[xX]|\\{1,2}x|[xX]')/;

/** Writes hexadecimal digits as a string. */
function putHex(writer: PlainWriter, start: number, end: number, written: string): undefined {
  const prefix = HEX_PREFIX.exec(written)?.[0] ?? '';
  const [opens, isInQuotes] = [prefix.endsWith("'"), /["'`]/.test(writer.text.charAt(start - 1))];
  if (opens) writer.put(APOSTROPHE, start, start + prefix.length);
  else if (!isInQuotes) writer.put(QUOTE, start, start + prefix.length);
  for (let at = start + prefix.length; at < end; at += 2) {
    writer.put(Number.parseInt(writer.text.slice(at, at + 2), 16), at, at + 2);
  }
  if (!opens && !isInQuotes) writer.put(QUOTE, end, end);
}

/** Drops the quotes between two literals. The first closes as it opened. */
function joinLiterals(writer: PlainWriter, start: number, end: number, written: string): undefined {
  const quote = writer.codeAt(start + (/^\\*/.exec(written)?.[0].length ?? 0));
  const next = written.slice(-1);
  if (quote !== next.charCodeAt(0)) writer.closeWith(next, end, quote);
}

/** Writes a literal from its end. */
function putReversed(writer: PlainWriter, start: number, end: number): undefined {
  putVerbatim(writer, start);
  for (let at = end - 2; at > start; at--) writer.put(writer.text.charCodeAt(at), start, end);
  putVerbatim(writer, end - 1);
}

/** Nothing of it ends where the value begins: that is another value now. */
function putEquals(writer: PlainWriter, start: number, _end: number, written: string): undefined {
  writer.put(EQUALS_SIGN, start, start);
  const quote = /["']$/.exec(written)?.[0];
  if (quote !== undefined) writer.put(quote.charCodeAt(0), start, start);
}

/** Drops quotes around a part of a word. */
function dropQuotes(writer: PlainWriter, _start: number, end: number, quote: string): undefined {
  writer.closeWith(quote, end, undefined);
}
