import { relative } from 'node:path';
import { join } from 'node:path/posix';
import { listLeftovers, namesIn } from '../../../git/packs/leftovers.ts';
import type { Repository } from '../../../git/repository.ts';
import type { ScanLog } from '../../../model/scan-log.ts';

/** Folders in .git with contents that are no objects, and what wrote them (gitrepository-layout(5)). */
const FOLDERS = {
  'lost-found':
    'files that git fsck --lost-found wrote, of objects that may be gone since: hexhound scan looks at them',
  'rr-cache': 'conflicts that git rerere remembers, with lines of both sides: hexhound scan looks at them',
} as const;

/**
 * Says what of a repository is not looked at, though it is there. The decisions, in one place:
 *
 * - a pack without an index has objects that nobody can read before `git index-pack`: an error; one that only a multi-pack index
 *   has: an error where git lists the objects
 * - objects and packs of another hash than the repository says it has (extensions.objectFormat), which git ignores: an error
 * - alternates that are not there, or nested too deep for git: an error (`listObjectFolders`)
 * - what git was writing when it was killed, or is writing now, and a push that is not accepted: named as left out
 * - lost-found and rr-cache, at which `hexhound scan` looks: named as left out
 * - objects that an index or a multi-pack index has and no pack: an error for each that something leads to (`reportMissing`)
 * - promised objects of a partial clone: an error for each that something leads to; .promisor files hold none themselves
 * - .keep, .rev, .bitmap, .mtimes files, commit graphs: about objects, without any content of their own
 */
export function reportLeftovers(
  repository: Repository,
  folders: readonly string[],
  isReadByGit: boolean,
  log: ScanLog,
): void {
  for (const { path, kind } of listLeftovers(folders, repository.hashBytes, log.report)) {
    if (kind === 'unfinished') {
      log.leaveOut('leftover', shown(repository, path), 'git was writing it when it was stopped, or still is');
    } else if (kind === 'other hash') {
      log.error('E_GIT', path, 'is named by another hash than the repository says it has: nobody reads such objects');
    } else if (kind === 'unindexed pack' || isReadByGit)
      log.error('E_GIT', path, 'has no index, so that nobody can read what is in it: git index-pack makes one');
  }
  for (const [name, what] of Object.entries(FOLDERS)) {
    const path = join(repository.commonDir, name);
    if (namesIn(path).length > 0) log.leaveOut('leftover', shown(repository, path), what);
  }
}

function shown({ root, cwd }: Repository, path: string): string {
  const inside = relative(root ?? cwd, path);
  return inside.startsWith('..') ? path : inside;
}
