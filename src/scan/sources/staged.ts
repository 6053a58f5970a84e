import { addedLines, touches } from '../../git/added-lines.ts';
import { readByCatFile } from '../../git/cat-file.ts';
import { GITLINK, NO_OBJECT, SYMLINK } from '../../git/modes.ts';
import { decodePath } from '../../git/path.ts';
import { GitFailure, git, gitRecords, gitText } from '../../git/run.ts';
import type { GitContext } from '../../git/safety.ts';
import type { Fragment } from '../../model/fragment.ts';
import { groupBy } from '../../model/group-by.ts';
import type { PlacedMatch } from '../../model/place.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { type Locate, searchFragments } from './fragments.ts';
import { PathNames } from './path-names.ts';
import type { Source } from './source.ts';

/** A path whose content the next commit changes, or could if it is in conflict: then there is one for each side. */
interface StagedChange {
  readonly path: string;
  readonly mode: string;
  /** The blob in the commit, or of that side. */
  readonly after: string;
  /** The blob in HEAD; undefined if the path is new. */
  readonly before: string | undefined;
}

/**
 * What the next commit would add: the blobs of the index (the one in GIT_INDEX_FILE, which `commit -a` and
 * `commit -- path` set) that differ from HEAD, and of files in conflict both sides. Content is read from the object
 * database, never from the work tree. Only matches on added lines count.
 * @param files only these, and what is in these folders; if empty, everything
 */
export function openStaged(files: readonly string[], settings: GitContext & Pick<ScanSettings, 'paths'>): Source {
  const { cwd, env, paths } = settings;
  const context = { cwd, env };
  const base = () => gitText(context, ['rev-parse', '--show-toplevel']);
  const inConflict = new Set<string>();
  return {
    name: cwd,
    unit: 'files',
    base,
    async search(search) {
      const isWanted = await wantedPaths(paths, base);
      const isNamed = files.length === 0 ? () => true : await namedPaths(files, context, await base());
      const staged = (await stagedChanges(context)).filter(({ path }) => isNamed(path) && isWanted(path));
      const conflicts = staged.filter(isInConflict);
      const sides = conflicts.length === 0 ? [] : await sidesOf(conflicts, { cwd: await base(), env }, search.log);
      const changes = [...staged.filter((change) => !isInConflict(change)), ...sides];
      for (const { path } of conflicts) inConflict.add(path);
      search.log.files = staged.length;
      const onAddedLines: Locate = (matches) => matchesOnAddedLines(context, changes, matches);
      return searchFragments(fragmentsOf(changes, context, search.log), search, onAddedLines);
    },
    async trace(findings, log) {
      const [{ withoutMerged }, { ifGitTells, spreadInFiles }] = await Promise.all([
        import('./merged.ts'),
        import('./spread.ts'),
      ]);
      const top = { cwd: await base(), env };
      const kept = await ifGitTells(findings, () => withoutMerged(top, findings, (path) => inConflict.has(path), log));
      return ifGitTells(kept, () => spreadInFiles(top, kept, (path) => path));
    },
  };
}

/** Loads what only a hook manager that appends file names needs. */
async function namedPaths(files: readonly string[], context: GitContext, top: string) {
  return (await import('./staged-files.ts')).namedPaths(files, context, top);
}

async function* fragmentsOf(
  changes: readonly StagedChange[],
  context: GitContext,
  log: ScanLog,
): AsyncGenerator<Fragment> {
  const places = groupBy(changes, ({ after }) => after);
  const unreadable = (id: string, why: string) => {
    for (const { path } of places.get(id) ?? []) log.error('E_GIT', path, `blob ${id}: ${why}`);
  };
  for await (const { id, bytes, origin } of readByCatFile(context, [...places.keys()], unreadable)) {
    log.bytes += bytes.length;
    for (const { path, mode } of places.get(id) ?? []) {
      const kind = mode === SYMLINK ? 'link-target' : 'file';
      yield { bytes, origin, committed: true, place: { kind, path, blob: id } };
    }
  }
  const names = new PathNames();
  for (const { path, before } of changes) if (before === undefined) yield* names.fragmentsOf(path);
}

