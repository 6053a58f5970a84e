import { ByteReader } from './byte-reader.ts';
import type { Chunks } from './chunks.ts';

/*
 * LZ4 frames (lz4_Frame_format.md 1.6.4, lz4_Block_format.md of the reference implementation).
 */

const FRAME_MAGIC = 0x184d2204;
/** Frames of a user's own data: 16 magic numbers. */
const SKIPPABLE_MAGIC = 0x184d2a50;
/** Bits of the flags. */
const [LINKED_OFF, BLOCK_CHECKSUM, CONTENT_SIZE, CONTENT_CHECKSUM, DICTIONARY] = [0x20, 0x10, 0x08, 0x04, 0x01];
const STORED = 0x80000000;
/** How far back a match may be. */
const REACH = 65_536;
const MOST_BLOCK_BYTES = 4 * 1024 ** 2;

/** Undoes LZ4, a block at a time. @throws Error if it is damaged */
export async function* unlz4(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const bytes = new ByteReader(chunks);
  try {
    for (let head = await bytes.upTo(4); head.length > 0; head = await bytes.upTo(4)) {
      const magic = head.length < 4 ? 0 : head.readUInt32LE();
      if (magic === FRAME_MAGIC) yield* frame(bytes);
      else if ((magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC) yield* userData(bytes);
      else throw new Error('no frame');
    }
  } finally {
    await bytes.end();
  }
}

async function* userData(bytes: ByteReader): AsyncGenerator<Uint8Array> {
  const size = (await bytes.exactly(4)).readUInt32LE();
  for (let left = size; left > 0; left -= MOST_BLOCK_BYTES) yield await bytes.exactly(Math.min(left, MOST_BLOCK_BYTES));
}

async function* frame(bytes: ByteReader): AsyncGenerator<Uint8Array> {
  const flags = (await bytes.exactly(2)).readUInt8(0);
  if ((flags & DICTIONARY) !== 0) throw new Error('it needs a dictionary');
  await bytes.exactly((flags & CONTENT_SIZE) === 0 ? 1 : 9);
  let history: Buffer = Buffer.alloc(0);
  for (;;) {
    const size = (await bytes.exactly(4)).readUInt32LE();
    if (size === 0) break;
    const length = size % STORED;
    if (length > MOST_BLOCK_BYTES) throw new Error('no block');
    const packed = await bytes.exactly(length);
    const block = size >= STORED ? Buffer.from(packed) : unpackBlock(packed, history);
    if ((flags & BLOCK_CHECKSUM) !== 0) await bytes.exactly(4);
    if ((flags & LINKED_OFF) === 0) history = Buffer.concat([history, block]).subarray(-REACH);
    yield block;
  }
  if ((flags & CONTENT_CHECKSUM) !== 0) await bytes.exactly(4);
}

/** @param history what stands before the block and can be copied from */
function unpackBlock(packed: Buffer, history: Buffer): Buffer {
  const out = Buffer.alloc(history.length + MOST_BLOCK_BYTES);
  history.copy(out);
  let [at, to] = [0, history.length];
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) more = packed.readUInt8(at++);
    return length;
  };
  while (at < packed.length) {
    const token = packed.readUInt8(at++);
    const literals = lengthOf(token >> 4);
    if (at + literals > packed.length || to + literals > out.length) throw new Error('no block');
    packed.copy(out, to, at, at + literals);
    at += literals;
    to += literals;
    // The last sequence has no match.
    if (at === packed.length) break;
    const offset = packed.readUInt16LE(at);
    at += 2;
    const length = lengthOf(token & 15) + 4;
    if (offset === 0 || offset > to || to + length > out.length) throw new Error('no block');
    // What is copied may be what was just written.
    for (const end = to + length; to < end; to++) out[to] = out[to - offset] ?? 0;
  }
  return out.subarray(history.length, to);
}
