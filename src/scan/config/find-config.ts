import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readTextFile } from '../../files/read-file.ts';
import { HexhoundError } from '../../model/errors.ts';

/** Names of configuration files. All are data: nothing that a repository holds is ever run. */
export const CONFIG_FILES: readonly string[] = ['hexhound.yaml', 'hexhound.yml', 'hexhound.json', '.hexhound.yaml'];

/** A "hexhound" section in package.json counts like a file of its own. */
const MANIFEST = 'package.json';

/**
 * The configuration that holds in a folder: the nearest one from there up to the top of the repository; outside of one,
 * only the folder itself is looked at.
 *
 * @param folder absolute
 * @returns its absolute path
 * @throws HexhoundError E_CONFIG when one folder has several
 */
export function findConfig(folder: string): string | undefined {
  for (const candidate of foldersUp(folder)) {
    const found = CONFIG_FILES.filter((name) => existsSync(join(candidate, name)));
    if (hasSection(join(candidate, MANIFEST))) found.push(MANIFEST);
    const [name, other] = found;
    if (other !== undefined) {
      const shown = relative(folder, candidate) || '.';
      throw new HexhoundError('E_CONFIG', shown, `has several configurations, keep one: ${found.join(', ')}`);
    }
    if (name !== undefined) return join(candidate, name);
  }
  return undefined;
}

/**
 * From a folder to the top of its repository: the one that holds `.git`, a folder or, in linked worktrees and
 * submodules, a file. Outside of one, the folder alone.
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
  if (!text.includes('"hexhound"')) return false;
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && 'hexhound' in data;
  } catch {
    // No package.json that npm would read either.
    return false;
  }
}
