import { posix } from 'node:path';

/** The last part of a path. Paths have slashes, and the root is `''`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The extension of a file in lower case, without the dot; empty where there is none. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The folder that a path is in. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** The folders that a path is in, from the nearest to the root. */
export function* foldersAbove(path: string): Generator<string> {
  for (let at = path; at !== ''; ) {
    at = folderOf(at);
    yield at;
  }
}

/** A path relative to a folder; undefined for what is not in it. */
export function pathWithin(folder: string, path: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/**
 * A path in a compose file or a workflow, made relative to the root.
 * @param folder that the stated path is relative to
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
