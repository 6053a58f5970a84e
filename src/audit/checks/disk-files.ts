import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { foldersAbove } from '../../files/path-parts.ts';
import { readSmallFile, textOf } from '../../files/read-file.ts';
import type { ProjectFiles } from './project-files.ts';
import { hasSecretName } from './secret-file.ts';

/** Folders that are looked into for files that git ignores. */
const MOST_FOLDERS = 5000;

/** Folders that git ignores as a whole and that people keep secrets in. */
const SECRET_FOLDER = /^\.?(?:secrets?|certs?|ssl|tls|keys?|credentials?|private|aws|ssh|config)$/i;

/** Larger ones are no text that somebody wrote. */
const MAX_BYTES = 1024 * 1024;

/**
 * Files with the name of a secret file that are in the project's folders, those included that git ignores: a build
 * copies what is on the disk. Dependencies and build output are not looked into.
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
      else if (entry.isDirectory() && SECRET_FOLDER.test(entry.name) && folders.size < MOST_FOLDERS) folders.add(path);
    }
  }
  return [...found].sort();
}

/** The same within one folder and the folders in it, whatever git ignores there. */
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
    // Gone, or closed to us: then git could not list it either, and has said so.
    return [];
  }
}

/** A file's text, whether git knows the file or ignores it; undefined for what ProjectFiles.text gives undefined for. */
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
