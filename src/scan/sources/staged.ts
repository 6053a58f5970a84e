import { addedLines, touches } from '../../git/added-lines.ts';
import { readByCatFile } from '../../git/cat-file.ts';
import { decodePath } from '../../git/path.ts';
import { GitFailure, git, gitText, recordsOf, startGit } from '../../git/run.ts';
import type { GitContext } from '../../git/safety.ts';
import type { Fragment } from '../../model/fragment.ts';
import type { PlacedMatch } from '../../model/place.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { type ScanSettings, wantedPaths } from '../settings.ts';
import { type Locate, searchFragments } from './fragments.ts';
import type { Source } from './source.ts';

/** A path whose content the next commit changes. */
interface StagedChange {
  readonly path: string;
  readonly mode: string;
  /** The blob in the commit. */
  readonly after: string;
  /** The blob in HEAD; undefined if the path is new. */
  readonly before: string | undefined;
}

const NO_OBJECT = /^0+$/;
const GITLINK = '160000';
const SYMLINK = '120000';

/**
 * What the next commit would add: the blobs of the index (the one in GIT_INDEX_FILE, which `commit -a` and
 * `commit -- path` set) that differ from HEAD. Content is read from the object database, never from the work tree. Only
 * matches on added lines count.
 */
export function openStaged(settings: GitContext & Pick<ScanSettings, 'paths'>): Source {
  const { cwd, env, paths } = settings;
  const context = { cwd, env };
  const base = () => gitText(context, ['rev-parse', '--show-toplevel']);
  return {
    name: cwd,
    unit: 'files',
    base,
    async search(search) {
      const isWanted = await wantedPaths(paths, base);
      const changes = (await stagedChanges(context)).filter(({ path }) => isWanted(path));
      search.log.files = changes.length;
      const onAddedLines: Locate = (matches) => matchesOnAddedLines(context, changes, matches);
      return searchFragments(fragmentsOf(changes, context, search.log), search, onAddedLines);
    },
  };
}

async function* fragmentsOf(
  changes: readonly StagedChange[],
  context: GitContext,
  log: ScanLog,
): AsyncGenerator<Fragment> {
  const places = byBlob(changes);
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
}

async function matchesOnAddedLines(
  context: GitContext,
  changes: readonly StagedChange[],
  matches: readonly PlacedMatch[],
): Promise<PlacedMatch[]> {
  const kept: PlacedMatch[] = [];
  for (const item of matches) {
    const change = changes.find(({ path }) => path === item.place.path);
    if (change === undefined) continue;
    const { contextLine, span } = item.match;
    // An archive has no lines: all in it counts.
    const before = item.place.inside === undefined ? change.before : undefined;
    const lines = before && (await addedLines(context, before, change.after));
    if (!lines || touches(lines, contextLine, span.endLine)) kept.push(item);
  }
  return kept;
}

function byBlob(changes: readonly StagedChange[]): Map<string, StagedChange[]> {
  const groups = new Map<string, StagedChange[]>();
  for (const change of changes) {
    const group = groups.get(change.after);
    if (group === undefined) groups.set(change.after, [change]);
    else group.push(change);
  }
  return groups;
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
  const run = startGit(context, ['diff-index', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', tree, '--']);
  run.stdin.end();
  const changes: StagedChange[] = [];
  let header: string | undefined;
  for await (const record of recordsOf(run.stdout)) {
    if (header === undefined) {
      header = record.toString('latin1');
      continue;
    }
    const [, mode = '', before = '', after = ''] = header.split(' ');
    header = undefined;
    if (mode === GITLINK || NO_OBJECT.test(after) || before === after) continue;
    changes.push({ path: decodePath(record), mode, after, before: NO_OBJECT.test(before) ? undefined : before });
  }
  await run.done;
  return changes;
}
