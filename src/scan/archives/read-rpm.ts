import { ByteReader } from './byte-reader.ts';
import { type ArchiveReader, only } from './entry.ts';

/** Bytes of the lead, and of what a header begins with (RPM V4 package format, "Package Structure"). */
const [LEAD, INTRO, INDEX_ENTRY] = [96, 16, 16];
const HEADER_MAGIC = 0x8eade801;
/** Most bytes of headers, which hold names and scripts. */
const MOST = 64 * 1024 ** 2;

/** The headers of an RPM package, which scripts are in, and its payload: a cpio archive, mostly compressed. */
export const readRpm: ArchiveReader = async function* readRpm(chunks) {
  const bytes = new ByteReader(chunks);
  await bytes.exactly(LEAD);
  // The first one, the signature, ends at a multiple of eight bytes.
  yield { name: 'header', chunks: only(Buffer.concat([await headerIn(bytes, 8), await headerIn(bytes, 1)])) };
  yield { chunks: bytes.rest() };
};

async function headerIn(bytes: ByteReader, multiple: number): Promise<Buffer> {
  const intro = await bytes.exactly(INTRO);
  const size = intro.readUInt32BE(8) * INDEX_ENTRY + intro.readUInt32BE(12);
  if (intro.readUInt32BE(0) !== HEADER_MAGIC || size > MOST) throw new Error('no header');
  return bytes.exactly(Math.ceil(size / multiple) * multiple);
}
