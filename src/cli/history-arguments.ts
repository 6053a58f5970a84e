import { resolve } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { isFolder } from '../scan/sources/history.ts';

/**
 * `[REPOSITORY] [REVISION...]`: what is a folder is the repository, everything else a revision.
 * @throws HexhoundError E_USAGE for a second folder, E_SOURCE for what was meant to be one
 */
export function readHistoryArguments(
  positionals: readonly string[],
  cwd: string,
): { folder: string | undefined; revisions: readonly string[] } {
  const [folder, another] = positionals.filter((argument) => isFolder(resolve(cwd, argument)));
  if (another !== undefined) throw new HexhoundError('E_USAGE', another, 'one repository at a time');
  const revisions = positionals.filter((argument) => argument !== folder);
  const mistaken = revisions.find((revision) => /^(\.{0,2}|~)\//.test(revision));
  if (mistaken !== undefined) throw new HexhoundError('E_SOURCE', mistaken, 'no such folder');
  return { folder, revisions };
}
