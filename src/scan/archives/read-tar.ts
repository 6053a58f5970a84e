import { ReadableStream } from 'node:stream/web';
import { createTarDecoder } from 'modern-tar';
import { type ArchiveReader, only } from './entry.ts';

/** Tar, in all its kinds; of a link its target; folders have no content. */
export const readTar: ArchiveReader = async function* readTar(chunks) {
  const { readable, writable } = createTarDecoder({ strict: true });
  const fed = ReadableStream.from(chunks).pipeTo(writable as WritableStream);
  // Its error reaches the reader of `readable`, too.
  fed.catch(() => {});
  let last = '';
  for await (const { header, body } of readable as unknown as ReadableStream<TarEntry>) {
    const { name, size, linkname = '' } = header;
    const notes = notesOf(header);
    // Those of a whole archive come with each file.
    if (notes !== last && notes !== '') yield { name, chunks: only(Buffer.from(notes)) };
    last = notes;
    if (linkname !== '') yield { name, chunks: only(Buffer.from(linkname)) };
    if (size === 0) await body.cancel();
    else yield { name, chunks: body };
  }
  await fed;
};

/** What a header says in words: comments, and whatever programs note (pax(1), Extended Header). */
function notesOf({ pax = {} }: TarEntry['header']): string {
  return Object.entries(pax)
    .filter(([keyword]) => !/^(?:path|linkpath|size|[acm]time|uid|gid|uname|gname|hdrcharset)$/.test(keyword))
    .map(([keyword, value]) => `${keyword}=${value}\n`)
    .join('');
}

interface TarEntry {
  readonly header: {
    readonly name: string;
    readonly size: number;
    readonly linkname?: string;
    readonly pax?: Readonly<Record<string, string>>;
  };
  readonly body: ReadableStream<Uint8Array>;
}
