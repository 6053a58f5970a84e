import { join, posix, resolve } from 'node:path';
import { MIB, readSmallFile } from '../../files/read-file.ts';
import { askGit } from '../../git/ask.ts';
import { decodePath } from '../../git/path.ts';
import { gitRecords } from '../../git/run.ts';
import type { GitContext } from '../../git/safety.ts';
import type { ScanLog } from '../../model/scan-log.ts';

/** Ignore patterns of a repository that no commit has: whoever hands on a folder with its `.git` decides what they hide. */
export interface UncommittedIgnores {
  /** Where they are, for people. */
  readonly names: readonly string[];
  /** Arguments of ls-files for the other ignore files: those in the work tree, and the user's own. */
  readonly others: readonly string[];
}

/**
 * Looks for patterns in `info/exclude`, and for `core.excludesFile` in the repository's own configuration (gitignore(5)).
 * @returns undefined if there are none
 */
export async function findUncommittedIgnores(context: GitContext): Promise<UncommittedIgnores | undefined> {
  const settings = await excludesFiles(context);
  const isOwn = ({ scope }: Setting) => scope === 'local' || scope === 'worktree';
  const counting = settings.at(-1);
  const exclude = resolve(context.cwd, await askGit(context, ['rev-parse', '--git-path', 'info/exclude']));
  const names = [
    ...(hasPatterns(exclude) ? ['.git/info/exclude'] : []),
    ...(counting !== undefined && isOwn(counting) ? ['core.excludesFile in .git/config'] : []),
  ];
  if (names.length === 0) return undefined;
  const users = settings.findLast((setting) => !isOwn(setting))?.path ?? usersDefault(context.env);
  // Git refuses a list that is not there.
  const from = users !== undefined && hasPatterns(users) ? [`--exclude-from=${users}`] : [];
  return { names, others: ['--exclude-per-directory=.gitignore', ...from] };
}

interface Setting {
  readonly scope: string;
  readonly path: string;
}

/** The settings of core.excludesFile, of which the last counts. */
async function excludesFiles(context: GitContext): Promise<Setting[]> {
  // `<scope> NUL <value> NUL` for each (git-config(1), --show-scope and -z).
  const args = ['config', '-z', '--show-scope', '--type=path', '--get-all', 'core.excludesFile'];
  const fields = (await askGit(context, args)).split('\0');
  return fields.flatMap((scope, at) => (at % 2 === 0 && scope !== '' ? [{ scope, path: fields[at + 1] ?? '' }] : []));
}

/** @returns undefined without a home */
function usersDefault({ XDG_CONFIG_HOME, HOME }: GitContext['env']): string | undefined {
  const folder = XDG_CONFIG_HOME || (HOME && join(HOME, '.config'));
  return folder ? join(folder, 'git/ignore') : undefined;
}

/** Whether a list ignores anything. One that is too large for us, and so hides we do not know what, does. */
function hasPatterns(path: string): boolean {
  const read = readSmallFile(path, MIB, 'followed');
  if ('failure' in read) return read.failure === 'too large';
  return read.bytes
    .toString('latin1')
    .split('\n')
    .some((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** Files that are named; all are counted. */
const MAX_NAMED = 3;

/**
 * Says how many files only these patterns hide. They may be meant so: somebody who clones gets none of them.
 * @param listed the untracked files that are not hidden, as git lists them
 * @param prefix path of `context.cwd` in the scanned root
 */
export async function reportHidden(
  context: GitContext,
  { names, others }: UncommittedIgnores,
  listed: ReadonlySet<string>,
  prefix: string,
  log: ScanLog,
): Promise<void> {
  const named: string[] = [];
  let count = 0;
  for await (const record of gitRecords(context, ['ls-files', '-z', '--others', ...others])) {
    const path = decodePath(record);
    if (listed.has(path)) continue;
    count++;
    if (named.length < MAX_NAMED) named.push(posix.join(prefix, path));
  }
  if (count === 0) return;
  const more = count > named.length ? ` and ${count - named.length} more` : '';
  const what = `${count} untracked ${count === 1 ? 'file' : 'files'} (${named.join(', ')}${more})`;
  log.leaveOut(
    'ignored',
    prefix === '' ? '.' : prefix,
    `${what} hidden by ${names.join(' and ')}, which no commit has`,
  );
}
