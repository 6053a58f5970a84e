import type { Fragment } from '../../model/fragment.ts';
import type { ScanLog } from '../../model/scan-log.ts';
import { piecesOf } from '../archives/pieces.ts';
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
  for await (const piece of piecesOf(stream)) {
    log.bytes = piece.origin.offset + piece.bytes.length;
    yield { ...piece, place: { kind: 'stdin' } };
  }
}
