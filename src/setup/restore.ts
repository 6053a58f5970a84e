import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import type { Project } from './project.ts';

/**
 * The change that removes what is ours from one file; none where there is nothing of ours in it.
 * @param strip returns the file's text without what is ours; undefined to delete the file
 */
export function restoreFile(
  project: Project,
  path: string,
  strip: (text: string, shown: string) => string | undefined,
): Change[] {
  // `init` writes nothing but regular files.
  if (!lstatSync(resolve(project.root, path), { throwIfNoEntry: false })?.isFile()) return [];
  const file = openFile(project, path);
  const after = file.text === undefined ? undefined : strip(file.text, file.shown);
  return after === file.text ? [] : [{ file, after, executable: false, why: 'no longer runs hexhound' }];
}
