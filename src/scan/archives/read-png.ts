import { createInflate } from 'node:zlib';
import { type Chunks, collect } from './chunks.ts';
import { through } from './decompress.ts';
import { type ArchiveReader, only } from './entry.ts';

const SIGNATURE_BYTES = 8;
/** A length and a type before the data of a chunk, a checksum behind it (PNG specification, 5.3). */
const [HEAD, TAIL] = [8, 4];

/**
 * The chunks of a picture but for its pixels: what people and programs noted in it. In the file itself a text runs into the
 * checksum of its chunk. What stands behind the picture is looked at as a file of its own.
 */
export const readPng: ArchiveReader = async function* readPng(chunks) {
  const bytes = await collect(chunks);
  let at = SIGNATURE_BYTES;
  async function* notes() {
    for (let isLast = false; !isLast && at + HEAD <= bytes.length; ) {
      const end = at + HEAD + bytes.readUInt32BE(at);
      // Of a damaged one, the rest is behind it.
      if (end + TAIL > bytes.length) break;
      const type = bytes.toString('latin1', at + 4, at + HEAD);
      if (type !== 'IDAT') {
        yield* noteIn(type, bytes.subarray(at + HEAD, end));
        yield Buffer.from('\n');
      }
      isLast = type === 'IEND';
      at = end + TAIL;
    }
  }
  yield { chunks: notes() };
  if (at < bytes.length) yield { chunks: only(bytes.subarray(at)) };
};

/** The data of a chunk; its text, if that is packed (11.3.3: a keyword, in `iTXt` flags, a language and a translation before it). */
function noteIn(type: string, data: Buffer): Chunks {
  const keywordEnd = data.indexOf(0);
  if (type === 'zTXt') return inflated(data, keywordEnd + 2);
  if (type !== 'iTXt' || data[keywordEnd + 1] !== 1) return only(data);
  return inflated(data, data.indexOf(0, data.indexOf(0, keywordEnd + 3) + 1) + 1);
}

function inflated(data: Buffer, from: number): Chunks {
  return through(only(data.subarray(from)), createInflate());
}
