import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, type ScanError } from '../../model/errors.ts';
import { listNames } from './list-names.ts';
import { readMultiPackIndex } from './multi-pack-index.ts';
import type { HashBytes } from './pack-index.ts';
import { withFile } from './regular-file.ts';

/** A file or folder beside the objects that git left there and does not read. */
export interface Leftover {
  readonly path: string;
  /**
   * `unindexed pack`: its objects could be read if it had an index; `pack of a multi-pack index`: it has no index of its own, so
   * git does not list its objects; `other hash`: an object or pack whose ids have another length than the repository says;
   * `unfinished`: what was, or is, being written.
   */
  readonly kind: 'unindexed pack' | 'pack of a multi-pack index' | 'other hash' | 'unfinished';
}

/** A pack, an object or an index that is being written, and the folder of a push that is not accepted yet. */
const UNFINISHED = /^(?:\.?tmp|incoming)[-_]/;

/**
 * Lists what git left behind in object folders, for example when it was killed.
 * @param folders as `listObjectFolders` gives them
 * @param problem told about a multi-pack index that cannot be read
 */
export function listLeftovers(
  folders: readonly string[],
  hashBytes: HashBytes,
  problem: (error: ScanError) => void,
): Leftover[] {
  // The hook of a push has the push's own folder among them.
  const known = new Set(folders.map((folder) => realpathSync(folder)));
  return folders.flatMap((folder) => {
    const inside = [folder, join(folder, 'pack'), ...looseFolders(folder)];
    const contents = inside.map((each) => ({ each, names: namesIn(each) }));
    const named = (test: (name: string) => boolean) =>
      contents.flatMap(({ each, names }) => names.filter(test).map((name) => join(each, name)));
    const unfinished = named((name) => UNFINISHED.test(name));
    const [foreign] = named((name) => isOfOtherHash(name, hashBytes));
    return [
      ...(foreign === undefined ? [] : [{ path: foreign, kind: 'other hash' } as const]),
      ...unfinished.filter((path) => !known.has(path)).map((path) => ({ path, kind: 'unfinished' }) as const),
      ...unindexedPacks(join(folder, 'pack'), hashBytes, problem),
    ];
  });
}

/** Names of loose objects lack the two digits of their folder; packs are named by a hash, too. */
const LOOSE = /^(?:[0-9a-f]{38}|[0-9a-f]{62})$/;
const PACK = /^pack-([0-9a-f]{40}|[0-9a-f]{64})\.pack$/;

function isOfOtherHash(name: string, hashBytes: HashBytes): boolean {
  const digits = LOOSE.test(name) ? name.length + 2 : PACK.exec(name)?.[1]?.length;
  return digits !== undefined && digits !== 2 * hashBytes;
}

function unindexedPacks(folder: string, hashBytes: HashBytes, problem: (error: ScanError) => void): Leftover[] {
  const names = new Set(namesIn(folder));
  const stems = [...names].flatMap((name) => (/^(?!\.|tmp_).*\.pack$/.test(name) ? [name.slice(0, -5)] : []));
  const lone = new Set(stems.filter((stem) => !names.has(`${stem}.idx`)));
  let inMultiPack: ReadonlySet<string> = new Set();
  if (lone.size > 0 && names.has('multi-pack-index')) {
    try {
      const read = withFile(join(folder, 'multi-pack-index'), (file) => readMultiPackIndex(file, hashBytes, lone));
      inMultiPack = new Set(read.keys());
    } catch (thrown) {
      problem({ code: 'E_GIT', subject: join(folder, 'multi-pack-index'), message: messageOf(thrown) });
    }
  }
  return [...lone].sort().map((stem) => ({
    path: join(folder, `${stem}.pack`),
    kind: inMultiPack.has(stem) ? 'pack of a multi-pack index' : 'unindexed pack',
  }));
}

function looseFolders(folder: string): string[] {
  return namesIn(folder).flatMap((name) => (/^[0-9a-f]{2}$/.test(name) ? [join(folder, name)] : []));
}

/** The names in a folder; none where it cannot be read: if it is needed, its reader reports the error. */
export function namesIn(folder: string): string[] {
  return listNames(folder, () => {});
}
