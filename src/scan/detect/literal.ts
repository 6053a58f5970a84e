import { drawnBits } from '../verdict/randomness.ts';

/** Offsets in a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
  /** Without quotes, in code: it may be a name. */
  readonly bare?: true;
  /** It is one of several pairs in a string: `"host=db password=value"`. */
  readonly inPairs?: true;
}

/** The longest value that is looked at. */
const LONGEST = 1000;
/** The shortest. */
export const SHORTEST = 4;

/** Schemes of the header Authorization, as configurations and programs write them. */
export const SCHEMES = 'bearer|basic|token|oauth|apikey|ntlm';

/** What ends a value without quotes in code, and what may follow it there. A bracket after it means a call. */
const UNQUOTED = new RegExp(
  String.raw`(?![=!~])(?:(?!%26)[^\s"'\x60\\<>;,(){}[\]|&]){${SHORTEST},${LONGEST}}(?=[\s;,)}\]<&|"'\x60]|\\[nr"]|%26|$)`,
  'y',
);
/** A value without quotes that ends its line: there may be anything in it. */
const SETTING = new RegExp(
  String.raw`[^\s"'\x60][^\s]{${SHORTEST - 2},${LONGEST - 2}}[^\s;,](?=[;,]?(?:[ \t]+[#;\\].*|[ \t]+//.*|[ \t]*)(?:[\r\n]|$))`,
  'y',
);
/** Another setting behind a comma or a colon: `--set a.password=value,b.password=value`. A `=` at the end is base64's. */
export const NEXT_PAIR = /[,:][A-Za-z][A-Za-z.]{3,40}=[^=\s].*$/;
/** A line of several words, as far as a comment. */
const SENTENCE = /[^\s"'\x60]\S*(?: \S+){1,6}?(?=[ \t]*(?:[ \t]#[^\r\n]*)?(?:[\r\n]|$))/y;
/** A word in running text, without the mark behind it. */
const SPOKEN = /[^\s"'\x60]\S{2,}[^\s"'\x60.,;:!?)]/y;
/** A name with a bracket behind it, or a member: `request.password)`, `load(`. */
const CODE = /[A-Za-z_$]+(?:(?:\.|::|->)[A-Za-z_$]+)*[()[\]{}]/y;
/** A call with plain arguments: `int(rand()*4+1)`. */
const CALL = /[A-Za-z_]\w+\((?:[\w$.,*+ ]|\(\))*\)/y;
/** The value of a pair, by the quote around the pairs. */
const [IN_DOUBLE, IN_SINGLE] = [/^[^\s"]+?(?=,?[\s"])/, /^[^\s']+?(?=,?[\s'])/];
/** Bits of `drawnBits` from which on a text is no code, whatever marks stand in it. */
const SURELY_DRAWN = 10;
/** Where text of XML ends. */
const ELEMENT_END = /[^<>]*?(?=\s*<\/)/y;

