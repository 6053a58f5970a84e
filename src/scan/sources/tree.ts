import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import type { Repository } from '../../git/repository.ts';
import type { GitContext } from '../../git/safety.ts';
import { HexhoundError, systemReason } from '../../model/errors.ts';
import { type Fragment, START } from '../../model/fragment.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { searchFragments } from './fragments.ts';
import { type ListedFile, listFolder, listWorkTree, toPosix } from './list-files.ts';
import { readFile } from './read-file.ts';
import type { Source } from './source.ts';

/**
 * Files as they are on disk. A folder in a git work tree gives what git tracks or would add; another folder everything
 * that its ignore files leave; a file that is named is read whatever ignores it. Reported paths are relative to the
 * current folder.
 * @param paths files and folders; none: the current folder
 */
export function openTree(paths: readonly string[], settings: TreeSettings): Source {
  const { cwd } = settings;
  const targets = paths.length === 0 ? ['.'] : paths;
  const base = () => Promise.resolve(cwd);
  return {
    name: paths.length === 0 ? cwd : paths.join(' '),
    unit: 'files',
    base,
    // Who names several paths asks about those.
    wholeRepository: async () => (targets.length > 1 ? undefined : repositoryAt(settings, targets[0] ?? '.')),
    async search(search) {
      const isWanted = await wantedPaths(settings.paths, base);
      return searchFragments(fragmentsIn(targets, settings, isWanted, search.log), search);
    },
  };
}

type TreeSettings = GitContext & Pick<ScanSettings, 'paths'>;

async function repositoryAt(context: GitContext, path: string): Promise<Repository | undefined> {
  const { findRepositoryAt } = await import('../../git/work-tree.ts');
  return findRepositoryAt(context, path);
}

async function* fragmentsIn(
  targets: readonly string[],
  context: GitContext,
  isWanted: (path: string) => boolean,
  log: ScanLog,
): AsyncGenerator<Fragment> {
  for (const target of targets) {
    try {
      for await (const file of listTarget(context, target, log)) {
        if (isWanted(file.path)) yield* fragmentsOf(file, log);
      }
    } catch (thrown) {
      // One of several that cannot be listed must not keep the others from being scanned.
      if (!(thrown instanceof HexhoundError) || targets.length === 1) throw thrown;
      log.error(thrown.code, target, thrown.message);
    }
  }
}

async function* listTarget(context: GitContext, target: string, log: ScanLog): AsyncGenerator<ListedFile> {
  const full = resolve(context.cwd, target);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat === undefined) throw new HexhoundError('E_SOURCE', target, 'no such file or folder');
  const path = reportedPath(context.cwd, full);
  if (!stat.isDirectory()) {
    yield { open: realpathSync(full), path: path === '' ? basename(full) : path, tracked: false };
    return;
  }
  const { findRepository } = await import('../../git/repository.ts');
  const repository = await findRepository({ ...context, cwd: full });
  if (repository === undefined) {
    yield* listFolder(full, path, log);
    return;
  }
  if (repository.root === undefined) {
    throw new HexhoundError('E_SOURCE', target, 'a bare repository has no files: hexhound history scans it');
  }
  let isEmpty = true;
  for await (const file of listWorkTree({ ...context, cwd: full }, path, log)) {
    isEmpty = false;
    yield file;
  }
  // Whoever names a folder that git ignores, such as node_modules, wants to know what is in it.
  if (isEmpty && realpathSync(full) !== realpathSync(repository.root)) yield* listFolder(full, path, log);
}

/** Relative to where the user stands; absolute for what lies outside. */
function reportedPath(cwd: string, full: string): string {
  const path = relative(cwd, full);
  return toPosix(path.startsWith('..') || isAbsolute(path) ? full : path);
}

/** What one directory entry holds: the bytes of a file, the target of a link; nothing for fifos, sockets and devices. */
function* fragmentsOf(file: ListedFile, log: ScanLog): Generator<Fragment> {
  try {
    const stat = lstatSync(file.open);
    if (stat.isSymbolicLink()) {
      const bytes = readlinkSync(file.open, { encoding: 'buffer' });
      yield { bytes, origin: START, place: { kind: 'link-target', path: file.path } };
      return;
    }
    if (!stat.isFile()) return;
    log.files++;
    for (const piece of readFile(file.open)) {
      log.bytes += piece.bytes.length;
      yield { ...piece, committed: file.tracked, place: { kind: 'file', path: file.path } };
    }
  } catch (thrown) {
    // Deleted, but not from the index, or while we were on the way: there is nothing left to look at.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
    log.error('E_SOURCE', file.path, systemReason(thrown));
  }
}

/** Paths from a list, separated by NUL where there is one, else by newlines. */
export function readList(text: string): string[] {
  return text.split(text.includes('\0') ? '\0' : /\r?\n/).filter((line) => line !== '');
}
