import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Change } from '../files/change.ts';
import { openFile } from '../files/opened-file.ts';
import type { Project } from './project.ts';

/**
 * The change that takes what is ours out of one file: none where there is nothing of ours in it.
 * @param strip gives the file's text without what is ours; undefined where the file can go
 */
export function restoreFile(
  project: Project,
  path: string,
  strip: (text: string, shown: string) => string | undefined,
): Change[] {
  // Where something else stands, such as a symbolic link, `init` has written nothing.
  if (!lstatSync(resolve(project.root, path), { throwIfNoEntry: false })?.isFile()) return [];
  const file = openFile(project, path);
  const after = file.text === undefined ? undefined : strip(file.text, file.shown);
  return after === file.text ? [] : [{ file, after, executable: false, why: 'no longer runs hexhound' }];
}
