import { inflateRawSync } from 'node:zlib';
import { fromBufferPromise, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { decodePath } from '../../git/path.ts';
import { Refusal } from './budget.ts';
import { type Chunks, collect } from './chunks.ts';
import { type ArchiveReader, type Entry, only } from './entry.ts';
import { isOfficeText, textOfOffice } from './office.ts';

/** Zip, and all that is one: jar, whl, apk, docx, xlsx, epub. Its directory is at the end (APPNOTE.TXT 4.3.6). */
export const readZip: ArchiveReader = async function* readZip(chunks, refuse) {
  const whole = await collect(chunks);
  const bytes = withoutPrefix(whole);
  const prefix = whole.length - bytes.length;
  const zip = await fromBufferPromise(bytes, { decodeStrings: false, lazyEntries: true });
  // Without decoding, strings are bytes.
  const comment = zip.comment as unknown as Buffer;
  if (comment.length > 0) yield { chunks: only(comment) };
  /** Where the directory says that files begin, and how long they are. */
  const listed = new Map<number, number>();
  for await (const entry of zip.eachEntry()) {
    listed.set(prefix + entry.relativeOffsetOfLocalHeader, entry.compressedSize);
    const name = decodePath(entry.fileNameRaw);
    if (entry.fileCommentLength > 0) yield { name, chunks: only(entry.fileCommentRaw) };
    if (entry.extraFieldLength > USUAL_EXTRA) yield { name, chunks: only(entry.extraFieldRaw) };
    if (name.endsWith('/')) continue;
    if (!entry.canDecodeFileData()) {
      const { compressionMethod } = entry;
      refuse(
        name,
        entry.isEncrypted() ? 'it is encrypted' : `there is no reader for its compression (${compressionMethod})`,
      );
      continue;
    }
    try {
      const content = await contentOf(zip, entry, bytes);
      yield { name, chunks: isOfficeText(name) ? textOfOffice(content) : content };
    } catch {
      refuse(name, 'it is damaged');
    }
  }
  yield* unlistedFiles(whole, listed, refuse);
};

/** Times and owners, which nearly all have. */
const USUAL_EXTRA = 36;

/** Before the content of each file (APPNOTE.TXT 4.3.7): a signature, and at these offsets lengths and how it is packed. */
const LOCAL = { signature: Buffer.from('PK\x03\x04'), bytes: 30, method: 8, packed: 18, name: 26, extra: 28 } as const;

/** Of APPNOTE.TXT 4.4.5 those in use, and that of encrypted files. */
const METHODS = new Set([0, 8, 9, 12, 14, 93, 95, 98, 99]);

/** Files that are damaged, or larger than `AT_ONCE_BYTES`, and in no directory: each may have been unpacked nearly to its end. */
const MOST_DAMAGED = 100;

/** The files in a zip that its directory does not list: what was deleted from it, and another zip before it. */
function* unlistedFiles(
  bytes: Buffer,
  listed: ReadonlyMap<number, number>,
  refuse: (name: string, reason: string) => void,
): Generator<Entry> {
  let damaged = 0;
  for (let at = bytes.indexOf(LOCAL.signature); at >= 0; at = bytes.indexOf(LOCAL.signature, at + 1)) {
    if (at + LOCAL.bytes > bytes.length) return;
    const nameEnd = at + LOCAL.bytes + bytes.readUInt16LE(at + LOCAL.name);
    const start = nameEnd + bytes.readUInt16LE(at + LOCAL.extra);
    const length = listed.get(at);
    if (length !== undefined) {
      // A zip in it that is not packed once more is opened as a file.
      at = start + length - 1;
      continue;
    }
    const method = bytes.readUInt16LE(at + LOCAL.method);
    // Programs that read zips hold the signature, too.
    if (nameEnd === at + LOCAL.bytes || start > bytes.length || !METHODS.has(method)) continue;
    const name = decodePath(bytes.subarray(at + LOCAL.bytes, nameEnd));
    const content = contentAt(bytes, start, bytes.readUInt32LE(at + LOCAL.packed), method);
    if (content === undefined) {
      refuse(name, 'it is damaged, and in no directory');
      if (++damaged > MOST_DAMAGED) throw new Refusal('it has too many damaged files that are in no directory');
      continue;
    }
    yield { name, chunks: only(content.bytes) };
    at += content.packed;
  }
}

/** @param length 0 where it is only told behind the content */
function contentAt(bytes: Buffer, start: number, length: number, method: number): Content | undefined {
  const packed = bytes.subarray(start, start + (length === 0 ? AT_ONCE_BYTES : length));
  if (method === 0) return { bytes: packed.subarray(0, length), packed: 0 };
  return method === 8 ? inflated(packed) : undefined;
}

interface Content {
  readonly bytes: Buffer;
  /** Bytes in the zip that hold no other file: what is not packed may. */
  readonly packed: number;
}

function inflated(packed: Buffer): Content | undefined {
  try {
    // What is declared for one option less.
    const { buffer, engine } = inflateRawSync(packed, { maxOutputLength: AT_ONCE_BYTES, info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { bytes: buffer, packed: engine.bytesWritten };
  } catch {
    return undefined;
  }
}

/** An entry up to this size is inflated at once, which costs a tenth of a stream. */
const AT_ONCE_BYTES = 4 * 1024 ** 2;

async function contentOf(zip: ZipFile, entry: ZipEntry, bytes: Buffer): Promise<Chunks> {
  const { compressionMethod, compressedSize, uncompressedSize } = entry;
  if (uncompressedSize > AT_ONCE_BYTES) return zip.openReadStreamPromise(entry);
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const packed = bytes.subarray(fileDataStart, fileDataStart + compressedSize);
  return only(compressionMethod === 0 ? packed : inflateRawSync(packed, { maxOutputLength: uncompressedSize || 1 }));
}

/** Fields of the record at the end (APPNOTE.TXT 4.3.16), which is the last thing in a zip without a comment. */
const END = { bytes: 22, signature: 0x06054b50, directorySize: 12, directoryOffset: 16 } as const;

/** Takes away a program that was put in front of a zip afterwards, so that the offsets in it do not count it. */
function withoutPrefix(bytes: Buffer): Buffer {
  const end = bytes.length - END.bytes;
  if (end < 0 || bytes.readUInt32LE(end) !== END.signature) return bytes;
  const begin = end - bytes.readUInt32LE(end + END.directorySize) - bytes.readUInt32LE(end + END.directoryOffset);
  return begin > 0 ? bytes.subarray(begin) : bytes;
}
