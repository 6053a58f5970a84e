import { accessSync, constants, lstatSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
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
}

const GITLINK = '160000';

/**
 * The files of a work tree under `context.cwd`: tracked ones, and untracked ones that are not ignored. Nested
 * repositories and populated submodules are listed in the same way, with their own ignore files.
 * @param prefix put before each reported path: the path of this folder in the scanned root
 */
export async function* listWorkTree(context: GitContext, prefix: string, log: ScanLog): AsyncGenerator<ListedFile> {
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

  const untracked = startGit(context, ['ls-files', '-z', '--others', '--exclude-standard']);
  untracked.stdin.end();
  for await (const record of recordsOf(untracked.stdout)) {
    if (record[record.length - 1] === 0x2f) nested.push(decodePath(record.subarray(0, -1)));
    else yield fileIn(context.cwd, prefix, record, false);
  }
  await untracked.done;
  // Git only warns about a folder that it cannot open.
  for (const [, folder, why] of untracked.warnings().matchAll(/could not open directory '(.*?)\/?': (.*)/g)) {
    log.error('E_SOURCE', posix.join(prefix, folder ?? ''), (why ?? '').toLowerCase());
  }

  for (const folder of nested) {
    const cwd = join(context.cwd, folder);
    if (lstatSync(join(cwd, '.git'), { throwIfNoEntry: false }) === undefined) continue;
    try {
      yield* listWorkTree({ cwd, env: withoutHookVariables(context.env) }, posix.join(prefix, folder), log);
    } catch (thrown) {
      log.error('E_GIT', posix.join(prefix, folder), messageOf(thrown));
    }
  }
}

function fileIn(folder: string, prefix: string, name: Buffer, tracked: boolean): ListedFile {
  const path = posix.join(prefix, decodePath(name));
  const text = name.toString('utf8');
  const open = Buffer.from(text).equals(name) ? join(folder, text) : Buffer.concat([Buffer.from(folder + sep), name]);
  return { open, path, tracked };
}

const IGNORE_FILES = ['.gitignore', '.ignore'];

/**
 * The files below a folder outside of any repository. Its ignore files count as in git: the nearest one with a matching
 * pattern decides. Symbolic links are not followed.
 */
export async function* listFolder(folder: string, prefix: string, log: ScanLog): AsyncGenerator<ListedFile> {
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
  for (const path of entries) {
    if (ignored(path)) continue;
    const full = join(folder, path);
    if (!path.endsWith('/')) yield { open: full, path: posix.join(prefix, path), tracked: false };
    else if (!isReadableFolder(full)) log.error('E_SOURCE', posix.join(prefix, path), 'permission denied');
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

/** A system path with POSIX separators. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

function depth(path: string): number {
  return path.split('/').length;
}
