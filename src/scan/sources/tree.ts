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
import { PieceReader } from './read-pieces.ts';
import type { Source } from './source.ts';

/**
 * Files as they are on disk. A folder in a git work tree gives the files that git tracks or would add; another folder all
 * files that its ignore files do not ignore. A file that is named is read even if it is ignored. Reported paths are
 * relative to the current folder.
 * @param paths files and folders; if empty, the current folder
 */
export function openTree(paths: readonly string[], settings: TreeSettings): Source {
  const { cwd } = settings;
  const targets = paths.length === 0 ? ['.'] : paths;
  const base = () => Promise.resolve(cwd);
  return {
    name: paths.length === 0 ? cwd : paths.join(' '),
    unit: 'files',
    base,
    // Several paths are not a repository as a whole.
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
  const reader = new PieceReader();
  for (const target of targets) {
    try {
      for await (const file of listTarget(context, target, log)) {
        if (isWanted(file.path)) yield* fragmentsOf(file, reader, log);
      }
    } catch (thrown) {
      // If one of several targets cannot be listed, the others are still scanned.
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
  // A folder that git ignores, such as node_modules, is scanned if it is named.
  if (isEmpty && realpathSync(full) !== realpathSync(repository.root)) yield* listFolder(full, path, log);
}

/** Relative to the current folder; absolute for paths outside of it. */
function reportedPath(cwd: string, full: string): string {
  const path = relative(cwd, full);
  return toPosix(path.startsWith('..') || isAbsolute(path) ? full : path);
}

/** The bytes of a file or the target of a link; nothing for fifos, sockets and devices. */
function* fragmentsOf(file: ListedFile, reader: PieceReader, log: ScanLog): Generator<Fragment> {
  try {
    const stat = lstatSync(file.open);
    if (stat.isSymbolicLink()) {
      const bytes = readlinkSync(file.open, { encoding: 'buffer' });
      yield { bytes, origin: START, place: { kind: 'link-target', path: file.path } };
      return;
    }
    if (!stat.isFile()) return;
    log.files++;
    for (const piece of reader.read(file.open)) {
      log.bytes += piece.bytes.length;
      yield { ...piece, committed: file.tracked, place: { kind: 'file', path: file.path } };
    }
  } catch (thrown) {
    // Deleted, but not from the index, or deleted during the scan.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return;
    log.error('E_SOURCE', file.path, systemReason(thrown));
  }
}

/** Reads a list of paths, separated by NUL if there is one in it, else by newlines. */
export function readList(text: string): string[] {
  return text.split(text.includes('\0') ? '\0' : /\r?\n/).filter((line) => line !== '');
}
