import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { decodePath } from '../../git/path.ts';
import { systemReason } from '../../model/errors.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import type { NeedleSet } from './needle-set.ts';

/** A file, or a name, that something was found in. */
export interface FileHit {
  /** Relative to the folder that was searched, with slashes. */
  readonly path: string;
  readonly needles: readonly number[];
  /** From 1; absent where it stands in the name or in where a link leads. */
  readonly line?: number;
}

export interface FileSearchOptions {
  /** Files and folders, by their path, that are not looked into. */
  readonly skip: (path: string, isFolder: boolean) => boolean;
}

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Looks for byte strings in all files of a folder, in their names, and in where links lead. Links are not followed. What
 * cannot be read is told to the log.
 */
export function* searchFolder(
  needles: NeedleSet,
  folder: string,
  options: FileSearchOptions,
  log: ScanLog,
): Generator<FileHit> {
  const open: Buffer[] = [Buffer.alloc(0)];
  const root = Buffer.from(`${folder}/`);
  for (let relative = open.pop(); relative !== undefined; relative = open.pop()) {
    for (const name of listNames(Buffer.concat([root, relative]), log)) {
      const path = Buffer.concat([relative, name]);
      const shown = decodePath(path);
      try {
        const full = Buffer.concat([root, path]);
        const stat = lstatSync(full);
        if (options.skip(shown, stat.isDirectory())) continue;
        const inName = needles.findIn(name);
        if (inName.length > 0) yield { path: shown, needles: inName };
        if (stat.isDirectory()) open.push(Buffer.concat([path, Buffer.from('/')]));
        else if (stat.isSymbolicLink()) {
          const found = needles.findIn(readlinkSync(full, { encoding: 'buffer' }));
          if (found.length > 0) yield { path: shown, needles: found };
        } else if (stat.isFile()) yield* searchFile(needles, full, shown, log);
      } catch (thrown) {
        log.error('E_SOURCE', shown, systemReason(thrown, 'cannot be read'));
      }
    }
  }
}

function listNames(folder: Buffer, log: ScanLog): Buffer[] {
  try {
    return readdirSync(folder, { encoding: 'buffer' }).sort(Buffer.compare);
  } catch (thrown) {
    log.error('E_SOURCE', decodePath(folder), systemReason(thrown, 'cannot be read'));
    return [];
  }
}

/** Piece by piece; each begins with the end of the one before. */
function* searchFile(needles: NeedleSet, full: Buffer, path: string, log: ScanLog): Generator<FileHit> {
  const file = openSync(full, 'r');
  try {
    log.files++;
    const overlap = Math.max(0, needles.longest - 1);
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES + overlap);
    const lines = new Map<number, Set<number>>();
    let [held, line] = [0, 1];
    for (;;) {
      const read = readSync(file, buffer, held, CHUNK_BYTES, null);
      if (read === 0) break;
      const end = held + read;
      let [counted, current] = [0, line];
      needles.search(buffer, 0, end, (needle, at) => {
        for (; counted < at; counted++) if (buffer[counted] === LINE_FEED) current++;
        lines.set(current, (lines.get(current) ?? new Set()).add(needle));
      });
      const kept = Math.min(overlap, end);
      for (let at = 0; at < end - kept; at++) if (buffer[at] === LINE_FEED) line++;
      buffer.copyWithin(0, end - kept, end);
      held = kept;
    }
    for (const [number, found] of lines) yield { path, needles: [...found], line: number };
  } finally {
    closeSync(file);
  }
}

const LINE_FEED = 10;
