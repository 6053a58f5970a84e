import { realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HexhoundError, messageOf } from '../model/errors.ts';
import { replaceFile, writePieces } from './replace-file.ts';

/** Characters written at a time: enough to be quick, little enough that a slow reader does not make us hold much. */
const CHUNK = 1 << 18;

/**
 * That a report can be written there, so far as it can be told now: asked before a scan, which may take long.
 * @throws HexhoundError E_USAGE naming the path
 */
export function checkWritable(path: string): void {
  const folder = dirname(path);
  if (!statOf(folder)?.isDirectory()) throw cannotWrite(path, `there is no folder ${folder}`);
  if (statOf(path)?.isDirectory()) throw cannotWrite(path, 'it is a folder');
}

/**
 * Writes a file so that its name never holds half a report: beside it first, then renamed. Synchronous, so that no
 * signal handler runs between the two. Pipes and devices (`/dev/fd/3`, `/dev/null`) are written to as they are.
 *
 * @param text whole, or in pieces of any size
 * @param mode permissions of a file that was not there before; one that was keeps its own
 * @throws HexhoundError E_USAGE naming the path
 */
export function writeWhole(path: string, text: string | Iterable<string>, mode: number): void {
  checkWritable(path);
  const chunks = chunksOf(typeof text === 'string' ? [text] : text);
  try {
    const before = statOf(path);
    if (before && !before.isFile()) writePieces(path, chunks, 'w');
    else replaceFile(before ? realpathSync(path) : path, chunks, before ? before.mode & 0o777 : mode);
  } catch (cause) {
    // What is wrong with the pieces is no fault of the path.
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw cannotWrite(path, messageOf(cause), cause);
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw cannotWrite(path, messageOf(error), error);
  }
}

function cannotWrite(subject: string, why: string, cause?: unknown): HexhoundError {
  return new HexhoundError('E_USAGE', subject, `cannot be written: ${why}`, { cause });
}

/**
 * Writes all pieces and waits until they are taken: the next are made only then. A reader that goes away (`| head`) has
 * seen what it wanted: that is no error, and the rest is dropped.
 */
export async function writeStream(stream: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  // The failure is taken from the callback; unheard, its event would end the process. Every later write on a closed
  // pipe emits another, so after a failure the listener stays.
  const ignore = () => {};
  stream.on('error', ignore);
  for (const chunk of chunksOf(pieces)) {
    const failure = await writeChunk(stream, chunk);
    if (failure !== undefined) {
      if (isCode(failure, 'EPIPE') || isCode(failure, 'ERR_STREAM_DESTROYED')) return;
      throw cannotWrite('standard output', messageOf(failure), failure);
    }
  }
  stream.off('error', ignore);
}

/** Waits for the callback and not for `drain`: it comes when the chunk is taken, for the last one too. */
function writeChunk(stream: NodeJS.WritableStream, chunk: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    stream.write(chunk, (error) => resolve(error ?? undefined));
  });
}

/** Pieces put together until they are worth a system call. */
function* chunksOf(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
