import { lstatSync, readdirSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { MIB, readSmallFile } from '../../files/read-file.ts';
import { readIndex } from '../../git/index-files.ts';
import { GITLINK } from '../../git/modes.ts';
import { decodePath } from '../../git/path.ts';
import { recordsOf, startGit } from '../../git/run.ts';
import { type GitContext, withoutHookVariables } from '../../git/safety.ts';
import { messageOf, systemReason } from '../../model/errors.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import type { IgnorePatterns } from '../../syntax/gitignore.ts';
import { isReached } from './tree/same-folder.ts';

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
  /** Of a folder that has a folder `.git` in it, and that nobody has asked git about. */
  ofFolder(folder: string): Iterable<ListedFile>;
}

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

  for await (const { mode, path, name } of readIndex(context)) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (mode === GITLINK && !isLink(join(context.cwd, path))) nested.push(path);
    else yield fileIn(context.cwd, prefix, name, true);
  }

  const { findUncommittedIgnores, reportHidden } = await import('./uncommitted-ignores.ts');
  const ignores = await findUncommittedIgnores(context);
  const listed = new Set<string>();
  const untracked = startGit(context, ['ls-files', '-z', '--others', '--exclude-standard']);
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
    if (!isReached(cwd)) return;
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

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/**
 * A file by its name in a folder.
 * @param prefix the path that is reported for the folder
 */
export function fileIn(folder: string, prefix: string, name: Buffer, tracked: boolean): ListedFile {
  return { open: pathIn(folder, name), path: posix.join(prefix, decodePath(name)), tracked };
}

/** The path to open: raw bytes if the name is not UTF-8. */
export function pathIn(folder: string, name: Buffer): string | Buffer {
  const text = name.toString('utf8');
  return Buffer.from(text).equals(name) ? join(folder, text) : Buffer.concat([Buffer.from(folder + sep), name]);
}

/** Of two in one folder the first decides. */
const IGNORE_FILES = ['.ignore', '.gitignore'];

/** Steps that all patterns of a folder may make: some seconds. Those of a large project take a hundredth. */
const MOST_STEPS = 40_000_000;

/** A folder below the one that is listed, and the ignore files from it up. Names are bytes (latin1). */
interface Inner {
  /** With a slash at the end; empty for the top. */
  readonly path: string;
  readonly ignores: readonly { readonly base: string; readonly patterns: IgnorePatterns }[];
}

/**
 * The files below a folder outside of any repository. Its ignore files count as in git: the nearest one with a matching
 * pattern decides, and nothing in an ignored folder is looked at. Symbolic links are not followed.
 * @param gitFiles for the repositories in it
 */
export async function* listFolder(
  folder: string,
  prefix: string,
  log: ScanLog,
  gitFiles?: GitFileLister,
): AsyncGenerator<ListedFile> {
  const { IgnorePatterns } = await import('../../syntax/gitignore.ts');
  const steps = { left: MOST_STEPS };
  const open: Inner[] = [{ path: '', ignores: [] }];
  for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
    const { path } = inner;
    const here = bytesOf(path);
    const entries = entriesOf(pathIn(folder, here), posix.join(prefix, decodePath(here)), log);
    const own = IGNORE_FILES.filter((file) => entries.some(({ name, isFolder }) => name === file && !isFolder));
    const patterns = own.map((file) => new IgnorePatterns(readPatterns(pathIn(folder, bytesOf(path + file))), steps));
    const ignores = [...patterns.map((each) => ({ base: path, patterns: each })), ...inner.ignores];
    const full = pathIn(folder, here);
    const hasGit = entries.some(({ name, isFolder }) => isFolder && name === '.git');
    if (hasGit && typeof full === 'string') yield* gitFiles?.ofFolder(full) ?? [];
    for (const { name, isFolder } of entries) {
      const whole = path + name;
      if (isFolder && name === '.git') continue;
      const answer = first(ignores, ({ base, patterns }) => patterns.ignores(whole.slice(base.length), isFolder));
      if (answer === true) continue;
      if (isFolder) open.push({ path: `${whole}/`, ignores });
      else yield fileIn(folder, prefix, bytesOf(whole), false);
    }
  }
  if (steps.left <= 0) log.notice('the ignore files take too long to match: not all that they name was left out');
}

/** The first answer that is one. */
function first<T, A>(items: readonly T[], ask: (item: T) => A | undefined): A | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** What is in a folder, sorted, names in latin1. @param shown the path of the folder in a report */
export function entriesOf(
  folder: string | Buffer,
  shown: string,
  log: ScanLog,
): readonly { readonly name: string; readonly isFolder: boolean }[] {
  try {
    return readdirSync(folder, { encoding: 'buffer', withFileTypes: true })
      .map((entry) => ({ name: entry.name.toString('latin1'), isFolder: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    log.error('E_SOURCE', shown, systemReason(thrown, 'cannot be read'));
    return [];
  }
}

function readPatterns(path: string | Buffer): string {
  const read = readSmallFile(path, MIB, 'followed');
  return 'bytes' in read ? read.bytes.toString('latin1') : '';
}

function bytesOf(name: string): Buffer {
  return Buffer.from(name, 'latin1');
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
