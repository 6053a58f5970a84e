import { appendFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HexhoundError, messageOf } from '../model/errors.ts';
import { linkOnTheWay } from './link-on-the-way.ts';
import { replaceFile, writePieces } from './replace-file.ts';

/** Characters written at a time: enough to be fast, and few enough to keep little in memory for a slow reader. */
const CHUNK_LENGTH = 1 << 18;

/**
 * Refuses to write through a symbolic link that a repository, or another folder that is scanned, has.
 * @throws HexhoundError E_USAGE naming the path
 */
export function refuseLinks(path: string, scanned: readonly string[] = []): void {
  const link = linkOnTheWay(path, scanned);
  if (link === undefined) return;
  const which = resolve(path) === link ? 'it is a symbolic link' : `${link} is a symbolic link`;
  throw cannotWrite(path, `${which} of what is scanned, which may lead anywhere. Name the file itself`);
}

/**
 * Checks before a scan, which may take long, that a report can probably be written to a path.
 * @param scanned folders, beside repositories, whose links are not followed
 * @throws HexhoundError E_USAGE naming the path
 */
export function checkWritable(path: string, scanned: readonly string[] = []): void {
  refuseLinks(path, scanned);
  const folder = dirname(path);
  if (!statOf(folder)?.isDirectory()) throw cannotWrite(path, `there is no folder ${folder}`);
  if (statOf(path)?.isDirectory()) throw cannotWrite(path, 'it is a folder');
}

/**
 * Writes a file atomically: to a temporary file beside it, which is renamed. Synchronous, so that no signal handler runs in
 * between. Pipes and devices (`/dev/fd/3`, `/dev/null`) are written to directly.
 *
 * @param text as a whole, or in pieces of any size
 * @param mode permissions of a new file; an existing one keeps its own
 * @param scanned folders, beside repositories, whose links are not followed
 * @throws HexhoundError E_USAGE naming the path
 */
export function writeAtomically(
  path: string,
  text: string | Iterable<string>,
  mode: number,
  scanned: readonly string[] = [],
): void {
  checkWritable(path, scanned);
  const chunks = chunksOf(typeof text === 'string' ? [text] : text);
  try {
    const before = statOf(path);
    if (before && !before.isFile()) writePieces(path, chunks, 'w');
    else replaceFile(before ? realpathSync(path) : path, chunks, before ? before.mode & 0o777 : mode);
  } catch (cause) {
    // An error of whoever makes the pieces.
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw cannotWrite(path, messageOf(cause), cause);
  }
}

/**
 * Adds text at the end of a file that others write to, too, or makes the file.
 * @param pieces made from the number of bytes that are already there
 * @param scanned folders, beside repositories, whose links are not followed
 * @throws HexhoundError E_USAGE naming the path
 */
export function appendText(
  path: string,
  pieces: (taken: number) => Iterable<string>,
  scanned: readonly string[] = [],
): void {
  checkWritable(path, scanned);
  const text = [...pieces(statOf(path)?.size ?? 0)].join('');
  try {
    appendFileSync(path, text);
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
 * Writes all pieces, each chunk only when the one before has been written. If the reader goes away (`| head`), the rest is
 * dropped without an error.
 */
export async function writeStream(stream: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  // Failures are reported to the callback; without a listener their event would end the process. Every later write to a
  // closed pipe emits another, so after a failure the listener stays.
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

/** Waits for the callback and not for `drain`: it is called when the chunk is written, for the last one too. */
function writeChunk(stream: NodeJS.WritableStream, chunk: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    stream.write(chunk, (error) => resolve(error ?? undefined));
  });
}

/** Joins pieces until they are large enough for a system call. */
function* chunksOf(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
