import { MAX_WHOLE_BYTES, Refusal } from './budget.ts';

/** A content, in order. Each chunk is the reader's to keep. */
export type Chunks = AsyncIterable<Uint8Array>;

/** Calls `onChunk` with the length of every chunk. */
export async function* metered(chunks: Chunks, onChunk: (length: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onChunk(chunk.length);
    yield chunk;
  }
}

/** The first `length` bytes, fewer if there are no more, and all chunks with them. */
export async function peek(chunks: Chunks, length: number): Promise<{ head: Buffer; all: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < length) {
    const { done, value } = await iterator.next();
    if (done) break;
    held.push(value);
    size += value.length;
  }
  const head = joined(held);
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, all: all() };
}

/** The whole content. @throws Refusal if it is too large */
export async function collect(chunks: Chunks): Promise<Buffer> {
  const held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MAX_WHOLE_BYTES) throw new Refusal(`it is larger than ${MAX_WHOLE_BYTES / 1024 ** 2} MiB`);
    held.push(chunk);
  }
  return joined(held);
}

/** Chunks as one buffer, which is the chunk itself if there is only one. */
export function joined(chunks: readonly Uint8Array[]): Buffer {
  const [first, second] = chunks;
  if (first === undefined || second !== undefined) return Buffer.concat(chunks);
  return Buffer.from(first.buffer, first.byteOffset, first.length);
}
