import type { GitContext } from '../../git/safety.ts';
import type { Chunks } from './chunks.ts';

/** A file in an archive. Its chunks have to be read, or given up, before the next entry is asked for. */
export interface Entry {
  /** Path in the archive; undefined for what has none: the only content of a `.gz`, the comment of a zip. */
  readonly name?: string;
  readonly chunks: Chunks;
}

/**
 * Reads an archive: its files in order.
 * @param refuse is told of a file that cannot be opened; the others still are
 * @param env that git is run in
 * @throws Refusal with a reason for people; any other error means that the archive is damaged
 */
export type ArchiveReader = (
  chunks: Chunks,
  refuse: (name: string, reason: string) => void,
  env: GitContext['env'],
) => AsyncIterable<Entry>;

export async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
