import { type Fragment, nextOrigin, OVERLAP_BYTES, PIECE_BYTES, START } from '../../model/fragment.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { searchFragments } from './fragments.ts';
import type { Source } from './source.ts';

/** Standard input, as one content. */
export function openStdin(stream: NodeJS.ReadableStream, cwd: string): Source {
  return {
    name: 'standard input',
    unit: 'bytes',
    base: () => Promise.resolve(cwd),
    search: (search) => searchFragments(fragmentsOf(stream, search.log), search),
  };
}

async function* fragmentsOf(stream: NodeJS.ReadableStream, log: ScanLog): AsyncGenerator<Fragment> {
  const place = { kind: 'stdin' } as const;
  let origin = START;
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array | string);
    held.push(bytes);
    size += bytes.length;
    log.bytes += bytes.length;
    if (size < PIECE_BYTES) continue;
    const piece = Buffer.concat(held);
    yield { bytes: piece, origin, place };
    origin = nextOrigin(origin, piece);
    held = [Buffer.from(piece.subarray(piece.length - OVERLAP_BYTES))];
    size = OVERLAP_BYTES;
  }
  if (size > 0) yield { bytes: Buffer.concat(held), origin, place };
}
