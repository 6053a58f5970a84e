import { resolve } from 'node:path';
import { isFolder } from '../files/is-folder.ts';
import { HexhoundError } from '../model/errors.ts';
import { refuseAddresses } from './address.ts';

/**
 * Reads `[REPOSITORY] [REVISION...]`: an argument that names a folder is the repository, all others are revisions.
 * @throws HexhoundError E_USAGE for a second folder, and for the address of a repository on a server; E_SOURCE for a path such as `./x` if there is no such folder
 */
export function readHistoryArguments(
  positionals: readonly string[],
  cwd: string,
): { folder: string | undefined; revisions: readonly string[] } {
  const [folder, another] = positionals.filter((argument) => isFolder(resolve(cwd, argument)));
  if (another !== undefined) throw new HexhoundError('E_USAGE', another, 'one repository at a time');
  const revisions = positionals.filter((argument) => argument !== folder);
  refuseAddresses(revisions, cwd);
  const missing = revisions.find((revision) => /^(\.{0,2}|~)\//.test(revision));
  if (missing !== undefined) throw new HexhoundError('E_SOURCE', missing, 'no such folder');
  return { folder, revisions };
}
