import { realpathSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HexhoundError, messageOf } from '../errors.ts';
import { replaceFile } from '../replace-file.ts';

/** Characters handed to a stream at a time: enough to be quick, little enough that a slow reader does not make us hold a second copy. */
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
 * @param mode permissions of a file that was not there before; one that was keeps its own
 * @throws HexhoundError E_USAGE naming the path
 */
export function writeWhole(path: string, text: string, mode: number): void {
  checkWritable(path);
  try {
    const before = statOf(path);
    if (before && !before.isFile()) writeFileSync(path, text);
    else replaceFile(before ? realpathSync(path) : path, text, before ? before.mode & 0o777 : mode);
  } catch (cause) {
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
 * Writes all of `text` and waits until it is taken. A reader that goes away (`| head`) has seen what it wanted: that is
 * no error, and the rest is dropped.
 */
export async function writeStream(stream: NodeJS.WritableStream, text: string): Promise<void> {
  // The failure is taken from the callback; unheard, its event would end the process. Every later write on a closed
  // pipe emits another, so after a failure the listener stays.
  const ignore = () => {};
  stream.on('error', ignore);
  for (let at = 0; at < text.length; ) {
    const end = chunkEnd(text, at + CHUNK);
    const failure = await writeChunk(stream, text.slice(at, end));
    if (failure !== undefined) {
      if (isCode(failure, 'EPIPE') || isCode(failure, 'ERR_STREAM_DESTROYED')) return;
      throw cannotWrite('standard output', messageOf(failure), failure);
    }
    at = end;
  }
  stream.off('error', ignore);
}

/** Waits for the callback and not for `drain`: it comes when the chunk is taken, for the last one too. */
function writeChunk(stream: NodeJS.WritableStream, chunk: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    stream.write(chunk, (error) => resolve(error ?? undefined));
  });
}

/** Not between the two halves of a character. */
function chunkEnd(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end + 1 : end;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
