import { isCiFile } from '../../files/ci-files.ts';
import { decodePath } from '../../git/path.ts';
import type { Repository } from '../../git/repository.ts';
import { gitRecords } from '../../git/run.ts';
import { type GitContext, withoutHookVariables } from '../../git/safety.ts';
import { defined } from '../../model/defined.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { fileIn, type ListedFile, listFolder, listWorkTree, reportedPath } from '../../scan/sources/list-files.ts';
import { firstOf } from '../../syntax/words.ts';
import { type FileHit, searchBytes, searchListed } from '../search/file-search.ts';

/** A line of a file that holds the value, or a file name or link target that does. */
export interface TreePlace {
  /** Relative to the folder that was searched. */
  readonly path: string;
  /** From 1; absent for a file name and a link target. */
  readonly line?: number;
  /** Such as `CI file`, `ignored by git`, `base64`. */
  readonly remarks: readonly string[];
}

/**
 * Every line and file name of the work tree that holds a value: in files that git tracks or would add, and in single
 * files that it ignores, such as `.env`. Folders that git ignores are left out, with a notice. Outside of git, all files
 * are searched that ignore files do not exclude.
 *
 * @param needles the forms of one value
 * @param folder absolute; the top folder of `repository` if there is one
 * @param extra absolute path of a file that is searched in any case
 */
export async function findInTree(
  needles: NeedleSet,
  folder: string,
  extra: string,
  repository: Repository | undefined,
  env: GitContext['env'],
  log: ScanLog,
): Promise<TreePlace[]> {
  const places: TreePlace[] = [];
  const seen = new Set<string>();
  const context = { cwd: folder, env: withoutHookVariables(env) };
  const searchAll = async (files: AsyncIterable<ListedFile> | Iterable<ListedFile>, isIgnored: boolean) => {
    for await (const file of files) {
      const { path } = file;
      seen.add(path);
      const remarks = [...(isCiFile(path) ? ['CI file'] : []), ...(isIgnored ? ['ignored by git'] : [])];
      for (const { line, needles: found } of search(needles, file, log)) {
        for (const form of needles.valuesOf(found).get(0) ?? []) {
          const all = form === 'plain' ? remarks : [...remarks, form];
          places.push(defined({ path, line, remarks: all }));
        }
      }
    }
  };
  if (repository === undefined) {
    await searchAll(listFolder(folder, '', log), false);
  } else {
    await searchAll(listWorkTree(context, '', log), false);
    await searchAll(listIgnored(context, log), true);
  }
  const path = reportedPath(folder, extra);
  if (!seen.has(path)) await searchAll([{ open: extra, path, tracked: false }], false);
  return places;
}

/** A deleted file can still be in the index. */
function search(needles: NeedleSet, { open, path }: ListedFile, log: ScanLog): FileHit[] {
  return [...searchBytes(needles, Buffer.from(path), path), ...searchListed(needles, open, path, log)];
}

/** Folders that the notice names at most. */
const NAMED = 3;

/** Single files that git ignores. With `--directory` a folder that is ignored as a whole is one entry, with a slash. */
async function* listIgnored(context: GitContext, log: ScanLog): AsyncGenerator<ListedFile> {
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  const folders: string[] = [];
  for await (const record of gitRecords(context, args)) {
    const path = decodePath(record);
    if (path.endsWith('/')) folders.push(path);
    else yield fileIn(context.cwd, '', record, false);
  }
  if (folders.length > 0) log.notice(`not looked at: folders that git ignores (${firstOf(folders, NAMED)})`);
}
