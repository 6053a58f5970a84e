import { existsSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Repository } from '../../git/repository.ts';
import type { GitContext } from '../../git/safety.ts';
import { HexhoundError, systemReason } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { shownTyped } from '../file-rules/typed-text.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { GitFolders, listGitFolder } from './git-folder.ts';
import { type ListedFile, listFolder, listWorkTree, reportedPath } from './list-files.ts';
import type { Source } from './source.ts';
import { expandTarget } from './targets.ts';
import { searchFiles } from './tree/threads.ts';

/**
 * Files as they are on disk. A folder in a git work tree gives the files that git tracks or would add, and of a whole
 * repository what lies in its `.git`; another folder all files that its ignore files do not ignore. A file that is named is
 * read even if it is ignored. Reported paths are relative to the current folder.
 * @param paths files and folders; if empty, the current folder
 * @param targets what is scanned instead of an empty list
 */
export function openTree(paths: readonly string[], settings: TreeSettings, targets = orHere(paths)): Source {
  const { cwd } = settings;
  const base = () => Promise.resolve(cwd);
  return {
    name: paths.length === 0 ? cwd : paths.map((path) => shownTarget(cwd, path)).join(' '),
    unit: 'files',
    base,
    // Several paths are not a repository as a whole.
    wholeRepository: async () => (targets.length > 1 ? undefined : repositoryAt(settings, targets[0] ?? '.')),
    trace: (findings) => traceIn(targets[0] ?? '.', settings, findings),
    async search(search) {
      const isWanted = await wantedPaths(settings.paths, base);
      const detection = { ...search.detection, watchComments: settings.namesUnusedComments ?? false };
      const files = listTargets(targets, settings, isWanted, search.log);
      return searchFiles(files, { ...search, detection }, settings.jobs);
    },
  };
}

function orHere(paths: readonly string[]): readonly string[] {
  return paths.length === 0 ? ['.'] : paths;
}

interface TreeSettings extends GitContext, Pick<ScanSettings, 'paths' | 'jobs'> {
  /** Name inline comments that leave nothing out. */
  readonly namesUnusedComments?: boolean;
}

async function repositoryAt(context: GitContext, path: string): Promise<Repository | undefined> {
  const { findRepositoryAt } = await import('../../git/work-tree.ts');
  return findRepositoryAt(context, path);
}

/** The findings with how far they have got in the repository of the first target. */
async function traceIn(
  target: string,
  { cwd, env }: GitContext,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const [{ findRepository }, { ifGitTells, spreadInFiles }] = await Promise.all([
    import('../../git/repository.ts'),
    import('./spread.ts'),
  ]);
  return ifGitTells(findings, async () => {
    // One of several targets may be no path at all: then nothing is known.
    const stat = statOf(resolve(cwd, target), target);
    const full = realpathSync(resolve(cwd, target));
    const repository = await findRepository({ cwd: stat.isDirectory() ? full : dirname(full), env });
    if (repository?.root === undefined) return findings;
    const root = realpathSync(repository.root);
    const from = realpathSync(cwd);
    return spreadInFiles({ cwd: root, env }, findings, (path) => pathIn(root, resolve(from, path)));
  });
}

