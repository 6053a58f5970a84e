import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askGit } from './ask.ts';
import { listGitlinks } from './index-files.ts';
import { namesIn } from './packs/leftovers.ts';
import { openRepository, type Repository } from './repository.ts';
import { type GitContext, withoutHookVariables } from './safety.ts';

/** A submodule: a repository in a folder of another one (gitsubmodules(7)). */
export interface Submodule {
  /** Where it is, or would be, in the other one's work tree; of one that is checked out nowhere, the folder in .git. */
  readonly path: string;
  /** Undefined for one that was never fetched. */
  readonly gitDir: string | undefined;
}

/** Names of submodules are paths, with few slashes in them. */
const MAX_DEPTH = 16;

/**
 * The submodules of a repository: those that git keeps in .git/modules, of other branches too; those of the index; not those of
 * submodules.
 * @param root of the work tree; undefined for one that is checked out nowhere
 */
export async function listSubmodules(repository: Repository, root: string | undefined): Promise<Submodule[]> {
  const found = new Map<string, Submodule>();
  for (const parent of new Set([repository.commonDir, repository.gitDir])) {
    for (const { gitDir, name } of gitDirsIn(join(parent, 'modules'), '')) {
      const path = (await pathOf(gitDir, root, repository)) ?? `.git/modules/${name}`;
      found.set(path, { path, gitDir });
    }
  }
  for (const path of await gitlinksOf(repository)) {
    const own = root === undefined ? undefined : join(root, path, '.git');
    if (own !== undefined && isFolder(own)) found.set(path, { path, gitDir: own });
    else if (!found.has(path)) found.set(path, { path, gitDir: undefined });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A mirror has no index, and git takes longer to say so than its scan takes. */
async function gitlinksOf({ root, cwd, gitDir, env }: Repository): Promise<string[]> {
  if (env.GIT_INDEX_FILE === undefined && !existsSync(join(gitDir, 'index'))) return [];
  return listGitlinks({ env, cwd: root ?? cwd });
}

/** Opens a submodule by its own folder of git: it may be checked out nowhere. */
export async function openSubmodule(gitDir: string, { env }: GitContext): Promise<Repository> {
  // The work tree that it names may be gone. Git wants one that is there.
  const own = { ...withoutHookVariables(env), GIT_DIR: gitDir, GIT_WORK_TREE: gitDir };
  return { ...(await openRepository({ cwd: gitDir, env: own })), root: undefined };
}

function gitDirsIn(folder: string, name: string, depth = 0): { gitDir: string; name: string }[] {
  return namesIn(folder).flatMap((each) => {
    const gitDir = join(folder, each);
    const full = name === '' ? each : `${name}/${each}`;
    if (isFolder(join(gitDir, 'objects')) && namesIn(gitDir).includes('HEAD')) return [{ gitDir, name: full }];
    return isFolder(gitDir) && depth < MAX_DEPTH ? gitDirsIn(gitDir, full, depth + 1) : [];
  });
}

/** Where in the work tree a submodule is, as its configuration says; undefined for a path outside, and without one. */
async function pathOf(gitDir: string, root: string | undefined, context: GitContext): Promise<string | undefined> {
  if (root === undefined) return undefined;
  const file = join(gitDir, 'config');
  // Whoever opens the submodule reports what is wrong with its configuration.
  const config = await askGit(context, ['config', '--file', file, '--get', 'core.worktree']).catch(() => '');
  const path = resolve(realpathSync(gitDir), config);
  return config !== '' && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
