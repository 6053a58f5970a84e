import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { foldersAbove } from '../../files/path-parts.ts';
import { readSmallFile, textOf } from '../../files/read-file.ts';
import type { ProjectFiles } from './project-files.ts';
import { hasSecretName } from './secret-file.ts';

/** Folders in which files are searched for that git ignores. */
const MOST_FOLDERS = 5000;

/** Folders that people keep secrets in and that git may ignore as a whole. */
const SECRET_FOLDER = /^\.?(?:secrets?|envs|certs?|ssl|tls|keys?|credentials?|private|aws|ssh|config)$/i;

/** The folder with one of each stage in it: `.envs/.production/`. */
const STAGES = /(?:^|\/)\.envs$/;

/** Nobody writes larger files by hand. */
const MAX_BYTES = 1024 * 1024;

/**
 * Files with the name of a secret file in the project's folders. Those that git ignores are included, since a build
 * copies what is on the disk; dependencies and build output are not.
 * @returns sorted paths relative to the root
 */
export function secretNamedFiles(files: ProjectFiles): string[] {
  const found = new Set(files.paths.filter(hasSecretName));
  const folders = new Set(['']);
  for (const path of files.paths) {
    for (const folder of foldersAbove(path)) {
      if (folders.has(folder) || folders.size >= MOST_FOLDERS) break;
      folders.add(folder);
    }
  }
  for (const folder of folders) {
    for (const entry of entriesOf(join(files.root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && hasSecretName(path)) found.add(path);
      else if (!entry.isDirectory() || folders.size >= MOST_FOLDERS) continue;
      else if (SECRET_FOLDER.test(entry.name) || STAGES.test(folder)) folders.add(path);
    }
  }
  return [...found].sort();
}

/** The same for one folder and all folders in it, no matter what git ignores there. */
export function secretNamedBelow(files: ProjectFiles, folder: string): string[] {
  const found: string[] = [];
  const folders = new Set([folder.replace(/^\//, '')]);
  for (const each of folders) {
    for (const entry of entriesOf(join(files.root, each))) {
      const path = each === '' ? entry.name : `${each}/${entry.name}`;
      if (entry.isFile() && hasSecretName(path)) found.push(path);
      else if (entry.isDirectory() && !NOT_WALKED.has(entry.name) && folders.size < MOST_FOLDERS) folders.add(path);
    }
  }
  return found;
}

const NOT_WALKED = new Set(['.git', 'node_modules']);

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Gone or not readable. Then git could not list it either and has said so.
    return [];
  }
}

/** A file's text, even if git ignores the file; undefined in the cases of {@link ProjectFiles.text}. */
export function textOnDisk(files: ProjectFiles, path: string): string | undefined {
  const known = files.text(path);
  if (known !== undefined) return known;
  const read = readSmallFile(join(files.root, path), MAX_BYTES, 'refused');
  return 'bytes' in read ? textOf(read.bytes) : undefined;
}

/** Whether anything is at a path. */
export function isOnDisk(files: ProjectFiles, path: string): boolean {
  return lstatSync(join(files.root, path), { throwIfNoEntry: false }) !== undefined;
}
