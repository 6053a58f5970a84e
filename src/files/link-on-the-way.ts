import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, sep } from 'node:path';

/**
 * The first symbolic link on the way to a path, its last part included, that somebody else may have put there: one in a
 * repository, or below a folder that is scanned. What is written through it could end anywhere, in another's `~/.bashrc`.
 * A link elsewhere, such as `/tmp` or `/dev/stdout`, is the user's own.
 * @param path absolute, or relative to the current folder of this process
 * @param scanned folders that are not repositories
 */
export function linkOnTheWay(path: string, scanned: readonly string[] = []): string | undefined {
  const full = isAbsolute(path) ? path : process.cwd() + sep + path;
  const roots = scanned.flatMap((folder) => realPath(folder) ?? []);
  const { root } = parse(full);
  let folder = root;
  // Not by `resolve`: to the system, `link/..` is the folder above the one that the link leads to.
  for (const name of full.slice(root.length).split(sep === '/' ? '/' : /[\\/]/)) {
    if (name === '..') folder = dirname(folder);
    if (name === '' || name === '.' || name === '..') continue;
    const next = join(folder, name);
    if (!isLink(next)) {
      folder = next;
      continue;
    }
    if (roots.some((each) => isBelow(each, folder)) || isInRepository(folder)) return next;
    const target = realPath(next);
    if (target === undefined) return undefined;
    folder = target;
  }
  return undefined;
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    // Without the permission to look at it, nothing can be written there.
    return false;
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isBelow(root: string, folder: string): boolean {
  return folder === root || folder.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Whether a folder, or one above it, is the top of a work tree, or a repository itself (gitrepository-layout(5)). */
function isInRepository(folder: string): boolean {
  const has = (name: string) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
  if (has('.git') || (has('HEAD') && has('objects') && has('refs'))) return true;
  const above = dirname(folder);
  return above !== folder && isInRepository(above);
}
