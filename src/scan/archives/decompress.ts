import { type Duplex, pipeline, Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { createGunzip, createInflate } from 'node:zlib';
import type { Chunks } from './chunks.ts';
import type { ArchiveReader } from './entry.ts';

/** Gzip, of one member or several (RFC 1952, 2.2). */
export const readGzip: ArchiveReader = async function* readGzip(chunks) {
  yield { chunks: through(chunks, createGunzip()) };
};

export const readZlib: ArchiveReader = async function* readZlib(chunks) {
  yield { chunks: through(chunks, createInflate()) };
};

/** An error of either ends the other, and the reader gets it. */
function through(chunks: Chunks, unpack: Duplex): Chunks {
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
  yield { chunks: unzstd(chunks) };
};

async function* unzstd(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  const ready: Uint8Array[] = [];
  const decompress = new Decompress((chunk) => {
    ready.push(chunk);
  });
  for await (const chunk of chunks) {
    decompress.push(chunk);
    yield* ready.splice(0);
  }
  decompress.push(new Uint8Array(0), true);
  yield* ready;
}
