import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type GitObject, readByCatFile } from '../../git/cat-file.ts';
import { messageStart } from '../../git/message.ts';
import { listRange } from '../../git/objects.ts';
import type { Repository } from '../../git/repository.ts';
import type { PlaceKind } from '../../model/finding.ts';
import type { Fragment } from '../../model/fragment.ts';
import type { SourceLog } from '../../model/log.ts';
import { type SearchOptions, searchHistory } from './history/search.ts';
import { locateInRange } from './locate-in-range.ts';
import { reportMissing } from './missing.ts';
import type { FragmentSource, SearchableSource } from './source.ts';

/** Every object of a repository, reachable or not: each is looked at once, whatever holds it. */
export function historySource(repository: Repository, options: SearchOptions, log: SourceLog): SearchableSource {
  return {
    async search(search) {
      const located = await searchHistory(repository, options, log, search);
      noticeLimits(repository, log);
      return located;
    },
  };
}

/**
 * What a range adds: its blobs, and the messages of its commits and tags.
 * @param revisions as `git rev-list` takes them
 * @param isWanted whether a path is to be looked at
 */
export function rangeSource(
  repository: Repository,
  revisions: readonly string[],
  isWanted: (path: string) => boolean,
  log: SourceLog,
): FragmentSource {
  return {
    async *fragments() {
      const { ids, missing } = await listRange(repository, revisions);
      log.commits = ids.commit.length;
      const wanted = [...ids.blob, ...ids.commit, ...ids.tag];
      log.total = wanted.length;
      const unreadable = (id: string, why: string) => log.error('E_GIT', id, why);
      for await (const object of readByCatFile(repository, wanted, unreadable)) {
        if (object.origin.offset === 0) {
          log.objects++;
          if (object.type === 'blob') log.blobs++;
        }
        log.bytes += object.bytes.length;
        const fragment = fragmentOf(object);
        if (fragment !== undefined) yield fragment;
      }
      await reportMissing(repository, missing, log);
      noticeLimits(repository, log);
    },
    async locate(found, isNamed) {
      const located = await locateInRange(repository, revisions, found, (path) => isNamed(path) && isWanted(path));
      return {
        ...located,
        found: located.found.filter(({ place }) => place.path === undefined || isWanted(place.path)),
      };
    },
  };
}

/** What a scan of the history does not see. */
function noticeLimits(repository: Repository, log: SourceLog): void {
  if (existsSync(join(repository.gitDir, 'modules'))) {
    log.notice('submodules have histories of their own, which were not scanned: run hexhound history in each');
  }
  if (repository.shallow) {
    log.notice('this is a shallow clone: its history is cut, and what lies behind the cut was not scanned');
  }
}

const KINDS = { blob: 'file', commit: 'commit-message', tag: 'tag-message' } as const satisfies Record<
  string,
  PlaceKind
>;

/** A blob whole; of a commit and a tag the message. */
function fragmentOf({ id, type, bytes, origin }: GitObject): Fragment | undefined {
  if (type === 'tree') return undefined;
  if (type === 'blob') return { bytes, origin, place: { kind: 'file', blob: id } };
  const start = origin.offset === 0 ? messageStart(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) : 0;
  return { bytes: bytes.subarray(start), origin, place: { kind: KINDS[type], blob: id } };
}
