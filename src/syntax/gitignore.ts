import { FOLDERS, matchesPath, type PathPattern, readPattern, STAR } from './wildcards.ts';

/** The work that matching may still make: a step is one character of a path at one place of a pattern. */
export interface Steps {
  left: number;
}

interface Pattern {
  readonly isNegated: boolean;
  /** Matches folders only. */
  readonly isFolder: boolean;
  /** Is about the last part of a path. */
  readonly isName: boolean;
  /** The beginning without special characters. */
  readonly prefix: string;
  /** What is behind it. Git reads it by itself: for `a**`, `**` is at the beginning. */
  readonly rest: string;
  /** `rest`, once it was needed; `null`: it matches nothing. */
  wildcards?: PathPattern | null;
}

/**
 * The patterns of a `.gitignore` (gitignore(5); git's dir.c says the rest). Texts are bytes (latin1), as for git.
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
    const goOn = () => --this.#steps.left > 0;
    if (!goOn() || !text.startsWith(pattern.prefix)) return false;
    if (pattern.rest === '') return text.length === pattern.prefix.length;
    pattern.wildcards ??= wildcardsOf(pattern.rest);
    return pattern.wildcards !== null && matchesPath(pattern.wildcards, text.slice(pattern.prefix.length), goOn);
  }
}

/** @returns undefined for an empty line and a comment */
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

/** `a/**` matches what is in the folder, not the folder itself. */
function wildcardsOf(text: string): PathPattern | null {
  const pattern = readPattern(text, 'matches nothing');
  if (pattern === undefined) return null;
  return pattern.length > 1 && pattern.at(-1) === FOLDERS ? [...pattern.slice(0, -1), [STAR], FOLDERS] : pattern;
}
