/**
 * A token of a small lexer for text in any language. Escapes are decoded: `{\"key\": \"`, `key%3D`, `&quot;key&quot;` and
 * `\u0022key` give the tokens that they stand for.
 */
export interface Token {
  /** `member` joins two words to one path: `.`, `::`, `->`, `?.`, and PHP's backslash. */
  readonly kind: 'word' | 'quote' | 'space' | 'line' | 'member' | 'mark';
  /** With escapes decoded; a quote is `"`, `'` or a backtick, a line break `\n`, any other blank one space. */
  readonly text: string;
  /** Where it begins and ends in the given text. */
  readonly start: number;
  readonly end: number;
}

const MEMBERS: ReadonlySet<string> = new Set(['.', '::', '->', '?.', '\\']);
/** By first character, longest first. */
const LONG_MARKS: ReadonlyMap<string, readonly string[]> = byFirst(
  '${{ === !== #{ ${ :: -> => <- ?. || && ?? ?: := ?= :- == != // /* */'.split(' '),
);
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
  nbsp: ' ',
};
/** UTF-8 sequences, seen as latin1, that people use for an ASCII mark: curly quotes, full-width colon and equals sign, no-break space. */
const LOOKALIKES: readonly (readonly [string, string])[] = [
  ['\xe2\x80\x98', "'"],
  ['\xe2\x80\x99', "'"],
  ['\xe2\x80\x9c', '"'],
  ['\xe2\x80\x9d', '"'],
  ['\xef\xbc\x9a', ':'],
  ['\xef\xbc\x9d', '='],
  ['\xef\xbb\xbf', ' '],
  ['\xc2\xa0', ' '],
];

/** Splits `text` (latin1) into tokens, without gaps, from its first character to its last. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    at = endOfWord(text, start);
    if (at > start) {
      tokens.push({ kind: 'word', text: text.slice(start, at), start, end: at });
      continue;
    }
    const long = longMark(text, start);
    if (long !== undefined) {
      at = start + long.length;
      tokens.push({ kind: MEMBERS.has(long) ? 'member' : 'mark', text: long, start, end: at });
      continue;
    }
    const read = readEscape(text, start);
    const char = read?.text ?? text.charAt(start);
    at = start + (read?.length ?? 1);
    if (char === '\n' || char === '\r') {
      tokens.push({ kind: 'line', text: '\n', start, end: at });
    } else if (char === '"' || char === "'" || char === '`') {
      tokens.push({ kind: 'quote', text: char, start, end: at });
    } else if (char <= ' ') {
      while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at++;
      tokens.push({ kind: 'space', text: ' ', start, end: at });
    } else {
      tokens.push({ kind: MEMBERS.has(char) ? 'member' : 'mark', text: char, start, end: at });
    }
  }
  return tokens;
}

const TAB = 9;
const SPACE = 32;
const DOLLAR = 36;
const HYPHEN = 45;
const BRACE = 123;

const OUTSIDE = 0;
const INSIDE = 1;
const LETTER = 2;
/** A dollar sign, unless a brace follows; a byte of UTF-8, unless it begins a look-alike. */
const PERHAPS = 3;

/** Whether a byte can be part of a word. */
const WORD_BYTES = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code === DOLLAR || LOOKALIKES.some(([bytes]) => bytes.charCodeAt(0) === code)) return PERHAPS;
  if (code >= 0x80) return INSIDE;
  const char = String.fromCharCode(code);
  return /[A-Za-z]/.test(char) ? LETTER : /[0-9_]/.test(char) ? INSIDE : OUTSIDE;
});

/** End of the word that begins at `start`; `start` if there is none. Hyphens inside belong to it, and the one or two of a flag. */
function endOfWord(text: string, start: number): number {
  let at = start;
  if (text.charCodeAt(at) === HYPHEN) {
    if (isWordAt(text, at - 1)) return start;
    while (text.charCodeAt(at) === HYPHEN && at < start + 2) at++;
    if (WORD_BYTES[text.charCodeAt(at)] !== LETTER) return start;
  }
  for (; at < text.length; at++) {
    const part = WORD_BYTES[text.charCodeAt(at)];
    if (part === INSIDE || part === LETTER) continue;
    const isHyphen = text.charCodeAt(at) === HYPHEN && at > start && isWordAt(text, at + 1);
    if (!isHyphen && !(part === PERHAPS && isWordAt(text, at))) break;
  }
  return at;
}

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const part = WORD_BYTES[code] ?? OUTSIDE;
  if (part !== PERHAPS) return part !== OUTSIDE;
  return code === DOLLAR ? text.charCodeAt(at + 1) !== BRACE : lookalike(text, at) === undefined;
}

function longMark(text: string, at: number): string | undefined {
  const ways = LONG_MARKS.get(text.charAt(at));
  return ways?.find((mark) => text.startsWith(mark, at));
}

/** The character that the escape at `at` stands for: `\"`, `\n`, `\/`, `\x22`, `\u0022`, `%22`, `&quot;`, `&#34;`, `&#x22;`. */
function readEscape(text: string, at: number): { text: string; length: number } | undefined {
  const first = text.charAt(at);
  if (first === '\\') return readBackslash(text, at);
  if (first === '%') {
    const code = Number.parseInt(/^%([0-9a-fA-F]{2})/.exec(text.slice(at, at + 3))?.[1] ?? '', 16);
    return isMark(code) ? { text: String.fromCharCode(code), length: 3 } : undefined;
  }
  if (first === '&') return readEntity(text, at);
  const meant = first >= '\x80' ? lookalike(text, at) : undefined;
  return meant && { text: meant[1], length: meant[0].length };
}

/** There are several backslashes before a quote where strings are nested. */
function readBackslash(text: string, at: number): { text: string; length: number } | undefined {
  const [all, quote, letter, hex] =
    /^\\+(?:(["'`/])|([nrt])|(?:x|u00)([2-7][0-9a-fA-F]))/.exec(text.slice(at, at + 12)) ?? [];
  if (all === undefined) return undefined;
  if (quote !== undefined) return { text: quote, length: all.length };
  if (letter !== undefined) return { text: letter === 't' ? ' ' : '\n', length: all.length };
  const code = Number.parseInt(hex ?? '', 16);
  return isMark(code) ? { text: String.fromCharCode(code), length: all.length } : undefined;
}

function readEntity(text: string, at: number): { text: string; length: number } | undefined {
  const entity = /^&(?:#(\d{2,3})|#x([0-9a-fA-F]{2})|([a-z]{2,4}));/.exec(text.slice(at, at + 7));
  if (entity === null) return undefined;
  const [all, decimal, hex, name] = entity;
  if (name !== undefined) return name in ENTITIES ? { text: ENTITIES[name] ?? '', length: all.length } : undefined;
  const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
  return { text: String.fromCharCode(code), length: all.length };
}

/** Blanks and punctuation are decoded; an escaped letter or digit is left as it is. */
function isMark(code: number): boolean {
  return code === 10 || code === 13 || (code >= SPACE && code < 127 && !/[A-Za-z0-9]/.test(String.fromCharCode(code)));
}

function lookalike(text: string, at: number): readonly [string, string] | undefined {
  return LOOKALIKES.find(([bytes]) => text.startsWith(bytes, at));
}

function byFirst(marks: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const mark of marks) groups.set(mark.charAt(0), [...(groups.get(mark.charAt(0)) ?? []), mark]);
  return groups;
}
