import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { HexhoundError, messageOf } from '../../model/errors.ts';

/** The most bytes that the system reads at a time. */
const READ_BYTES = 2 ** 30;

/** A file of the object database, open for reading. Anything but a regular file is refused, and a fifo is not waited for. */
export class RegularFile {
  readonly path: string;
  readonly fd: number;
  /** Bytes, when it was opened. */
  readonly size: number;

  /** @throws HexhoundError E_GIT when there is no such file, or it may not be read */
  constructor(path: string) {
    this.path = path;
    try {
      // O_NONBLOCK: opening a fifo that nobody writes to must not wait for ever. Windows has neither.
      this.fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    } catch (cause) {
      throw new HexhoundError('E_GIT', path, messageOf(cause), { cause });
    }
    const stat = fstatSync(this.fd);
    this.size = stat.size;
    if (!stat.isFile()) {
      this.close();
      throw this.error('is not a regular file');
    }
  }

  /**
   * `length` bytes from `position` on.
   * @throws HexhoundError E_GIT when the file has no such bytes, or they are too many to hold
   */
  read(position: number, length: number): Buffer {
    if (position + length > this.size) throw this.error('ends early');
    try {
      const bytes = Buffer.allocUnsafe(length);
      if (readFully(this.fd, bytes, 0, length, position) === length) return bytes;
    } catch (cause) {
      throw this.error(messageOf(cause), cause);
    }
    throw this.error('ends early');
  }

  close(): void {
    closeSync(this.fd);
  }

  error(message: string, cause?: unknown): HexhoundError {
    return new HexhoundError('E_GIT', this.path, message, { cause });
  }
}

/** Opens a file, hands it to `use`, and closes it again. */
export function withFile<T>(path: string, use: (file: RegularFile) => T): T {
  const file = new RegularFile(path);
  try {
    return use(file);
  } finally {
    file.close();
  }
}

/**
 * Reads up to `length` bytes of a file into `target`, from `at` on. Returns how many; fewer only at the end of the file.
 * @throws the system's error
 */
export function readFully(fd: number, target: Uint8Array, at: number, length: number, position: number): number {
  let filled = 0;
  while (filled < length) {
    const read = readSync(fd, target, at + filled, Math.min(length - filled, READ_BYTES), position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
