import { type Fragment, nextOrigin, OVERLAP_BYTES, PIECE_BYTES, START } from '../../model/fragment.ts';
import { joined } from './chunks.ts';

/** Cuts a stream into pieces that overlap, as large content is scanned. Nothing for an empty one. */
export async function* piecesOf(
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Pick<Fragment, 'bytes' | 'origin'>> {
  let origin = START;
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    held.push(bytes);
    size += bytes.length;
    if (size < PIECE_BYTES) continue;
    const piece = joined(held);
    yield { bytes: piece, origin };
    origin = nextOrigin(origin, piece);
    held = [Buffer.from(piece.subarray(piece.length - OVERLAP_BYTES))];
    size = OVERLAP_BYTES;
  }
  if (size > 0) yield { bytes: joined(held), origin };
}
