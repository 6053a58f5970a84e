import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { type OpenedFile, openFile, type RepositoryFolders } from './opened-file.ts';
import { refuseLinks, writeAtomically } from './write.ts';

/** One file that will be written, made executable or deleted. */
export interface Change {
  /** The file as it is now. */
  readonly file: OpenedFile;
  /** What it will hold; undefined deletes it. */
  readonly after: string | undefined;
  /** It has to be executable, which it may already be. */
  readonly executable: boolean;
  /** Half a sentence: `runs hexhound before each commit`. */
  readonly why: string;
}

/**
 * Makes one change, completely or not at all.
 * @throws HexhoundError E_CONFIG when the file is no longer what it was when the change was planned, E_USAGE when it
 *   cannot be written
 */
export function applyChange(folders: RepositoryFolders, { file, after, executable }: Change): void {
  if (openFile(folders, file.path).text !== file.text) {
    throw new HexhoundError('E_CONFIG', file.shown, 'has changed meanwhile: run the same command again');
  }
  if (after === undefined) {
    rmSync(file.path);
    return;
  }
  refuseLinks(file.path);
  mkdirSync(dirname(file.path), { recursive: true });
  if (after !== file.text) writeAtomically(file.path, after, 0o644);
  // Executable for whoever can read it.
  const { mode } = statSync(file.path);
  if (executable) chmodSync(file.path, mode | ((mode & 0o444) >> 2));
}
