import type { Chunks } from '../chunks.ts';
import { BitReader } from './bits.ts';
import { readBlock } from './block.ts';

/*
 * Bzip2 has no specification; this is what bzip2 1.0.8 reads: streams behind one another, each of blocks of up to 900 kB that
 * went through run lengths, the Burrows-Wheeler transform, move-to-front and Huffman codes, in this order.
 */

const STREAM_MAGIC = 0x425a68;
/** The first and the last 24 bits of pi, which a block begins with, and of its root, which a stream ends with. */
const [BLOCK_HIGH, BLOCK_LOW, END_HIGH, END_LOW] = [0x314159, 0x265359, 0x177245, 0x385090];
const LEVEL_BYTES = 100_000;

/** Undoes bzip2, a block at a time. @throws Error if it is damaged */
export async function* unbzip2(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const bits = new BitReader(iterator);
    let isFirst = true;
    while (await bits.fill()) {
      const most = isFirst || bits.left >= 4 ? readStreamHeader(bits) : undefined;
      // Other bytes behind a stream are left out, as bzip2 does.
      if (most === undefined && !isFirst) return;
      if (most === undefined) throw new Error('no bzip2');
      yield* blocksOf(bits, most);
      isFirst = false;
    }
  } finally {
    await iterator.return?.();
  }
}

/** @returns most bytes of a block; undefined if this is no stream */
function readStreamHeader(bits: BitReader): number | undefined {
  const magic = bits.take(24);
  const level = bits.take(8) - 0x30;
  return magic === STREAM_MAGIC && level >= 1 && level <= 9 ? level * LEVEL_BYTES : undefined;
}

async function* blocksOf(bits: BitReader, most: number): AsyncGenerator<Uint8Array> {
  for (;;) {
    await bits.fill();
    const [high, low] = [bits.take(24), bits.take(24)];
    const checksum = bits.take(16) * 65_536 + bits.take(16);
    if (high === END_HIGH && low === END_LOW) break;
    if (high !== BLOCK_HIGH || low !== BLOCK_LOW) throw new Error('no block');
    const block = readBlock(bits, most);
    if (block.checksum !== checksum) throw new Error('a wrong checksum');
    yield block.bytes;
  }
  bits.align();
}
