import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../model/hashing.ts';

/** Folders below the named one: `HOST/OWNER/NAME`. */
const DEEPEST = 3;

/** Paths of the repositories in a folder, sorted; links are not followed. The folder itself, if it is one. */
export function findClones(folder: string, depth = 0): string[] {
  if (gitFolderOf(folder) !== undefined) return [folder];
  if (depth === DEEPEST) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => findClones(join(folder, name), depth + 1))
    .sort();
}

/** Where the objects and refs of a clone are; `.git` for a file that says where; undefined if it is none. */
function gitFolderOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return join(folder, '.git');
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(folder, name))) ? folder : undefined;
}

/**
 * What tells whether a clone on this disk has changed: of each folder of git and each file of it that is no object, the size and
 * when it was written. An object is never changed, and a new one changes its folder.
 *
 * @returns undefined where objects lie elsewhere, too: a linked work tree, alternates
 */
export function clonesDigest(folder: string): string | undefined {
  const top = gitFolderOf(folder);
  if (top === undefined || !statSync(top).isDirectory()) return undefined;
  if (existsSync(join(top, 'objects/info/alternates')) || existsSync(join(top, 'commondir'))) return undefined;
  const lines: string[] = [];
  const visit = (path: string, isObjects: boolean) => {
    const { mtimeNs, ctimeNs, size } = statSync(path, { bigint: true });
    lines.push(`${path}\0${mtimeNs}\0${ctimeNs}\0${size}`);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) visit(inner, isObjects || (path === top && entry.name === 'objects'));
      else if (!isObjects && entry.isFile()) {
        const file = statSync(inner, { bigint: true });
        lines.push(`${inner}\0${file.mtimeNs}\0${file.ctimeNs}\0${file.size}`);
      }
    }
  };
  visit(top, false);
  return sha256(lines.sort().join('\n'));
}
