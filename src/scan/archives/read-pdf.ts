import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Refusal } from './budget.ts';
import { collect } from './chunks.ts';
import { type ArchiveReader, only } from './entry.ts';
import { endOfPdf, objectsOf } from './pdf-objects.ts';
import type { PdfMessage } from './pdf-worker.ts';

/** The text of a PDF, page by page with its links, notes and fields; what is said about it; the files that are attached. */
export const readPdf: ArchiveReader = async function* readPdf(chunks) {
  const bytes = await collect(chunks);
  let number = 0;
  const end = endOfPdf(bytes);
  for await (const message of messagesOf(bytes)) {
    if (!('end' in message)) yield { name: message.name, chunks: only(message.bytes) };
    else if (message.end === 'encrypted') throw new Refusal('it is encrypted');
    else if (message.end === 'damaged') throw new Error('no PDF');
    else break;
  }
  for (const object of objectsOf(bytes.subarray(0, end))) yield { name: `object ${++number}`, chunks: only(object) };
  const behind = bytes.subarray(end);
  if (behind.length > LEAST_BEHIND) yield { chunks: only(behind) };
};

/** Bytes behind a PDF that are more than a line end. */
const LEAST_BEHIND = 22;

/**
 * What its pages show may be forms in forms without end, and its streams may be packed again and again: no page takes this long,
 * and none so much memory. It is looked at this often.
 */
const [MOST_MS, MOST_MEMORY, EVERY_MS] = [30_000, 384 * 1024 ** 2, 50];
const LIMITS = { maxOldGenerationSizeMb: MOST_MEMORY / 1024 ** 2 };

/** Threads that read PDFs, and have nothing to do. */
const idle: Worker[] = [];

async function* messagesOf(bytes: Uint8Array): AsyncGenerator<PdfMessage> {
  const worker = idle.pop() ?? startWorker();
  const given = new AbortController();
  const memory = process.memoryUsage.rss();
  let last = performance.now();
  const watch = setInterval(() => {
    if (performance.now() - last > MOST_MS) given.abort('it takes too long to read');
    else if (process.memoryUsage.rss() - memory > MOST_MEMORY) given.abort('it takes too much memory to read');
  }, EVERY_MS);
  let isEnd = false;
  try {
    const copy = new Uint8Array(bytes);
    worker.ref();
    worker.postMessage(copy, [copy.buffer]);
    for await (const [message] of on(worker, 'message', { signal: given.signal })) {
      isEnd = 'end' in message;
      yield message;
      if (isEnd) return;
      last = performance.now();
    }
  } catch (thrown) {
    if (isEnd || !given.signal.aborted) throw thrown;
    throw new Refusal(String(given.signal.reason));
  } finally {
    clearInterval(watch);
    worker.unref();
    if (isEnd) idle.push(worker);
    else await worker.terminate();
  }
}

function startWorker(): Worker {
  const file = new URL('pdf-worker.js', new URL(__THREADS__, import.meta.url));
  return new Worker(file, { stdout: true, stderr: true, resourceLimits: LIMITS });
}
