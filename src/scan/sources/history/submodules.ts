import { join } from 'node:path/posix';
import type { Repository } from '../../../git/repository.ts';
import { messageOf } from '../../../model/errors.ts';
import type { Place } from '../../../model/place.ts';
import { ScanLog } from '../../../model/scan-log.ts';
import type { JudgedMatch } from '../../../model/verdict.ts';
import type { Search } from '../source.ts';
import { type HistoryOptions, searchHistory } from './search.ts';

/** Orders of commits say nothing across repositories: those of each submodule come behind all before it. */
const MOST_COMMITS = 2 ** 31;

/** Submodules are nested a few levels deep; a folder that holds itself never ends. */
const MAX_DEPTH = 16;

interface Level {
  readonly repository: Repository;
  /** Of the work tree. */
  readonly root: string | undefined;
  /** Path of the repository in the outermost one; empty for that one. */
  readonly prefix: string;
  readonly depth: number;
}

/** Names the submodules of a repository, none of which is looked at. */
export async function leaveOutSubmodules(repository: Repository, log: ScanLog): Promise<void> {
  const { listSubmodules } = await import('../../../git/submodules.ts');
  for (const { path, gitDir } of await listSubmodules(repository, repository.root)) {
    const reason = gitDir === undefined ? NOT_THERE : 'it has a history of its own: --submodules looks at it';
    log.leaveOut('submodule', path, reason);
  }
}

const NOT_THERE = 'it is not there: git submodule update --init brings it';

/** Searches the histories of all submodules and of theirs. Their paths begin with that of the submodule. */
export async function searchSubmodules(
  repository: Repository,
  options: HistoryOptions,
  search: Search,
): Promise<JudgedMatch[]> {
  const seen = new Set([repository.gitDir]);
  return searchLevel({ repository, root: repository.root, prefix: '', depth: 0 }, options, search, seen);
}

async function searchLevel(
  { repository, root, prefix, depth }: Level,
  options: HistoryOptions,
  search: Search,
  seen: Set<string>,
): Promise<JudgedMatch[]> {
  const { listSubmodules, openSubmodule } = await import('../../../git/submodules.ts');
  const { log } = search;
  const matches: JudgedMatch[] = [];
  for (const { path, gitDir } of await listSubmodules(repository, root)) {
    const full = join(prefix, path);
    if (gitDir === undefined) log.leaveOut('submodule', full, NOT_THERE);
    else if (depth === MAX_DEPTH) log.error('E_GIT', full, 'submodules are nested too deep');
    if (gitDir === undefined || depth === MAX_DEPTH || seen.has(gitDir) || !search.goOn()) continue;
    seen.add(gitDir);
    try {
      const inner = await openSubmodule(gitDir, repository);
      const isWanted = (each: string) => options.isWanted(join(full, each));
      const order = seen.size * MOST_COMMITS;
      const own = { ...search, log: new ScanLog() };
      for (const match of await searchHistory(inner, { ...options, isWanted }, own)) {
        matches.push({ ...match, place: placeIn(full, order, match.place) });
      }
      if (inner.shallow) own.log.notice('this is a shallow clone: its history is cut');
      addTo(log, own.log, full);
      const innerRoot = root === undefined || path.startsWith('.git/') ? undefined : join(root, path);
      const level = { repository: inner, root: innerRoot, prefix: full, depth: depth + 1 };
      matches.push(...(await searchLevel(level, options, search, seen)));
    } catch (thrown) {
      log.error('E_GIT', full, messageOf(thrown));
    }
  }
  return matches;
}

function placeIn(submodule: string, order: number, { path, history, ...place }: Place): Place {
  const { firstOrder, lastOrder } = history ?? {};
  return {
    ...place,
    // The path of a note is the id of what it is on.
    path: path === undefined ? submodule : place.kind === 'note' ? path : join(submodule, path),
    ...(history && {
      history: {
        ...history,
        ...(firstOrder !== undefined && { firstOrder: firstOrder + order }),
        ...(lastOrder !== undefined && { lastOrder: lastOrder + order }),
      },
    }),
  };
}

function addTo(
  log: ScanLog,
  { files, blobs, commits, bytes, objects, errors, notOpened, notices }: ScanLog,
  path: string,
) {
  log.files += files;
  log.blobs += blobs;
  log.commits += commits;
  log.bytes += bytes;
  log.objects += objects;
  for (const { code, subject, message } of errors) log.error(code, `${path}: ${subject}`, message);
  for (const gap of notOpened) log.leaveOut(gap.kind, join(path, gap.path), gap.reason);
  for (const text of notices) log.notice(`${path}: ${text}`);
}
