import { relative, resolve, sep } from 'node:path';

/**
 * Makes a filter of globs; `include` empty means everything. picomatch is loaded only where there is a glob.
 * @returns whether a path, with POSIX separators, is to be looked at
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
 * What people write as in .gitignore, as picomatch takes it: a pattern without a slash counts at any depth, and a folder
 * stands for all in it.
 */
export function globsOf(patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const anchored = pattern.replace(/\/$/, '');
    const base = anchored.includes('/') ? anchored.replace(/^\//, '') : `**/${anchored}`;
    return [base, `${base}/**`];
  });
}

/** Makes a path relative to `folder` of one relative to `base`. */
export function pathFrom(folder: string, base: string): (path: string) => string {
  if (folder === base) return (path) => path;
  return (path) => relative(folder, resolve(base, path)).replaceAll(sep, '/');
}
