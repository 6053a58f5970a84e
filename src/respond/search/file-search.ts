import { lstatSync, readlinkSync } from 'node:fs';
import { decodePath } from '../../git/path.ts';
import { messageOf, systemReason } from '../../model/errors.ts';
import type { NeedleSet } from '../../model/needle-set.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { entriesOf, pathIn } from '../../scan/sources/list-files.ts';
import { PieceReader } from '../../scan/sources/read-pieces.ts';

/** A line of a file, a file name or a link target in which needles were found. */
export interface FileHit {
  /** Relative to the folder that was searched, with slashes. */
  readonly path: string;
  readonly needles: readonly number[];
  /** From 1; absent for a file name and a link target. */
  readonly line?: number;
}

/**
 * Searches all files of a folder and its sub-folders, their names, and the targets of symbolic links. Links are not
 * followed. What cannot be read is reported to the log.
 * @param skip which files and folders to leave out, by path
 */
export function* searchFolder(
  needles: NeedleSet,
  folder: string,
  skip: (path: string, isFolder: boolean) => boolean,
  log: ScanLog,
): Generator<FileHit> {
  const open = [''];
  const reader = new PieceReader();
  for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
    const here = pathIn(folder, Buffer.from(inner, 'latin1'));
    for (const { name, isFolder } of entriesOf(here, decodePath(Buffer.from(here)), log)) {
      const path = Buffer.from(inner + name, 'latin1');
      const shown = decodePath(path);
      if (skip(shown, isFolder)) continue;
      yield* searchBytes(needles, Buffer.from(name, 'latin1'), shown);
      if (isFolder) open.push(`${inner}${name}/`);
      else yield* searchListed(needles, pathIn(folder, path), shown, log, reader);
    }
  }
}

/** As `searchFile`, with an error in the log for one that cannot be read; one that is gone by now has nothing. */
export function* searchListed(...given: Parameters<typeof searchFile>): Generator<FileHit> {
  const [, , path, log] = given;
  try {
    yield* searchFile(...given);
  } catch (thrown) {
    if (!messageOf(thrown).startsWith('ENOENT')) log.error('E_SOURCE', path, systemReason(thrown, 'cannot be read'));
  }
}

/** Searches a file name or the target of a link. */
export function* searchBytes(needles: NeedleSet, bytes: Buffer, path: string): Generator<FileHit> {
  const found = needles.findIn(bytes);
  if (found.length > 0) yield { path, needles: found };
}

/**
 * Searches one file, or the target of a symbolic link. There is nothing to search in anything else.
 * @param path the path that hits get
 * @throws the system's error when it cannot be read
 */
export function* searchFile(
  needles: NeedleSet,
  full: string | Buffer,
  path: string,
  log: ScanLog,
  reader = new PieceReader(),
): Generator<FileHit> {
  const stat = lstatSync(full);
  if (stat.isSymbolicLink()) yield* searchBytes(needles, readlinkSync(full, { encoding: 'buffer' }), path);
  if (!stat.isFile()) return;
  log.files++;
  const lines = new Map<number, Set<number>>();
  // A match at the border of two pieces is found: pieces overlap by more than the longest needle.
  for (const { bytes, origin } of reader.read(full)) {
    let [counted, line] = [0, origin.line];
    needles.search(bytes, 0, bytes.length, (needle, at) => {
      for (; counted < at; counted++) if (bytes[counted] === LINE_FEED) line++;
      lines.set(line, (lines.get(line) ?? new Set()).add(needle));
    });
  }
  for (const [line, found] of lines) yield { path, needles: [...found], line };
}

const LINE_FEED = 10;
