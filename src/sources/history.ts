import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HexhoundError, messageOf } from '../errors.ts';
import type { PlaceKind } from '../findings/finding.ts';
import type { Fragment } from '../fragment.ts';
import { type GitObject, type ObjectReader, readByCatFile } from '../git/cat-file.ts';
import { listAllObjects, listMissing, listRange } from '../git/objects.ts';
import type { Repository } from '../git/repository.ts';
import { locateInHistory } from './locate-in-history.ts';
import type { SourceLog } from './log.ts';
import type { Source } from './source.ts';

export interface HistoryOptions {
  /** Revisions and ranges as `git rev-list` takes them; empty means every object there is, reachable or not. */
  readonly revisions: readonly string[];
  /** Whether a path is to be looked at. */
  readonly wanted: (path: string) => boolean;
  readonly reader?: ObjectReader;
}

/**
 * Every blob of a repository, and every message of a commit and a tag; or those that a range adds. Each object is read
 * once, whatever holds it: where it is, is asked afterwards and only for what was found.
 */
export function historySource(repository: Repository, options: HistoryOptions, log: SourceLog): Source {
  const { revisions, wanted: isWanted, reader = readByCatFile } = options;
  let commits: readonly string[] = [];

  async function* fragments(): AsyncGenerator<Fragment> {
    // Beside the scan: it needs no more than git's own time.
    const missing = revisions.length === 0 ? listMissing(repository).catch(failed(log, repository)) : [];
    const { ids, ...range } =
      revisions.length === 0 ? { ids: await listAllObjects(repository) } : await listRange(repository, revisions);
    commits = ids.commit;
    log.commits = ids.commit.length;
    const wanted = [...ids.blob, ...ids.commit, ...ids.tag];
    log.total = wanted.length;
    const unreadable = (id: string, why: string) => log.error('E_GIT', id, why);
    for await (const object of reader(repository, wanted, unreadable)) {
      if (object.origin.offset === 0) {
        log.objects++;
        if (object.type === 'blob') log.blobs++;
      }
      log.bytes += object.bytes.length;
      const fragment = fragmentOf(object);
      if (fragment !== undefined) yield fragment;
    }
    const known = new Set(log.errors.map(({ subject }) => subject));
    for (const id of 'missing' in range ? range.missing : await missing) {
      if (!known.has(id)) log.error('E_GIT', id, missingReason(repository));
    }
    if (existsSync(join(repository.gitDir, 'modules'))) {
      log.notice('submodules have histories of their own, which were not scanned: run hexhound history in each');
    }
    if (repository.shallow) {
      log.notice('this is a shallow clone: its history is cut, and what lies behind the cut was not scanned');
    }
  }

  return {
    fragments,
    locate: async (found, isNamed) => {
      const scope = { revisions, commits, reader };
      const located = await locateInHistory(repository, scope, found, (path) => isNamed(path) && isWanted(path));
      return {
        ...located,
        found: located.found.filter(({ place }) => place.path === undefined || isWanted(place.path)),
      };
    },
  };
}

function missingReason(repository: Repository): string {
  return repository.partial
    ? 'the object is missing: a partial clone leaves it on the server'
    : 'the object is missing from the repository';
}

/** A walk that a damaged object ended: reported, while everything that can be read is still scanned. */
function failed(log: SourceLog, repository: Repository): (thrown: unknown) => readonly string[] {
  return (thrown) => {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    log.error('E_GIT', repository.gitDir, `the history cannot be walked whole: ${messageOf(thrown)}`);
    return [];
  };
}

const KINDS = { blob: 'file', commit: 'commit-message', tag: 'tag-message' } as const satisfies Record<
  string,
  PlaceKind
>;

/** A blob whole; of a commit and a tag what stands behind their headers: the message (gitformat of objects, git-mktag(1)). */
function fragmentOf({ id, type, bytes, origin }: GitObject): Fragment | undefined {
  if (type === 'tree') return undefined;
  if (type === 'blob') return { bytes, origin, place: { kind: 'file', blob: id } };
  const message =
    origin.offset === 0
      ? bytes.subarray(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('\n\n') + 2)
      : bytes;
  return { bytes: message, origin, place: { kind: KINDS[type], blob: id } };
}
