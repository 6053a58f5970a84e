import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isInside } from '../../files/opened-file.ts';
import { readTextFile } from '../../files/read-file.ts';
import { HexhoundError } from '../../model/errors.ts';
import { parseObject } from '../../model/json.ts';

/** Names of configuration files. All are data: no code of a scanned repository is ever run. */
export const CONFIG_FILES: readonly string[] = ['hexhound.yaml', 'hexhound.yml', 'hexhound.json', '.hexhound.yaml'];

/** A "hexhound" section in package.json counts as a configuration file. */
const MANIFEST = 'package.json';

/**
 * Finds the configuration for a folder: the nearest one from there up to the top of the repository; outside of a
 * repository, only one in the folder itself.
 *
 * @param folder absolute
 * @returns its absolute path
 * @throws HexhoundError E_CONFIG if one folder has several, or if it is a link out of the repository
 */
export function findConfig(folder: string): string | undefined {
  const folders = foldersUp(folder);
  for (const candidate of folders) {
    const found = CONFIG_FILES.filter((name) => existsSync(join(candidate, name)));
    if (hasSection(join(candidate, MANIFEST))) found.push(MANIFEST);
    const [name, other] = found;
    if (other !== undefined) {
      const shown = relative(folder, candidate) || '.';
      throw new HexhoundError('E_CONFIG', shown, `has several configurations, keep one: ${found.join(', ')}`);
    }
    if (name === undefined) continue;
    const path = join(candidate, name);
    if (isInside(folders.at(-1) ?? candidate, path)) return path;
    throw new HexhoundError('E_CONFIG', relative(folder, path), 'is a link that leads out of this repository');
  }
  return undefined;
}

/**
 * The folders from this one up to the top of its repository: the one with `.git`, which is a folder or, in linked worktrees
 * and submodules, a file. Outside of a repository, only the folder itself.
 */
export function foldersUp(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    folders.push(at);
    if (existsSync(join(at, '.git'))) return folders;
    if (dirname(at) === at) return [folder];
  }
}

function hasSection(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  const text = readTextFile(manifest, MANIFEST);
  // What is no JSON, npm could not read either.
  return text.includes('"hexhound"') && 'hexhound' in (parseObject(text) ?? {});
}
