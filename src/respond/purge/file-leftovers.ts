import { statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { namesIn } from '../../git/packs/leftovers.ts';
import { listIgnored, listWorktrees } from '../../git/work-tree.ts';
import { defined } from '../../model/defined.ts';
import { searchFolder } from '../search/file-search.ts';
import { describeNeedles, type Leftover, type Search } from './leftover.ts';
import { remedyForGitFile, remedyForWorkTree } from './remedies.ts';

/** Folders of objects, which are compressed and have been searched already. */
const OBJECTS = /^(?:modules\/.*\/)?objects\/(?:[0-9a-f]{2}|pack|info|incoming-[^/]*|tmp_objdir-[^/]*)$/;

/** Values in the files within `.git`, except those of objects. */
export function findInGitFiles(search: Search, purgeFile: string): Leftover[] {
  const { repository, needles, log, folder } = search;
  const gitFolder = repository.commonDir;
  const isPurgeFile = sameFile(purgeFile);
  const skip = (path: string, isFolder: boolean) =>
    (isFolder && OBJECTS.test(path)) || (!isFolder && isPurgeFile(join(gitFolder, path)));
  const leftovers: Leftover[] = [];
  const submodules = [...new Set(namesIn(join(gitFolder, 'modules')))];
  if (submodules.length > 0) {
    log.notice(`submodules have histories of their own, which were not looked at: ${submodules.join(', ')}`);
  }
  for (const { path, needles: found, line } of searchFolder(needles, gitFolder, skip, log)) {
    const remedy = remedyForGitFile(gitFolder, path, line === undefined, folder);
    leftovers.push(defined({ where: 'git-file', ...describeNeedles(search, found), path, line, remedy }));
  }
  return leftovers;
}

/** Returns a test of whether another path is the same file. */
function sameFile(path: string): (other: string) => boolean {
  const known = statSync(path, { throwIfNoEntry: false });
  return (other) => {
    const stat = known && statSync(other, { throwIfNoEntry: false });
    return stat !== undefined && stat.ino === known?.ino && stat.dev === known.dev;
  };
}

/** Values in the files of the work tree, with ignored ones. */
export async function findInWorkTree(search: Search, purgeFile: string): Promise<Leftover[]> {
  const { repository, needles, log } = search;
  const { root } = repository;
  if (root === undefined) return [];
  const isPurgeFile = sameFile(purgeFile);
  const skip = (path: string, isFolder: boolean) =>
    /(?:^|\/)\.git$/.test(path) || (!isFolder && isPurgeFile(join(root, path)));
  const hits = [...searchFolder(needles, root, skip, log)];
  const ignored = await listIgnored({ ...repository, cwd: root }, [...new Set(hits.map(({ path }) => path))]);
  await noticeWorktrees(search, root);
  return hits.map(({ path, needles: found, line }) => {
    const remedy = remedyForWorkTree(ignored.has(path));
    return defined({ where: 'work-tree', ...describeNeedles(search, found), path, line, remedy });
  });
}

/** Reports other worktrees, which share the objects: their files are not searched. */
async function noticeWorktrees({ repository, log }: Search, root: string): Promise<void> {
  const worktrees = await listWorktrees({ ...repository, cwd: root });
  const others = worktrees.filter((path) => relative(root, path).split(sep)[0] === '..');
  for (const path of others) log.notice(`another worktree, whose files were not looked at: ${path}`);
}
