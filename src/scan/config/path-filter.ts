import { relative, resolve, sep } from 'node:path';
import { HexhoundError } from '../../model/errors.ts';
import { Glob } from '../../syntax/glob.ts';

/**
 * Makes a filter from globs; an empty `include` means everything.
 * @throws HexhoundError E_USAGE for a glob that is too complex
 * @returns whether a path, with POSIX separators, is scanned
 */
export function pathFilter(include: readonly string[], exclude: readonly string[]): (path: string) => boolean {
  if (include.length === 0 && exclude.length === 0) return () => true;
  const included = include.length === 0 ? () => true : matcherOf(include);
  const excluded = matcherOf(exclude);
  return (path) => included(path) && !excluded(path);
}

/**
 * Whether a path matches one of some patterns as in .gitignore: one without a slash matches at any depth, and one of a folder
 * also matches all files in it.
 * @throws HexhoundError E_USAGE
 */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const globs = patterns.map((pattern) => {
    const problem = problemOf(pattern);
    if (problem !== undefined) throw new HexhoundError('E_USAGE', pattern.slice(0, LONGEST_SHOWN), problem);
    return new Glob(globOf(pattern));
  });
  return (path) => globs.some((glob) => glob.matches(path));
}

/** What is wrong with a pattern, as half a sentence. */
export function problemOf(pattern: string): string | undefined {
  try {
    new Glob(globOf(pattern));
    return undefined;
  } catch (thrown) {
    if (thrown instanceof RangeError) return thrown.message;
    throw thrown;
  }
}

/** Characters of a pattern in a message. */
const LONGEST_SHOWN = 64;

function globOf(pattern: string): string {
  const anchored = pattern.replace(/^\.\//, '/').replace(/\/$/, '');
  return `${anchored.includes('/') ? anchored.replace(/^\//, '') : `**/${anchored}`}/**`;
}

/** Turns paths relative to `base` into paths relative to `folder`. */
export function pathFrom(folder: string, base: string): (path: string) => string {
  if (folder === base) return (path) => path;
  return (path) => relative(folder, resolve(base, path)).replaceAll(sep, '/');
}
