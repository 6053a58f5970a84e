import { ReadableStream } from 'node:stream/web';
import { createTarDecoder } from 'modern-tar';
import type { ArchiveReader } from './entry.ts';

/** Tar, in all its kinds; links and folders have no content. */
export const readTar: ArchiveReader = async function* readTar(chunks) {
  const { readable, writable } = createTarDecoder({ strict: true });
  const fed = ReadableStream.from(chunks).pipeTo(writable as WritableStream);
  // Its error reaches the reader of `readable`, too.
  fed.catch(() => {});
  for await (const { header, body } of readable as unknown as ReadableStream<TarEntry>) {
    if (header.size === 0) await body.cancel();
    else yield { name: header.name, chunks: body };
  }
  await fed;
};

interface TarEntry {
  readonly header: { readonly name: string; readonly size: number };
  readonly body: ReadableStream<Uint8Array>;
}
