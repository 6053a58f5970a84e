/**
 * Wildcards in patterns for paths: `*`, `?`, `[a-z]`, `[!a-z]`, `[[:alpha:]]`, a backslash before a character that stands
 * for itself, and `**` for any number of folders (gitignore(5); git's wildmatch.c). Not turned into regular expressions: one
 * could be written to run for ever. Here the time is bounded by the length of the pattern times that of the path.
 */

/** What each part of a path must be, in order. */
export type PathPattern = readonly (PartPattern | typeof FOLDERS)[];

type PartPattern = readonly Token[];

/** One element of a part: a character, `?`, `*`, or a class (`[a-z]`). */
type Token = string | typeof ANY | typeof STAR | typeof STARS | CharacterClass;

interface CharacterClass {
  readonly ranges: readonly (readonly [low: string, high: string])[];
  readonly isNegated: boolean;
}

const ANY = Symbol('?');
/** Any characters of one part. */
export const STAR = Symbol('*');
const STARS = Symbol('**');
/** Any number of parts: a part that is nothing but `**`. */
export const FOLDERS = '**';

/**
 * Reads a pattern.
 * @param broken what to do about a `[` without an end, a class with an unknown name, or a backslash at the end
 * @returns undefined if the pattern is broken and so matches nothing
 */
export function readPattern(text: string, broken: 'stands for itself' | 'matches nothing'): PathPattern | undefined {
  const parts: Token[][] = [[]];
  for (let at = 0; at < text.length; at++) {
    const part = parts.at(-1);
    let token: Token = text.charAt(at);
    let length = 1;
    if (token === '[') {
      const [whole = '', sign, content = ''] = CLASS.exec(text.slice(at)) ?? [];
      const ranges = rangesOf(content);
      if (ranges !== undefined) [token, length] = [{ ranges, isNegated: sign !== undefined }, whole.length];
      else if (broken === 'matches nothing') return undefined;
    } else if (token === '\\') {
      if (at + 1 < text.length) [token, length] = [text.charAt(at + 1), 2];
      else if (broken === 'matches nothing') return undefined;
    } else if (token === '*') {
      while (text[at + length] === '*') length++;
      token = length === 1 ? STAR : STARS;
    } else if (token === '?') token = ANY;
    if (token === '/') parts.push([]);
    else part?.push(token);
    at += length - 1;
  }
  const read = parts.map((part) => (part.length === 1 && part[0] === STARS ? FOLDERS : part.map(toStar)));
  return read.filter((part, at) => part !== FOLDERS || read[at - 1] !== FOLDERS);
}

function toStar(token: Token): Token {
  return token === STARS ? STAR : token;
}

/** One element of a class. A `]` at its beginning is one of the characters. */
const ITEM = String.raw`\[:[^\]]{0,12}:\]|\\.|(?!\[:[^\]]{0,12}:\])`;
const CLASS = new RegExp(String.raw`^\[(?:([!^])|(?![!^]))((?:${ITEM}[^\\])(?:${ITEM}[^\]\\]){0,2000})\]`, 's');
const RANGE = /\[:([^\]]{0,12}):\]|(\\.|[^\\])(?:-(\\.|[^\\]))?/gs;

/** The ranges of the classes that have a name, as pairs of characters (POSIX.1-2024, XBD 7.3.1). */
const NAMED: Readonly<Record<string, string>> = {
  alnum: '09AZaz',
  alpha: 'AZaz',
  blank: '\t\t  ',
  cntrl: '\0\x1f\x7f\x7f',
  digit: '09',
  graph: '!~',
  lower: 'az',
  print: ' ~',
  punct: '!/:@[`{~',
  space: '\t\r  ',
  upper: 'AZ',
  xdigit: '09AFaf',
};

/** @returns undefined for no content, or for a name that is not known */
function rangesOf(content: string): CharacterClass['ranges'] | undefined {
  const ranges: [string, string][] = [];
  for (const [, name, low = '', high = low] of content.matchAll(RANGE)) {
    // The first of a range is in it even if the last comes before it.
    const pairs = name === undefined ? bare(low) + bare(low) + bare(low) + bare(high) : NAMED[name];
    if (pairs === undefined) return undefined;
    for (let at = 0; at < pairs.length; at += 2) ranges.push([pairs.charAt(at), pairs.charAt(at + 1)]);
  }
  return ranges.length === 0 ? undefined : ranges;
}

function bare(character: string): string {
  return character.replace(/^\\(?=.)/s, '');
}

/**
 * Whether a pattern matches a path with slashes.
 * @param goOn is called for each character that is compared; where it says no, nothing matches
 */
export function matchesPath(pattern: PathPattern, path: string, goOn = () => true): boolean {
  const last = pattern.at(-1)?.at(-1);
  if (pattern.at(-1) !== FOLDERS && typeof last === 'string' && !path.endsWith(last)) return false;
  const matchesOne = (token: Token, character: string) => goOn() && matchesCharacter(token, character);
  const matchesPart = (part: PathPattern[number], text: string) =>
    part !== FOLDERS && matchesList(part, text, (token) => token === STAR, matchesOne);
  return matchesList(pattern, path.split('/'), (part) => part === FOLDERS, matchesPart);
}

/**
 * Whether a list of patterns, of which some stand for any number of items, matches a list of items. If it fails behind such a
 * pattern, that takes one item more; those before it need not change (Kirk J. Krauss, Matching wildcards, 2008).
 */
function matchesList<P, I>(
  patterns: readonly P[],
  items: ArrayLike<I>,
  isMany: (pattern: P) => boolean,
  matchesOne: (pattern: P, item: I) => boolean,
): boolean {
  let [pattern, item, many, taken] = [0, 0, -1, 0];
  while (item < items.length) {
    const current = patterns[pattern];
    if (current !== undefined && isMany(current)) {
      many = pattern++;
      taken = item;
    } else if (current !== undefined && matchesOne(current, items[item] as I)) {
      pattern++;
      item++;
    } else if (many >= 0) {
      pattern = many + 1;
      item = ++taken;
    } else return false;
  }
  while (pattern < patterns.length && isMany(patterns[pattern] as P)) pattern++;
  return pattern === patterns.length;
}

function matchesCharacter(token: Token, character: string): boolean {
  if (typeof token === 'string') return token === character;
  if (typeof token === 'symbol') return token === ANY;
  return token.ranges.some(([low, high]) => low <= character && character <= high) !== token.isNegated;
}
