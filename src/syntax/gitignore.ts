/** The work that matching may still make: a step is one character of a path at one place of a pattern. */
export interface Steps {
  left: number;
}

/** A character; `?`; a class such as `[a-z]`; `*`; or what `**` stands for: any text, or any folders. */
type Token = number | Class | typeof ANY | typeof STAR | typeof DEEP | typeof FOLDERS | typeof IN_FOLDERS;

/** Whether each byte is in it. */
type Class = readonly boolean[];

const ANY = '?';
const STAR = '*';
const DEEP = '**';
/** `FOLDERS` is no folder, or goes on as `IN_FOLDERS`, up to any slash. */
const FOLDERS = '**/';
const IN_FOLDERS = '.../';

const SLASH = 0x2f;

interface Pattern {
  readonly isNegated: boolean;
  /** Matches folders only. */
  readonly isFolder: boolean;
  /** Is about the last part of a path. */
  readonly isName: boolean;
  /** The beginning without special characters. */
  readonly prefix: string;
  /** What is behind it. */
  readonly rest: string;
  /** `rest`, once it was needed; `null`: it matches nothing. */
  tokens?: readonly Token[] | null;
}

/**
 * The patterns of a `.gitignore` (gitignore(5); git's dir.c and wildmatch.c say the rest). Not turned into regular expressions:
 * one could be written to run for ever. Texts are bytes (latin1), as for git.
 */
export class IgnorePatterns {
  readonly #patterns: readonly Pattern[];
  readonly #steps: Steps;

  constructor(text: string, steps: Steps) {
    this.#patterns = text
      .replace(/^\xef\xbb\xbf/, '')
      .split('\n')
      .flatMap((line) => patternOf(line) ?? [])
      .reverse();
    this.#steps = steps;
  }

  /**
   * @param path relative to the folder of the file
   * @returns whether the path is ignored; undefined if no pattern matches it, or no steps are left. What is in an ignored folder
   *   is not asked about
   */
  ignores(path: string, isFolder: boolean): boolean | undefined {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = this.#patterns.find(
      (pattern) => (isFolder || !pattern.isFolder) && this.#matches(pattern, pattern.isName ? name : path),
    );
    return this.#steps.left <= 0 ? undefined : found && !found.isNegated;
  }

  #matches(pattern: Pattern, text: string): boolean {
    if (--this.#steps.left <= 0) return false;
    if (!text.startsWith(pattern.prefix)) return false;
    if (pattern.rest === '') return text.length === pattern.prefix.length;
    pattern.tokens ??= tokensOf(pattern.rest, pattern.isName);
    return pattern.tokens !== null && this.#matchesTokens(pattern.tokens, text, pattern.prefix.length);
  }

  /** Follows all ways to match at once, so that there is no way back to try the others. */
  #matchesTokens(tokens: readonly Token[], text: string, from: number): boolean {
    const last = tokens.at(-1);
    if (typeof last === 'number' && text.charCodeAt(text.length - 1) !== last) return false;
    let places: number[] = [];
    enter(tokens, 0, places);
    for (let at = from; at < text.length && places.length > 0; at++) {
      const byte = text.charCodeAt(at);
      const next: number[] = [];
      for (const place of places) {
        const token = tokens[place];
        if (token === undefined || !takes(token, byte)) continue;
        if (isMany(token)) enter(tokens, place, next);
        if (!isMany(token) || (token === IN_FOLDERS && byte === SLASH)) enter(tokens, place + 1, next);
      }
      this.#steps.left -= places.length;
      if (this.#steps.left <= 0) return false;
      places = next;
    }
    return places.includes(tokens.length);
  }
}

function takes(token: Token, byte: number): boolean {
  if (typeof token === 'number') return token === byte;
  if (typeof token !== 'string') return token[byte] === true && byte !== SLASH;
  if (token === ANY || token === STAR) return byte !== SLASH;
  return token !== FOLDERS;
}