async function matchesOnAddedLines(
  context: GitContext,
  changes: readonly StagedChange[],
  matches: readonly PlacedMatch[],
): Promise<PlacedMatch[]> {
  const kept: PlacedMatch[] = [];
  for (const item of matches) {
    const change = changes.find(({ path, after }) => path === item.place.path && after === item.place.blob);
    if (item.place.kind === 'path') kept.push(item);
    if (item.place.kind === 'path' || change === undefined) continue;
    const { contextLine, span } = item.match;
    // An archive has no lines: all in it counts.
    const before = item.place.inside === undefined ? change.before : undefined;
    const lines = before && (await addedLines(context, before, change.after));
    if (!lines || touches(lines, contextLine, span.endLine)) kept.push(item);
  }
  return kept;
}

/** The index has no blob for the next commit, but one for each side of a merge. */
function isInConflict({ after }: StagedChange): boolean {
  return NO_OBJECT.test(after);
}

/**
 * Both sides of files in conflict, where they differ from HEAD, with a notice: git commits nothing meanwhile.
 * @param context at the top of the work tree, for which git lists all files
 */
async function sidesOf(conflicts: readonly StagedChange[], context: GitContext, log: ScanLog): Promise<StagedChange[]> {
  const heads = new Map(conflicts.map(({ path, before }) => [path, before]));
  const sides: StagedChange[] = [];
  // `<mode> SP <oid> SP <stage> TAB <path> NUL`: 1 is the common ancestor, 2 and 3 are the sides (git-ls-files(1)).
  for await (const record of gitRecords(context, ['ls-files', '-z', '--unmerged'])) {
    const tab = record.indexOf(9);
    const [mode = '', after = '', stage] = record.toString('latin1', 0, tab).split(' ');
    const path = decodePath(record.subarray(tab + 1));
    const before = heads.get(path);
    if (stage === '1' || mode === GITLINK || !heads.has(path) || after === before) continue;
    sides.push({ path, mode, after, before });
  }
  log.notice(`in conflict, so that git would not commit; both sides were looked at: ${[...heads.keys()].join(', ')}`);
  return sides;
}

/** The difference between HEAD and the index, submodules left out. */
async function stagedChanges(context: GitContext): Promise<StagedChange[]> {
  try {
    return await diffIndex(context, 'HEAD');
  } catch (thrown) {
    if (!(thrown instanceof GitFailure) || (await hasHead(context))) throw thrown;
    // The first commit: everything is new. Hashing nothing gives the id of the empty tree, for SHA-1 and SHA-256.
    return diffIndex(context, await gitText(context, ['hash-object', '-t', 'tree', '--stdin']));
  }
}

async function hasHead(context: GitContext): Promise<boolean> {
  try {
    await git(context, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
    return true;
  } catch (thrown) {
    // 1 without a message means an unborn branch; everything else is an error.
    if (thrown instanceof GitFailure && thrown.exitCode === 1) return false;
    throw thrown;
  }
}

/** `:<mode> <mode> <oid> <oid> <status> NUL <path> NUL` (git-diff-index(1), RAW OUTPUT FORMAT). */
async function diffIndex(context: GitContext, tree: string): Promise<StagedChange[]> {
  const changes: StagedChange[] = [];
  let header: string | undefined;
  const args = ['diff-index', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', tree, '--'];
  for await (const record of gitRecords(context, args)) {
    if (header === undefined) {
      header = record.toString('latin1');
      continue;
    }
    const [, mode = '', before = '', after = '', status] = header.split(' ');
    header = undefined;
    // In conflict (U) no object is chosen yet; without one otherwise, the file is deleted.
    if (status !== 'U' && (mode === GITLINK || before === after || NO_OBJECT.test(after))) continue;
    changes.push({ path: decodePath(record), mode, after, before: NO_OBJECT.test(before) ? undefined : before });
  }
  return changes;
}