/** The path of a file relative to the top of a repository; undefined outside, and in a repository in it: a submodule. */
function pathIn(root: string, file: string): string | undefined {
  const path = relative(root, file);
  if (path.startsWith('..') || isAbsolute(path)) return undefined;
  for (let folder = dirname(file); folder.length > root.length; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return undefined;
  }
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** The files of all targets that are to be scanned. */
async function* listTargets(
  targets: readonly string[],
  context: GitContext,
  isWanted: (path: string) => boolean,
  log: ScanLog,
): AsyncGenerator<ListedFile> {
  const gitFolders = new GitFolders(context.cwd, log);
  for (const target of targets) {
    try {
      for (const path of await expandTarget(context.cwd, target)) {
        for await (const file of listTarget(context, path, gitFolders, log)) if (isWanted(file.path)) yield file;
      }
    } catch (thrown) {
      // If one of several targets cannot be listed, the others are still scanned.
      if (!(thrown instanceof HexhoundError) || targets.length === 1) throw thrown;
      log.error(thrown.code, shownTarget(context.cwd, target), thrown.message);
    }
  }
}

async function* listTarget(
  context: GitContext,
  target: string,
  gitFolders: GitFolders,
  log: ScanLog,
): AsyncGenerator<ListedFile> {
  const named = resolve(context.cwd, target);
  const stat = statOf(named, target);
  const path = reportedPath(context.cwd, named);
  // Links on the way to a target are the user's own; none below it is followed.
  const full = realpathSync.native(named);
  if (!stat.isDirectory()) {
    yield { open: full, path: path === '' ? basename(named) : path, tracked: false };
    return;
  }
  const { findRepository } = await import('../../git/repository.ts');
  const repository = await findRepository({ ...context, cwd: full });
  if (repository === undefined) {
    yield* listFolder(full, path, log, gitFolders);
    return;
  }
  if (repository.root === undefined) {
    yield* listWithoutWorkTree(repository, { full, path, target }, gitFolders, log);
    return;
  }
  const isWhole = full === realpathSync.native(repository.root);
  let isEmpty = true;
  for await (const file of listWorkTree({ ...context, cwd: full }, path, log, gitFolders)) {
    isEmpty = false;
    yield file;
  }
  if (isWhole) yield* gitFolders.ofOpened(repository);
  // A folder that git ignores, such as node_modules, is scanned if it is named.
  else if (isEmpty) yield* listFolder(full, path, log, gitFolders);
}

/**
 * A folder in `.git`; or a bare repository, of which everything but its objects is read.
 * @throws HexhoundError E_SOURCE for a folder whose repository has its files elsewhere
 */
async function* listWithoutWorkTree(
  repository: Repository,
  { full, path, target }: { readonly full: string; readonly path: string; readonly target: string },
  gitFolders: GitFolders,
  log: ScanLog,
): AsyncGenerator<ListedFile> {
  const { askGit } = await import('../../git/ask.ts');
  const answer = await askGit(repository, ['rev-parse', '--is-bare-repository', '--is-inside-git-dir']);
  if (answer.startsWith('true')) {
    log.error('E_SOURCE', target, 'a bare repository has no files: hexhound history scans it');
    yield* gitFolders.ofOpened(repository);
  } else if (answer === 'false\ntrue') yield* listGitFolder(full, path, log);
  else
    throw new HexhoundError('E_SOURCE', target, 'core.worktree in its .git/config says that its files are elsewhere');
}

/** A target as messages name it. What is not there may be no path, but a key. */
function shownTarget(cwd: string, target: string): string {
  return existsSync(resolve(cwd, target)) ? target : shownTyped(target);
}

/**
 * What a path leads to: a folder or a regular file. Anything else could be waited for without an end.
 * @throws HexhoundError E_SOURCE
 */
function statOf(full: string, target: string): Stats {
  if (target === '')
    throw new HexhoundError('E_SOURCE', "''", 'the path is empty: is a variable of the shell not set?');
  let stat: Stats | undefined;
  try {
    stat = statSync(full, { throwIfNoEntry: false });
  } catch (cause) {
    throw new HexhoundError('E_SOURCE', shownTyped(target), systemReason(cause), { cause });
  }
  if (stat === undefined) throw new HexhoundError('E_SOURCE', shownTyped(target), 'no such file or folder');
  if (stat.isDirectory() || stat.isFile()) return stat;
  const what = stat.isFIFO() ? 'a pipe' : stat.isSocket() ? 'a socket' : 'a device';
  const advice = stat.isFIFO() ? ': hexhound stdin reads from pipes' : '';
  throw new HexhoundError('E_SOURCE', target, `is ${what} and no file${advice}`);
}

/** Reads a list of paths, separated by NUL if there is one in it, else by newlines. */
export function readList(text: string): string[] {
  return text.split(text.includes('\0') ? '\0' : /\r?\n/).filter((line) => line !== '');
}
