import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import type { GitContext } from '../../git/safety.ts';
import { HexhoundError, messageOf } from '../../model/errors.ts';
import { type Fragment, START } from '../../model/fragment.ts';
import type { SourceLog } from '../../model/log.ts';
import { type ListedFile, listFolder, listWorkTree, toPosix } from './list-files.ts';
import { readFile } from './read-file.ts';
import type { Source } from './source.ts';

export interface TreeOptions {
  /** Files and folders, relative to `context.cwd`. */
  readonly targets: readonly string[];
  /** Whether a path (as it would be reported) is to be looked at. */
  readonly wanted: (path: string) => boolean;
}

/**
 * Files as they are on disk. A folder in a git work tree gives what git tracks or would add; another folder everything
 * that its ignore files leave; a file that is named is read whatever ignores it. Reported paths are relative to
 * `context.cwd`.
 */
export function treeSource(context: GitContext, options: TreeOptions, log: SourceLog): Source {
  return {
    async *fragments(): AsyncGenerator<Fragment> {
      for (const target of options.targets) {
        try {
          for await (const file of listTarget(context, target, log)) {
            if (options.wanted(file.path)) yield* fragmentsOf(file, log);
          }
        } catch (thrown) {
          // One of several that cannot be listed must not keep the others from being scanned.
          if (!(thrown instanceof HexhoundError) || options.targets.length === 1) throw thrown;
          log.error(thrown.code, target, thrown.message);
        }
      }
    },
  };
}

async function* listTarget(context: GitContext, target: string, log: SourceLog): AsyncGenerator<ListedFile> {
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
function* fragmentsOf(file: ListedFile, log: SourceLog): Generator<Fragment> {
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
    log.error('E_SOURCE', file.path, readableReason(thrown));
  }
}

/** `permission denied` instead of `EACCES: permission denied, open '/home/...'`. */
function readableReason(thrown: unknown): string {
  const message = messageOf(thrown);
  return /^[A-Z0-9]+: ([^,]+), /.exec(message)?.[1] ?? message;
}

/** Paths from a list, separated by NUL where there is one, else by newlines. */
export function readList(text: string): string[] {
  return text.split(text.includes('\0') ? '\0' : /\r?\n/).filter((line) => line !== '');
}
