import { inflateRawSync } from 'node:zlib';
import { fromBufferPromise, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { decodePath } from '../../git/path.ts';
import { type Chunks, collect } from './chunks.ts';
import { type ArchiveReader, only } from './entry.ts';
import { isOfficeText, textOfOffice } from './office.ts';

/** Zip, and all that is one: jar, whl, apk, docx, xlsx, epub. Its directory is at the end (APPNOTE.TXT 4.3.6). */
export const readZip: ArchiveReader = async function* readZip(chunks, refuse) {
  const bytes = withoutPrefix(await collect(chunks));
  const zip = await fromBufferPromise(bytes, { decodeStrings: false, lazyEntries: true });
  // Without decoding, strings are bytes.
  const comment = zip.comment as unknown as Buffer;
  if (comment.length > 0) yield { chunks: only(comment) };
  for await (const entry of zip.eachEntry()) {
    const name = decodePath(entry.fileNameRaw);
    if (entry.fileCommentLength > 0) yield { name, chunks: only(entry.fileCommentRaw) };
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
};

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
