import { type Duplex, pipeline, Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { createGunzip, createInflate } from 'node:zlib';
import { Refusal } from './budget.ts';
import { type Chunks, peek } from './chunks.ts';
import { type ArchiveReader, only } from './entry.ts';
import { HEAD_BYTES } from './format.ts';

/** Gzip, of one member or several (RFC 1952, 2.2). What the header of the first says, its name and comment, is looked at, too. */
export const readGzip: ArchiveReader = async function* readGzip(chunks) {
  const { head, all } = await peek(chunks, HEAD_BYTES);
  const notes = notesOf(head);
  if (notes.length > 0) yield { name: 'header', chunks: only(notes) };
  yield { chunks: through(all, createGunzip()) };
};

/** Offsets in a header of gzip, and its flags (2.3). */
const [FLAGS, HEADER_BYTES] = [3, 10];
const [HAS_EXTRA, HAS_NAME, HAS_COMMENT] = [4, 8, 16];

/** The extra field, the name and the comment, as far as they are in `head`. */
function notesOf(head: Buffer): Buffer {
  const flags = head[FLAGS] ?? 0;
  let end = HEADER_BYTES;
  if (flags & HAS_EXTRA && end + 2 <= head.length) end += 2 + head.readUInt16LE(end);
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    const zero = head.indexOf(0, end);
    if (flags & flag) end = zero < 0 ? head.length : zero + 1;
  }
  return head.subarray(HEADER_BYTES, end);
}

export const readZlib: ArchiveReader = async function* readZlib(chunks) {
  yield { chunks: through(chunks, createInflate()) };
};

/** An error of either ends the other, and the reader gets it. */
export function through(chunks: Chunks, unpack: Duplex): Chunks {
  return pipeline(Readable.from(chunks), unpack, () => {});
}

export const readXz: ArchiveReader = async function* readXz(chunks) {
  const { XzReadableStream } = (await import('xz-decompress')).default;
  yield { chunks: new XzReadableStream(ReadableStream.from(chunks) as never) as unknown as Chunks };
};

export const readBzip2: ArchiveReader = async function* readBzip2(chunks) {
  const { unbzip2 } = await import('./bzip2/unbzip2.ts');
  yield { chunks: unbzip2(chunks) };
};

export const readLz4: ArchiveReader = async function* readLz4(chunks) {
  const { unlz4 } = await import('./lz4.ts');
  yield { chunks: unlz4(chunks) };
};

export const readZstd: ArchiveReader = async function* readZstd(chunks) {
  const { head, all } = await peek(chunks, HEAD_BYTES);
  if (windowOf(head) > MOST_WINDOW) throw new Refusal('it needs more memory than zstd grants');
  yield { chunks: unzstd(all) };
};

/** What zstd itself refuses without `--long`. */
const MOST_WINDOW = 128 * 1024 ** 2;

/** The memory that the first frame needs (RFC 8878, 3.1.1.1). */
function windowOf(head: Buffer): number {
  const [descriptor = 0, window = 0] = head.subarray(4);
  if ((descriptor & 0x20) === 0) return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8);
  // The window is the content, whose size stands behind the id of a dictionary.
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const bytes = [1, 2, 4, 8][descriptor >> 6] ?? 0;
  return at + bytes > head.length ? 0 : bytes < 8 ? head.readUIntLE(at, bytes) : Number(head.readBigUInt64LE(at));
}

/** Bytes that are unpacked at once: four of them can stand for 128 KiB (RFC 8878, 3.1.1.2). */
const ZSTD_BYTES = 256;

async function* unzstd(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  const ready: Uint8Array[] = [];
  const decompress = new Decompress((chunk) => {
    ready.push(chunk);
  });
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += ZSTD_BYTES) {
      decompress.push(chunk.subarray(at, at + ZSTD_BYTES));
      yield* ready.splice(0);
    }
  }
  decompress.push(new Uint8Array(0), true);
  yield* ready;
}
