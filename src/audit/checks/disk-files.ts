import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { foldersAbove } from '../../files/path-parts.ts';
import { MIB, readSmallFile, textOf } from '../../files/read-file.ts';
import type { ProjectFiles } from './project-files.ts';
import { hasSecretName } from './secret-file.ts';

/** Folders that are searched for files that git ignores. */
const MOST_FOLDERS = 5000;

/** Levels of folders that are searched below the last one with files of the project. */
const MOST_LEVELS = 3;

/**
 * Files with the name of a secret file in the project's folders. Those that git ignores are included, since a build
 * copies what is on the disk; dependencies and build output are not.
 * @returns sorted paths relative to the root
 */
export function secretNamedFiles(files: ProjectFiles): string[] {
  const found = new Set(files.paths.filter(hasSecretName));
  /** By folder, the levels between it and the last folder with files of the project. */
  const folders = new Map([['', 0]]);
  for (const path of files.paths) {
    for (const folder of foldersAbove(path)) {
      if (folders.has(folder) || folders.size >= MOST_FOLDERS) break;
      folders.set(folder, 0);
    }
  }
  for (const [folder, level] of folders) {
    for (const { path, entry } of entriesOf(files, folder)) {
      if (entry.isFile() && hasSecretName(path)) found.add(path);
      const isOwn = entry.isDirectory() && !NOT_OWN.test(entry.name) && !folders.has(path);
      if (isOwn && level < MOST_LEVELS && folders.size < MOST_FOLDERS) folders.set(path, level + 1);
    }
  }
  return [...found].sort();
}

/** Folders with dependencies, build output and caches. */
const NOT_OWN =
  /^(?:\.git|\.hg|\.svn|node_modules|bower_components|vendor|Pods|site-packages|\.?v?env|__pycache__|dist|build|out|target|bin|obj|coverage|tmp|temp|\.(?:cache|next|nuxt|output|svelte-kit|turbo|parcel-cache|gradle|idea|vs|tox|nox|mypy_cache|pytest_cache|ruff_cache|terraform|serverless|yarn|pnpm-store|angular|dart_tool|bundle|direnv))$/i;

/** Files with the name of a secret file in one folder and the folders in it, whether or not git ignores them. */
export function secretNamedBelow(files: ProjectFiles, folder: string): string[] {
  const found: string[] = [];
  const folders = new Set([folder.replace(/^\//, '')]);
  for (const each of folders) {
    for (const { path, entry } of entriesOf(files, each)) {
      if (entry.isFile() && hasSecretName(path)) found.push(path);
      else if (entry.isDirectory() && !NOT_WALKED.has(entry.name) && folders.size < MOST_FOLDERS) folders.add(path);
    }
  }
  return found;
}

const NOT_WALKED = new Set(['.git', 'node_modules']);

function entriesOf({ root }: ProjectFiles, folder: string) {
  try {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    return entries.map((entry) => ({ entry, path: folder === '' ? entry.name : `${folder}/${entry.name}` }));
  } catch {
    // Gone or not readable. Then git could not list it either and has said so.
    return [];
  }
}

/** A file's text, even if git ignores the file; undefined in the cases of {@link ProjectFiles.text}. */
export function textOnDisk(files: ProjectFiles, path: string): string | undefined {
  const known = files.text(path);
  if (known !== undefined) return known;
  const read = readSmallFile(join(files.root, path), MIB, 'refused');
  return 'bytes' in read ? textOf(read.bytes) : undefined;
}

/** Whether anything is at a path. */
export function isOnDisk(files: ProjectFiles, path: string): boolean {
  return lstatSync(join(files.root, path), { throwIfNoEntry: false }) !== undefined;
}
