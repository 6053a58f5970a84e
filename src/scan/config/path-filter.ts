import { relative, resolve, sep } from 'node:path';

/**
 * Makes a filter from globs; an empty `include` means everything. Loads picomatch only if there is a glob.
 * @returns whether a path, with POSIX separators, is scanned
 */
export async function pathFilter(
  include: readonly string[],
  exclude: readonly string[],
): Promise<(path: string) => boolean> {
  if (include.length === 0 && exclude.length === 0) return () => true;
  const { default: picomatch } = await import('picomatch');
  const compile = (globs: readonly string[]) => picomatch(globsOf(globs), { dot: true });
  const included = include.length === 0 ? () => true : compile(include);
  const excluded = exclude.length === 0 ? () => false : compile(exclude);
  return (path) => included(path) && !excluded(path);
}

/**
 * Turns patterns as in .gitignore into globs for picomatch: one without a slash matches at any depth, and one of a folder
 * also matches all files in it.
 */
export function globsOf(patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const anchored = pattern.replace(/\/$/, '');
    const base = anchored.includes('/') ? anchored.replace(/^\//, '') : `**/${anchored}`;
    return [base, `${base}/**`];
  });
}

/** Turns paths relative to `base` into paths relative to `folder`. */
export function pathFrom(folder: string, base: string): (path: string) => string {
  if (folder === base) return (path) => path;
  return (path) => relative(folder, resolve(base, path)).replaceAll(sep, '/');
}