function isMany(token: Token): boolean {
  return token === STAR || token === DEEP || token === IN_FOLDERS;
}

/**
 * Adds a place, and those behind it that can be reached without a character. Places are added in order, so one that is there
 * already is among the last.
 */
function enter(tokens: readonly Token[], place: number, places: number[]): void {
  if (places.includes(place, -4)) return;
  places.push(place);
  const token = tokens[place];
  if (token === STAR || token === DEEP) enter(tokens, place + 1, places);
  if (token !== FOLDERS) return;
  enter(tokens, place + 1, places);
  enter(tokens, place + 2, places);
}

/** @returns undefined for a line that is none */
function patternOf(line: string): Pattern | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  let text = withoutSpaces(line.replace(/\r$/, ''));
  const isNegated = text.startsWith('!');
  if (isNegated) text = text.slice(1);
  const isFolder = text.endsWith('/');
  if (isFolder) text = text.slice(0, -1);
  if (text === '') return undefined;
  const isName = !text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  const special = text.search(/[*?[\\]/);
  const end = special < 0 ? text.length : special;
  return { isNegated, isFolder, isName, prefix: text.slice(0, end), rest: text.slice(end) };
}

/** Without the spaces at the end, unless a backslash is before them. */
function withoutSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  let slashes = 0;
  while (line[end - 1 - slashes] === '\\') slashes++;
  return line.slice(0, end + (slashes % 2));
}

/** @returns null for what matches nothing: a class without an end, a backslash before nothing */
function tokensOf(text: string, isName: boolean): Token[] | null {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '*') {
      const start = at;
      while (text[at + 1] === '*') at++;
      const isPart = (start === 0 || text[start - 1] === '/') && (at + 1 === text.length || text[at + 1] === '/');
      if (isName || start === at || !isPart) tokens.push(STAR);
      else if (at + 1 === text.length) tokens.push(DEEP);
      else {
        if (tokens.at(-1) !== IN_FOLDERS) tokens.push(FOLDERS, IN_FOLDERS);
        at++;
      }
    } else if (character === '[') {
      const found = classAt(text, at);
      if (found === null) return null;
      tokens.push(found.bytes);
      at = found.end;
    } else if (character === '?') tokens.push(ANY);
    else if (character === '\\' && ++at === text.length) return null;
    else tokens.push(text.charCodeAt(at));
  }
  return tokens;
}

const NAMED: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are
  cntrl: /[\0-\x1f\x7f]/,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** The class that begins at `start`. @returns null if it has no end, or a name that nobody knows */
function classAt(text: string, start: number): { readonly bytes: Class; readonly end: number } | null {
  const isNegated = /[!^]/.test(text[start + 1] ?? '');
  const first = start + (isNegated ? 2 : 1);
  const bytes = new Array<boolean>(256).fill(false);
  let before: number | undefined;
  for (let at = first; at < text.length; at++) {
    if (text[at] === ']' && at > first) {
      return { bytes: isNegated ? bytes.map((is) => !is) : bytes, end: at };
    }
    const [named, name = ''] = text[at] === '[' ? (/^\[:([^\]]*):\]/.exec(text.slice(at, at + 16)) ?? []) : [];
    if (named !== undefined) {
      const pattern = NAMED[name];
      if (pattern === undefined) return null;
      for (let byte = 0; byte < 256; byte++) bytes[byte] ||= pattern.test(String.fromCharCode(byte));
      at += named.length - 1;
      before = undefined;
    } else if (text[at] === '-' && before !== undefined && at + 1 < text.length && text[at + 1] !== ']') {
      at++;
      if (text[at] === '\\') at++;
      for (let byte = before; byte <= text.charCodeAt(at); byte++) bytes[byte] = true;
      before = undefined;
    } else {
      if (text[at] === '\\') at++;
      before = text.charCodeAt(at);
      bytes[before] = true;
    }
  }
  return null;
}
