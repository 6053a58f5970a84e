import { GITLINK, NO_OBJECT, SYMLINK } from './modes.ts';
import { decodePath } from './path.ts';
import { gitRecords } from './run.ts';
import type { GitContext } from './safety.ts';

/** What reports say of a commit. */
export interface CommitInfo {
  readonly id: string;
  /** `Name <address>`. */
  readonly author: string;
  /** Author date, ISO 8601 with offset. */
  readonly date: string;
  readonly parents: readonly string[];
}

/** A file that a commit changed. */
export interface Change {
  readonly commit: CommitInfo;
  readonly path: string;
  /** Undefined if the file was removed, or is a submodule. */
  readonly blob: string | undefined;
  /** The blob is what a symbolic link points to. */
  readonly isLink: boolean;
  /** The blob in each parent that had the file; empty for a new file. */
  readonly parentBlobs: readonly string[];
}

/** A commit that put a blob at a path. */
export interface Introduction extends Change {
  readonly blob: string;
}

/** Begins the record of a commit: a byte that records of files do not begin with. */
const MARK = '\x01';

/**
 * Walks the commits of a range, parents before children, and yields every commit and every blob that it introduces. A commit
 * is compared with its parent, a merge with all of its parents: what only the resolution of a conflict added belongs to the
 * merge, and the rest to the commit that it came from.
 * @param from as for `walkChanges`
 */
export async function* walkRange(
  context: GitContext,
  from: readonly string[],
): AsyncGenerator<CommitInfo | Introduction> {
  for await (const step of walkChanges(context, from)) {
    if (!('path' in step)) yield step;
    else if (step.blob !== undefined) yield { ...step, blob: step.blob };
  }
}

/**
 * The same, with the files that commits removed.
 * @param from where the walk begins, as `git log` takes it: options such as `--all`, and revisions behind `--end-of-options`
 */
export async function* walkChanges(context: GitContext, from: readonly string[]): AsyncGenerator<CommitInfo | Change> {
  const records = gitRecords(context, [
    'log',
    // Overrides what the configuration may say about output:
    ...['--no-color', '--no-show-signature', '--no-notes', '--no-mailmap', '--no-decorate', '--encoding=UTF-8'],
    ...['--no-ext-diff', '--no-textconv', '--no-renames', '--no-relative', '-O/dev/null', '--ignore-submodules=none'],
    // What is shown:
    ...['--raw', '-z', '--no-abbrev', '-c', '--root', '--topo-order', '--reverse'],
    `--format=tformat:${MARK}%H%x00%an <%ae>%x00%aI%x00%P`,
    ...[...from, '--'],
  ]);
  const next = async (): Promise<Buffer> => (await records.next()).value ?? Buffer.alloc(0);
  let commit: CommitInfo | undefined;
  for (let record = await records.next(); !record.done; record = await records.next()) {
    // With -z git puts a line feed or nothing between a commit and its files, depending on its version.
    const text = record.value.toString('latin1').replace(/^\n/, '');
    if (text.startsWith(MARK)) {
      const [author, date, parents] = [await next(), await next(), await next()];
      commit = {
        id: text.slice(1),
        author: decodePath(author),
        date: date.toString(),
        parents: parents.length === 0 ? [] : parents.toString().split(' '),
      };
      yield commit;
    } else if (text.startsWith(':') && commit !== undefined) {
      const path = decodePath(await next());
      yield { commit, path, ...parseRaw(text) };
    }
  }
}

/**
 * One file of a raw diff: `:<mode> <mode> <oid> <oid> <status>`, and with n parents n colons, n + 1 modes and n + 1
 * ids (git-diff-tree(1), RAW OUTPUT FORMAT and DIFF FORMAT FOR MERGES).
 */
function parseRaw(text: string): Pick<Change, 'blob' | 'isLink' | 'parentBlobs'> {
  const parents = text.lastIndexOf(':') + 1;
  const fields = text.slice(parents).split(' ');
  const blobAt = (index: number) => {
    const [mode, blob] = [fields[index], fields[parents + 1 + index]];
    return blob === undefined || NO_OBJECT.test(blob) || mode === GITLINK ? undefined : blob;
  };
  return {
    blob: blobAt(parents),
    isLink: fields[parents] === SYMLINK,
    parentBlobs: Array.from({ length: parents }, (_, parent) => blobAt(parent)).filter((id) => id !== undefined),
  };
}
