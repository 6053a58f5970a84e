import { accessSync, constants, lstatSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { MIB, readSmallFile } from '../../files/read-file.ts';
import { decodePath } from '../../git/path.ts';
import { recordsOf, startGit } from '../../git/run.ts';
import { type GitContext, withoutHookVariables } from '../../git/safety.ts';
import { messageOf } from '../../model/errors.ts';
import type { ScanLog } from '../../model/scan-log.ts';

/** A file to read: how to open it, and the path to report. */
export interface ListedFile {
  /** The path to open: raw bytes if a name is not UTF-8. */
  readonly open: string | Buffer;
  /** The path to report: relative to the scanned root, POSIX separators. */
  readonly path: string;
  readonly tracked: boolean;
  /** It lies in `.git`. */
  readonly inGit?: true;
}

/** Lists what lies in `.git`. */
export interface GitFileLister {
  /** Of the repository at `context.cwd`. */
  ofRepository(context: GitContext): AsyncIterable<ListedFile>;
  /** Of a folder that nobody has asked git about. */
  ofFolder(folder: string): Iterable<ListedFile>;
}

const GITLINK = '160000';

/**
 * The files of a work tree under `context.cwd`: tracked ones, and untracked ones that are not ignored. Nested
 * repositories and populated submodules are listed in the same way, with their own ignore files. What only configuration
 * hides that is not committed is counted in the log.
 * @param prefix put before each reported path: the path of this folder in the scanned root
 * @param gitFiles for nested repositories, which are listed as a whole
 */
export async function* listWorkTree(
  context: GitContext,
  prefix: string,
  log: ScanLog,
  gitFiles?: GitFileLister,
): AsyncGenerator<ListedFile> {
  const nested: string[] = [];
  const seen = new Set<string>();

  // `<mode> SP <oid> SP <stage> TAB <path> NUL`; a file in conflict comes once per stage (git-ls-files(1), OUTPUT).
  const tracked = startGit(context, ['ls-files', '-z', '--stage']);
  tracked.stdin.end();
  for await (const record of recordsOf(tracked.stdout)) {
    const tab = record.indexOf(9);
    const name = record.subarray(tab + 1);
    const path = decodePath(name);
    if (seen.has(path)) continue;
    seen.add(path);
    if (record.toString('latin1', 0, GITLINK.length) === GITLINK) nested.push(path);
    else yield fileIn(context.cwd, prefix, name, true);
  }
  await tracked.done;

  const { findUncommittedIgnores, reportHidden } = await import('./uncommitted-ignores.ts');
  const ignores = await findUncommittedIgnores(context);
  const listed = new Set<string>();
  const untracked = startGit(context, ['ls-files', '-z', '--others', '--exclude-standard']);
  untracked.stdin.end();
  for await (const record of recordsOf(untracked.stdout)) {
    if (ignores !== undefined) listed.add(decodePath(record));
    if (record[record.length - 1] === 0x2f) nested.push(decodePath(record.subarray(0, -1)));
    else yield fileIn(context.cwd, prefix, record, false);
  }
  await untracked.done;
  // Git only warns about a folder that it cannot open.
  for (const [, folder, why] of untracked.warnings().matchAll(/could not open directory '(.*?)\/?': (.*)/g)) {
    log.error('E_SOURCE', posix.join(prefix, folder ?? ''), (why ?? '').toLowerCase());
  }
  if (ignores !== undefined) await reportHidden(context, ignores, listed, prefix, log);
  for (const folder of nested) {
    const cwd = join(context.cwd, folder);
    if (seen.has(folder) && lstatSync(join(cwd, '.git'), { throwIfNoEntry: false }) === undefined) {
      log.leaveOut('submodule', posix.join(prefix, folder), 'it is not checked out');
    }
    yield* listNested({ cwd, env: context.env }, posix.join(prefix, folder), log, gitFiles);
  }
}

/**
 * A folder that is another repository to git. Of one that only the index calls a submodule, git lists nothing, whatever is
 * in it.
 */
async function* listNested(
  { cwd, env }: GitContext,
  prefix: string,
  log: ScanLog,
  gitFiles: GitFileLister | undefined,
): AsyncGenerator<ListedFile> {
  try {
    if (lstatSync(join(cwd, '.git'), { throwIfNoEntry: false }) === undefined) {
      if (lstatSync(cwd, { throwIfNoEntry: false })?.isDirectory()) yield* listFolder(cwd, prefix, log, gitFiles);
      return;
    }
    // Its configuration could say that it has no work tree, or one elsewhere.
    const context = { cwd, env: { ...withoutHookVariables(env), GIT_WORK_TREE: cwd } };
    yield* listWorkTree(context, prefix, log, gitFiles);
    if (gitFiles !== undefined) yield* gitFiles.ofRepository(context);
  } catch (thrown) {
    log.error('E_GIT', prefix, messageOf(thrown));
  }
}

/**
 * A file by its name in a folder.
 * @param prefix the path that is reported for the folder
 */
export function fileIn(folder: string, prefix: string, name: Buffer, tracked: boolean): ListedFile {
  const path = posix.join(prefix, decodePath(name));
  const text = name.toString('utf8');
  const open = Buffer.from(text).equals(name) ? join(folder, text) : Buffer.concat([Buffer.from(folder + sep), name]);
  return { open, path, tracked };
}

const IGNORE_FILES = ['.gitignore', '.ignore'];

/**
 * The files below a folder outside of any repository. Its ignore files count as in git: the nearest one with a matching
 * pattern decides. Symbolic links are not followed.
 * @param gitFiles for the repositories in it
 */
export async function* listFolder(
  folder: string,
  prefix: string,
  log: ScanLog,
  gitFiles?: GitFileLister,
): AsyncGenerator<ListedFile> {
  const [{ default: glob }, { default: ignore }] = await Promise.all([import('fast-glob'), import('ignore')]);
  // All entries first: an ignore file can come after files that it ignores.
  const entries = glob.sync('**', {
    cwd: folder,
    dot: true,
    followSymbolicLinks: false,
    ignore: ['**/.git/**'],
    onlyFiles: false,
    markDirectories: true,
    // An unreadable folder must not end the walk. It is reported below.
    suppressErrors: true,
  });
  const rules = entries
    .filter((entry) => IGNORE_FILES.includes(posix.basename(entry)) && !entry.endsWith('/'))
    .sort((a, b) => depth(b) - depth(a))
    .map((file) => {
      const base = posix.dirname(file);
      const read = readSmallFile(join(folder, file), MIB, 'followed');
      const patterns = 'bytes' in read ? read.bytes.toString('utf8') : '';
      return { base: base === '.' ? '' : `${base}/`, matcher: ignore().add(patterns) };
    });
  const ignored = (path: string): boolean => {
    for (const { base, matcher } of rules) {
      if (!path.startsWith(base) || path === base) continue;
      const answer = matcher.test(path.slice(base.length));
      if (answer.ignored) return true;
      if (answer.unignored) return false;
    }
    return false;
  };
  if (gitFiles !== undefined) yield* gitFiles.ofFolder(folder);
  for (const path of entries) {
    if (ignored(path)) continue;
    const full = join(folder, path);
    if (!path.endsWith('/')) yield { open: full, path: posix.join(prefix, path), tracked: false };
    else if (!isReadableFolder(full)) log.error('E_SOURCE', posix.join(prefix, path), 'permission denied');
    else if (gitFiles !== undefined) yield* gitFiles.ofFolder(full);
  }
}

function isReadableFolder(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Relative to the current folder; absolute for paths outside of it. */
export function reportedPath(cwd: string, full: string): string {
  const path = relative(cwd, full);
  const isOutside = path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return toPosix(isOutside ? full : path);
}

/** A system path with POSIX separators. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

function depth(path: string): number {
  return path.split('/').length;
}
