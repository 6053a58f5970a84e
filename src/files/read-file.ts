import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { HexhoundError, messageOf } from '../model/errors.ts';

export const MIB = 1024 * 1024;

/** In bytes, far larger than any real list of exceptions. */
const MAX_BYTES = 64 * MIB;

/** What a small file holds, or why it was not read. Where the system refused, `cause` is its error. */
export type SmallFile =
  | { readonly bytes: Buffer; readonly stat: Stats }
  | { readonly failure: 'missing' | 'not a file' | 'too large' | 'unreadable'; readonly cause?: unknown };

/**
 * Reads a file that is not trusted: anything but a regular file of limited size is a failure.
 * @param limit in bytes
 * @param links whether a symbolic link is followed, or is not a file
 */
export function readSmallFile(path: string | Buffer, limit: number, links: 'followed' | 'refused'): SmallFile {
  let file: number | undefined;
  try {
    if (links === 'refused' && !lstatSync(path).isFile()) return { failure: 'not a file' };
    // O_NONBLOCK: opening a fifo that nobody writes to must not wait for ever. Windows has neither.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (!stat.isFile()) return { failure: 'not a file' };
    if (stat.size > limit) return { failure: 'too large' };
    const bytes = Buffer.alloc(stat.size);
    return { bytes: bytes.subarray(0, readSync(file, bytes)), stat };
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    return { failure: isMissing ? 'missing' : 'unreadable', cause };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A file's text without a byte order mark; undefined if it has NUL bytes and so is not text. */
export function textOf(bytes: Buffer): string | undefined {
  return bytes.includes(0) ? undefined : bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** The text of bytes in UTF-8, which gives the same bytes when it is written; undefined for others, and for UTF-16. */
export function exactText(bytes: Buffer): string | undefined {
  // UTF-16 without a byte order mark is valid UTF-8 with NULs.
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString('utf8') : undefined;
}

/**
 * Reads a text file of a repository that is not trusted: anything but a regular file of moderate size in UTF-8 is an error. A
 * byte order mark is left out.
 *
 * @param path where it is
 * @param shown what messages call it
 * @param limit in bytes
 * @throws HexhoundError E_CONFIG
 */
export function readTextFile(path: string, shown: string, limit = MAX_BYTES): string {
  const read = readSmallFile(path, limit, 'followed');
  if ('failure' in read) throw new HexhoundError('E_CONFIG', shown, why(read, limit), { cause: read.cause });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(read.bytes);
  } catch (cause) {
    throw new HexhoundError('E_CONFIG', shown, 'is not UTF-8 text', { cause });
  }
}

function why({ failure, cause }: Extract<SmallFile, { failure: string }>, limit: number): string {
  if (failure === 'not a file') return 'is not a regular file';
  if (failure === 'too large') return `is larger than ${limit / MIB} MiB`;
  // Without the path in `ENOENT: no such file or directory, open '...'`, which the subject names already.
  return `cannot be read: ${messageOf(cause).replace(/, \w+( '.*')?$/s, '')}`;
}
