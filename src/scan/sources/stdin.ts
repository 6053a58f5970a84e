import { type Fragment, nextOrigin, OVERLAP_BYTES, PIECE_BYTES, START } from '../../model/fragment.ts';
import type { SourceLog } from '../../model/log.ts';
import type { Source } from './source.ts';

/** Whatever is piped in, as one content. `name` is the path to report, where the caller knows one. */
export function stdinSource(stream: NodeJS.ReadableStream, log: SourceLog, name?: string): Source {
  const place = { kind: 'stdin', ...(name === undefined ? {} : { path: name }) } as const;
  return {
    async *fragments(): AsyncGenerator<Fragment> {
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
    },
  };
}