/** Pairs in a string: `"host=db user=app password=value"`. */
const PAIRS = /(["'])\s?(?:[a-z_]+\s?=\s?[^\s"'=]{0,80}\s+)+[a-z_]*\s?=\s?$/i;

/** A string that begins with the scheme of a header: `'Bearer value'`. */
const BEFORE_SCHEME = new RegExp(`(["'])(?:${SCHEMES}) $`, 'i');

/** What stands around a literal without quotes. */
export interface LiteralContext {
  /** Whether its name begins its line, so that all up to the line's end may belong to it. */
  readonly isSetting?: () => boolean;
  /** The quote before the name, if it stands in a string with its value: `"NAME=value"`. */
  readonly outer?: string;
  /** The string is an item of a list in YAML: all of it is the value. */
  readonly isItem?: boolean;
  /** What stands before the text. */
  readonly before?: string;
  /** The value stands in running text. */
  readonly isSentence?: boolean;
  /** What stands behind the name is no code, even if it looks so: of a constant's `NAME=`, a flag, a query. */
  readonly isData?: boolean;
}

/**
 * Reads the literal at `start`: up to its closing quote if a quote stands before it, or else up to what ends a value without.
 * @returns offsets in the text; undefined if there is none, or if it is too short or too long
 */
export function readLiteral(text: string, start: number, context: LiteralContext = {}): Range | undefined {
  const { isSetting, isData = false } = context;
  const bracket = BRACKETS.exec(text.slice(Math.max(0, start - 24), start))?.[0].trimEnd();
  if (bracket !== undefined) return readBracketed(text, start, closingOf(bracket));
  const quote = text.charAt(start - 1);
  if (isQuote(quote)) return readInner(text, readQuoted(text, start, quote));
  if (quote === ';') return readEntityQuoted(text, start);
  if (quote === '>' && text.charAt(start - 2) !== '=') return readElement(text, start);
  const outer =
    (quote === ' ' ? BEFORE_SCHEME.exec(text.slice(Math.max(0, start - 8), start))?.[1] : undefined) ?? context.outer;
  if (outer === '"' || outer === "'") {
    const end = text.indexOf(outer, start);
    // The quotes around the pair may have backslashes.
    const inner = end < 0 ? '' : text.slice(start, end).replace(/\\+$/, '');
    // Behind `name=`, another pair may follow; behind `name: ` none does.
    const others = quote === ' ' ? /\s/ : /[\s&]/;
    if (inner.length >= SHORTEST && inner.length <= LONGEST && (context.isItem === true || !others.test(inner)))
      return firstOf(text, start, start + inner.length);
  }
  if (context.isSentence !== true && matches(SETTING, text, start) && isSetting?.() === true) {
    const range = firstOf(text, start, SETTING.lastIndex);
    const isCode = !isData && matches(CODE, text, start);
    if (!isCode || (range && drawnBits(text.slice(start, range.end)) > SURELY_DRAWN)) return range;
  }
  const isLine = isSetting?.() === true && !matches(CALL, text, start);
  const drawn = context.isSentence === true ? SPOKEN : isLine ? SENTENCE : undefined;
  if (drawn !== undefined && matches(drawn, text, start) && isManyMarks(text.slice(start, drawn.lastIndex)))
    return { start, end: drawn.lastIndex };
  const pairs = context.before === undefined ? undefined : PAIRS.exec(context.before + text.slice(0, start))?.[1];
  if (pairs !== undefined) {
    const value = (pairs === '"' ? IN_DOUBLE : IN_SINGLE).exec(text.slice(start))?.[0] ?? '';
    if (value.length >= SHORTEST && value.length <= LONGEST) return { start, end: start + value.length, inPairs: true };
  }
  const range = readUnquoted(text, start, context.isSentence);
  return range && isData ? { start, end: range.end } : range;
}

/** Whether a character begins and ends strings. */
export function isQuote(char: string): boolean {
  return char === '"' || char === "'" || char === '`';
}

/** What stands before a string in code, and what behind it. */
const BEFORE_STRING = /(?:[=(:,+[{!&|?;]|(?:^|[^\w$])(?:throw|return|case|in|of|else|typeof|echo|print|puts))\s*$/;
const BEHIND_STRING = /^\s?[+.,;)\]}&|?:]/;

/**
 * Whether the quote before a value ends the string that its name stands in: `throw "wrong password: "+text`.
 * @param before what stands before the text
 */
export function endsString(before: string, text: string, start: number): boolean {
  if (!BEHIND_STRING.test(text.slice(start, start + 2))) return false;
  const quote = /\\*["'`]$/.exec(text.slice(Math.max(0, start - 8), start))?.[0] ?? '';
  const lead = before + text.slice(0, start - quote.length);
  const open = quote === '' ? -1 : lead.lastIndexOf(quote);
  const inner = lead.slice(open + quote.length);
  // What follows a quote that ends a string is a mark of code.
  return open > 0 && /^[\w/&?#<[ -][^\r\n]*$/.test(inner) && BEFORE_STRING.test(lead.slice(0, open));
}

/** Whether a program has drawn a text from all characters, perhaps blanks among them: no word of a sentence is in it. */
function isManyMarks(text: string): boolean {
  if (new Set(text.replace(/[\w\s\x80-\xff]/g, '')).size < LEAST_MARKS) return false;
  const words = text.split(' ');
  const isOne = words.length === 1;
  return (
    (isOne || words.every((word) => (word.length < LONG_WORD ? !WORD.test(word) : MARK.test(word)))) &&
    drawnBits(text) >= (isOne ? 0 : SURELY_DRAWN)
  );
}

const LEAST_MARKS = 4;
const LONG_WORD = 5;
/** A short word, and a mark that stands in no path, option or base64. */
const [WORD, MARK] = [/^[A-Za-z][a-z]+[.,;:]?$/, /[^\w./=:+-]/];

/** Quotes of few languages: `q{`, `%q(`, `[[`, three quotes, a mark of XML, with a line break behind some. */
const BRACKETS = /(?:\bq[qw]?[{([]|%[qQ]?[({[]|\[=?\[|"{3}|'{3}|<!\[CDATA\[)\s*$/;
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

function closingOf(opening: string): string {
  if (opening.startsWith('<')) return ']]>';
  if (opening.startsWith('[')) return opening.replaceAll('[', ']');
  return CLOSING[opening.slice(-1)] ?? opening;
}

function readBracketed(text: string, start: number, closing: string): Range | undefined {
  const end = text.indexOf(closing, start);
  const value = end < 0 ? '' : text.slice(start, end).trimEnd();
  const isValue = value.length >= SHORTEST && value.length <= LONGEST && !/[\r\n]/.test(value);
  return isValue ? { start, end: start + value.length } : undefined;
}

/** Without quotes in the quotes: `'"value"'`, `"\"value\""`, `"&quot;value&quot;"`, as what writes code has them. */
function readInner(text: string, range: Range | undefined): Range | undefined {
  const inner = range && /^(\\?["']|&(?:quot|apos|#3[49]);)([^"'\\&]+)\1$/.exec(text.slice(range.start, range.end));
  const [, quote = '', value = ''] = inner ?? [];
  if (range === undefined || value.length < SHORTEST) return range;
  return { start: range.start + quote.length, end: range.start + quote.length + value.length };
}

/**
 * What may stand around a value within its literal: the scheme of a header, Spring's and Dovecot's mark of a password without a
 * digest; escaped ends of lines and strings.
 */
const [LEADING, TRAILING] = [
  /^(?:(?:bearer|basic|token|oauth|apikey) +(?=\S{8,}$)|token=\\?["']?|\{(?:noop|plain|cleartext)\})+/i,
  /(?<!\\)(?:\\[nr0]|\\x0[0ad])+$/i,
];
/** Without quotes, behind a colon in a text: emphasis, brackets. */
const AROUND = /^(?:(\*{1,2})(?=.+\1$)|\[(?=.+\]$))/;
/** A user before the password, in the value of such a name. */
const [LOGIN, BEFORE_PASSWORD] = [
  /(?:credentials?|creds|logins?|accounts?)$/i,
  /^[A-Za-z][\w.@+-]{1,40}\/(?=[^\s/]{6,}$)/,
];

/**
 * The value alone, without what its literal has around it.
 * @param lead the text before it
 * @param next the character behind it
 * @param name what it is the value of
 */
export function narrow(value: string, lead: string, next: string, name: string): Range {
  const isQuoted = isQuote(lead.slice(-1));
  const isText = !isQuoted && lead.endsWith(': ');
  let start = LEADING.exec(value)?.[0].length ?? 0;
  let { length: end } = value;
  if (isQuote(next)) end -= TRAILING.exec(value)?.[0].length ?? 0;
  if (isText) {
    const around = AROUND.exec(value)?.[0].length ?? 0;
    start += around;
    end -= around;
  }
  if (LOGIN.test(name)) start += BEFORE_PASSWORD.exec(value.slice(start, end))?.[0].length ?? 0;
  // The fragment of a URL.
  const hash = /[?&][\w.-]{1,60}=$/.test(lead) ? value.indexOf('#') : -1;
  if (hash > 0) return { start: 0, end: hash };
  return end - start < SHORTEST ? { start: 0, end: value.length } : { start, end };
}

/** There are backslashes before the quote in a string within a string; the closing quote has as many. */
function readQuoted(text: string, start: number, quote: string): Range | undefined {
  let escapes = 0;
  while (text.charAt(start - 2 - escapes) === '\\') escapes++;
  let backslashes = 0;
  for (let at = start; at < text.length && at - start <= LONGEST; at++) {
    const char = text.charAt(at);
    if (char === '\n' || char === '\r') return undefined;
    if (char === quote && (escapes === 0 ? backslashes % 2 === 0 : backslashes <= escapes)) {
      const end = at - (escapes === 0 ? 0 : backslashes);
      return end - start < SHORTEST ? undefined : { start, end };
    }
    backslashes = char === '\\' ? backslashes + 1 : 0;
  }
  return undefined;
}

const ENTITY_QUOTE = /&(?:quot|apos|#3[49]|#x2[27]);$/;

function readEntityQuoted(text: string, start: number): Range | undefined {
  const entity = ENTITY_QUOTE.exec(text.slice(Math.max(0, start - 6), start))?.[0];
  const end = entity === undefined ? -1 : text.indexOf(entity, start);
  if (end < start + SHORTEST || end > start + LONGEST || /[\r\n]/.test(text.slice(start, end))) return undefined;
  return { start, end };
}

function readElement(text: string, start: number): Range | undefined {
  const end = matches(ELEMENT_END, text, start) ? ELEMENT_END.lastIndex : -1;
  if (end >= start + SHORTEST && end <= start + LONGEST && !/[\r\n]/.test(text.slice(start, end)))
    return { start, end };
  return readUnquoted(text, start);
}

function readUnquoted(text: string, start: number, isSentence = false): Range | undefined {
  UNQUOTED.lastIndex = start;
  const word = UNQUOTED.exec(text)?.[0];
  const value = isSentence ? word?.replace(/[.,:!?]$/, '') : word;
  const range = value === undefined ? undefined : firstOf(text, start, start + value.length);
  return range && { ...range, bare: true };
}

/** The value up to the next pair, if there is one in it. */
function firstOf(text: string, start: number, to: number): Range | undefined {
  const next = NEXT_PAIR.exec(text.slice(start, to))?.[0].length ?? 0;
  return to - next - start < SHORTEST ? undefined : { start, end: to - next };
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
