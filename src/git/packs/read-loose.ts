import { constants, inflateSync, type ZlibOptions } from 'node:zlib';
import { HexhoundError, messageOf } from '../../model/errors.ts';
import type { ObjectType } from '../cat-file.ts';
import { type RegularFile, withFile } from './regular-file.ts';

/** A loose object, or why it cannot be read. `size` is that of the object, in bytes. */
export type LooseObject =
  | { readonly type: ObjectType; readonly bytes: Uint8Array }
  | { readonly tooLarge: { readonly type: ObjectType; readonly size: number } }
  | { readonly damaged: string };

/** Enough for most objects. It inflates to at most 4 MB. */
const START_BYTES = 4096;

const HEADER = /^(blob|tree|commit|tag) (0|[1-9]\d{0,15})\0/;
const MAX_HEADER_BYTES = 32;

/** The most bytes that deflate may need for a content. */
const maxCompressed = (length: number) => 1.25 * length + START_BYTES;

/**
 * Reads a loose object: `<type> SP <size> NUL <content>` in one zlib stream. Only the beginning is inflated until it is known
 * that the whole is within `limit`.
 * @param limit largest size of an object, in bytes
 */
export function readLoose(path: string, limit: number): LooseObject {
  try {
    return withFile(path, (file) => readObject(file, limit));
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    return { damaged: thrown.message };
  }
}

function readObject(file: RegularFile, limit: number): LooseObject {
  const isWhole = file.size <= START_BYTES;
  // Only the whole stream has its checksum.
  const start = isWhole
    ? inflate(file, file.size, {})
    : inflate(file, START_BYTES, { finishFlush: constants.Z_SYNC_FLUSH });
  const [header = '', type, digits] = HEADER.exec(start.toString('latin1', 0, MAX_HEADER_BYTES)) ?? [];
  if (type === undefined) throw file.error('does not begin like an object');
  const common = { type: type as ObjectType };
  const size = Number(digits);
  if (size > limit) return { tooLarge: { ...common, size } };
  const length = header.length + size;
  if (!isWhole && file.size > maxCompressed(length)) throw file.error('is larger than its object can be');
  const content = isWhole ? start : inflate(file, file.size, { maxOutputLength: length });
  if (content.length !== length) throw file.error('is not as long as it says');
  return { ...common, bytes: content.subarray(header.length) };
}

function inflate(file: RegularFile, length: number, options: ZlibOptions): Buffer {
  const bytes = file.read(0, length);
  try {
    return inflateSync(bytes, options);
  } catch (cause) {
    throw file.error(messageOf(cause), cause);
  }
}
