import { posix } from 'node:path';

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Of the last part of a path; lower case, without the dot; empty where there is none. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The folder that a path is in; `''` is the top one. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** The folders that a path is in, the nearest first; the last is the top one, `''`. */
export function* foldersAbove(path: string): Generator<string> {
  for (let at = path; at !== ''; ) {
    at = folderOf(at);
    yield at;
  }
}

/** A path as a folder sees it, `''` being the top one; undefined for what is not in it. */
export function pathWithin(folder: string, path: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/**
 * A path that a compose file or a workflow states, relative to the root; the root is `''`.
 * @param folder that it is relative to
 * @returns undefined for what is not in the project: addresses, absolute paths, variables without a default
 */
export function statedPath(folder: string, stated: string): string | undefined {
  const path = stated
    .trim()
    .replace(/\$\{\w+:?-([^${}]*)\}/g, '$1')
    .replace(/^\$\{\{\s*github\.workspace\s*\}\}\/?/, './');
  if (/^(?:\/|~|[a-z]+:|git@)/i.test(path) || path.includes('$')) return undefined;
  const joined = posix.join(folder, path).replace(/\/$/, '');
  if (joined === '..' || joined.startsWith('../')) return undefined;
  return joined === '.' ? '' : joined;
}
