/** One alternative of a pattern: what each part of a path must be. `**` stands for any number of parts. */
type Alternative = readonly (PartPattern | '**')[];

/** One element of a part: a character, `?`, `*`, or a class (`[a-z]`). */
type Token = string | typeof ANY | typeof STAR | CharacterClass;

type PartPattern = readonly Token[];

interface CharacterClass {
  readonly ranges: readonly (readonly [low: string, high: string])[];
  readonly negated: boolean;
}

const ANY = Symbol('?');
const STAR = Symbol('*');

const LONGEST = 2048;
/** Groups of bash and others, which would silently match nothing. */
const EXTENDED = /(?<!\\)[@+!?*]\(/;
/** Alternatives that braces make. */
const MOST_ALTERNATIVES = 64;

/**
 * A glob for paths with slashes: `*`, `?`, `[a-z]`, `[!a-z]`, `**`, `{a,b}`, and a backslash before a character that stands
 * for itself. Not turned into a regular expression: one could be written to run for ever. Here the time is bounded by the
 * length of the pattern times that of the path.
 */
export class Glob {
  readonly #alternatives: readonly Alternative[];

  /** @throws RangeError if it is longer, or has more alternatives in braces, than anybody writes, or has groups; half a sentence */
  constructor(pattern: string) {
    if (pattern.length > LONGEST) throw new RangeError(`is longer than ${LONGEST} characters`);
    if (EXTENDED.test(pattern)) throw new RangeError('has a group such as +(a|b), where only {a,b} is supported');
    this.#alternatives = expandBraces(pattern).map((text) =>
      text.split('/').map((part) => (part === '**' ? '**' : tokensOf(part))),
    );
  }

  matches(path: string): boolean {
    const parts = path.split('/');
    return this.#alternatives.some((alternative) =>
      matchesList(alternative, parts, (pattern) => pattern === '**', matchesPart),
    );
  }
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

function matchesPart(pattern: PartPattern | '**', part: string): boolean {
  return pattern !== '**' && matchesList(pattern, part, (token) => token === STAR, matchesCharacter);
}

function matchesCharacter(token: Token, character: string): boolean {
  if (typeof token === 'string') return token === character;
  if (typeof token === 'symbol') return token === ANY;
  return token.ranges.some(([low, high]) => low <= character && character <= high) !== token.negated;
}

function tokensOf(part: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < part.length; at++) {
    const character = part.charAt(at);
    const found = character === '[' ? CLASS.exec(part.slice(at)) : null;
    if (found !== null) {
      const [whole, sign, content = ''] = found;
      const ranges = Array.from(
        content.matchAll(RANGE),
        ([, low = '', high = low]) => [bare(low), bare(high)] as const,
      );
      tokens.push({ ranges, negated: sign !== '' });
      at += whole.length - 1;
    } else if (character === '\\' && at + 1 < part.length) tokens.push(part.charAt(++at));
    else if (character === '*') {
      if (tokens.at(-1) !== STAR) tokens.push(STAR);
    } else tokens.push(character === '?' ? ANY : character);
  }
  return tokens;
}

/** A `]` at the beginning is one of the characters. */
const CLASS = /^\[([!^]?)((?:\\.|[^\\])(?:\\.|[^\]\\])*)\]/s;
const RANGE = /(\\.|[^\\])(?:-(\\.|[^\\]))?/gs;

function bare(character: string): string {
  return character.replace(/^\\(?=.)/s, '');
}

/** `a{b,c{d,e}}` as `ab`, `acd`, `ace`. Braces without a comma or an end stand for themselves. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = firstBraces(next);
    if (braces === undefined) done.push(next);
    else {
      const [before, after] = [next.slice(0, braces.from), next.slice(braces.to)];
      open.push(...braces.choices.map((choice) => before + choice + after));
    }
    if (done.length + open.length > MOST_ALTERNATIVES) {
      throw new RangeError(`stands for more than ${MOST_ALTERNATIVES} patterns`);
    }
  }
  return done;
}

interface Braces {
  readonly from: number;
  readonly to: number;
  readonly choices: readonly string[];
}

/** The braces with a comma that end first; those around them are expanded later. */
function firstBraces(pattern: string): Braces | undefined {
  const open: { from: number; commas: number[] }[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '\\') at++;
    else if (character === '{') open.push({ from: at, commas: [] });
    else if (character === ',') open.at(-1)?.commas.push(at);
    else if (character === '}') {
      const braces = open.pop();
      if (braces === undefined || braces.commas.length === 0) continue;
      const ends = [...braces.commas, at];
      const choices = ends.map((end, index) => pattern.slice((ends[index - 1] ?? braces.from) + 1, end));
      return { from: braces.from, to: at + 1, choices };
    }
  }
  return undefined;
}
