import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { HexhoundError, messageOf } from '../model/errors.ts';

const MIB = 1024 * 1024;

/** In bytes, far larger than any real list of exceptions. */
const MAX_BYTES = 64 * MIB;

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
  const bytes = readBytes(path, shown, limit);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HexhoundError('E_CONFIG', shown, 'is not UTF-8 text', { cause });
  }
}

function readBytes(path: string, shown: string, limit: number): Uint8Array {
  let file: number | undefined;
  try {
    // O_NONBLOCK: opening a fifo that nobody writes to must not wait for ever.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new HexhoundError('E_CONFIG', shown, 'is not a regular file');
    if (stat.size > limit) throw new HexhoundError('E_CONFIG', shown, `is larger than ${limit / MIB} MiB`);
    const bytes = Buffer.alloc(stat.size);
    return bytes.subarray(0, readSync(file, bytes));
  } catch (cause) {
    if (cause instanceof HexhoundError) throw cause;
    // Without the path in `ENOENT: no such file or directory, open '...'`, which the subject names already.
    throw new HexhoundError('E_CONFIG', shown, `cannot be read: ${messageOf(cause).replace(/, \w+( '.*')?$/s, '')}`, {
      cause,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
