import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type Fragment, nextOrigin, OVERLAP_BYTES, PIECE_BYTES, START } from '../../model/fragment.ts';

/** One buffer for all files: opening and reading into it is several times faster than a fresh buffer per file. */
let shared = Buffer.allocUnsafe(1024 * 1024);

/**
 * The content of a regular file, in one piece or in overlapping ones. What is read is what the file holds while it is
 * read, whatever its size was before. Fifos, sockets and devices give nothing.
 * @throws the system's error when the file cannot be opened or read
 */
export function* readFile(path: string | Buffer): Generator<Pick<Fragment, 'bytes' | 'origin'>> {
  // O_NONBLOCK: opening a fifo that nobody writes to must not wait for ever.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return;
    const wanted = Math.min(stat.size + 1, PIECE_BYTES);
    if (shared.length < wanted) shared = Buffer.allocUnsafe(Math.min(PIECE_BYTES, 2 ** Math.ceil(Math.log2(wanted))));
    let filled = 0;
    let origin = START;
    for (;;) {
      const read = readSync(fd, shared, filled, shared.length - filled, null);
      filled += read;
      if (read === 0) {
        if (filled > 0) yield { bytes: shared.subarray(0, filled), origin };
        return;
      }
      if (filled < shared.length) continue;
      if (shared.length < PIECE_BYTES) {
        shared = Buffer.concat([shared], Math.min(PIECE_BYTES, shared.length * 2));
        continue;
      }
      yield { bytes: shared, origin };
      origin = nextOrigin(origin, shared);
      shared.copyWithin(0, filled - OVERLAP_BYTES, filled);
      filled = OVERLAP_BYTES;
    }
  } finally {
    closeSync(fd);
  }
}
