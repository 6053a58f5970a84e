import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { messageOf, type ScanError } from '../../model/errors.ts';
import type { GitContext } from '../safety.ts';
import { parseAlternates } from './parse-alternates.ts';
import { withFile } from './regular-file.ts';

/** Git ignores alternates of alternates that are nested deeper. */
const MAX_DEPTH = 5;

/** Some 10,000 folders, far more than any real list has. */
const MAX_BYTES = 1024 * 1024;

/**
 * The folders that hold a repository's objects, in the order in which git looks through them: its own, those of
 * GIT_ALTERNATE_OBJECT_DIRECTORIES, those of its info/alternates, each followed by its own alternates (gitrepository-layout(5)).
 * What git leaves out (folders that do not exist, alternates nested too deep) is reported to `problem`.
 * @param own absolute path of the repository's own objects folder
 * @param context relative paths in the environment are relative to its `cwd`
 */
export function listObjectFolders(own: string, context: GitContext, problem: (error: ScanError) => void): string[] {
  const report = (subject: string, message: string) => problem({ code: 'E_GIT', subject, message });
  const folders = [own];
  const seen = new Set([realPath(own)]);
  const add = (alternates: readonly string[], base: string, depth: number): void => {
    if (alternates.length === 0) return;
    if (depth > MAX_DEPTH) {
      report(base, 'its alternates are nested too deep: git ignores them, and so do we');
      return;
    }
    for (const alternate of alternates) {
      const path = isAbsolute(alternate) ? alternate : join(base, alternate);
      const folder = realPath(path);
      if (folder === undefined) report(path, `${base} names it as an alternate object folder, and it does not exist`);
      if (folder === undefined || seen.has(folder)) continue;
      seen.add(folder);
      folders.push(folder);
      add(readAlternates(folder, report), folder, depth + 1);
    }
  };
  const fromEnvironment = Buffer.from(context.env.GIT_ALTERNATE_OBJECT_DIRECTORIES ?? '');
  add(parseAlternates(fromEnvironment, delimiter), context.cwd, 0);
  add(readAlternates(own, report), realPath(own) ?? own, 0);
  return folders;
}

function readAlternates(folder: string, report: (subject: string, message: string) => void): string[] {
  const path = join(folder, 'info', 'alternates');
  if (!existsSync(path)) return [];
  try {
    const bytes = withFile(path, (file) => {
      if (file.size > MAX_BYTES) throw file.error('is too large to be a list of alternates');
      return file.read(0, file.size);
    });
    return parseAlternates(bytes, '\n');
  } catch (thrown) {
    report(path, messageOf(thrown));
    return [];
  }
}

/** The path of a folder without symbolic links; undefined where there is no folder. */
function realPath(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}
