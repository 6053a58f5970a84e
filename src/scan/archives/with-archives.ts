import { type Fragment, OVERLAP_BYTES } from '../../model/fragment.ts';
import { type ArchiveFormat, archiveFormat, whyClosed } from './format.ts';
import type { Refuse } from './open-archive.ts';

type Piece = Pick<Fragment, 'bytes' | 'origin'>;

/**
 * Gives the pieces of contents, and instead of those of an archive the pieces of the files in it, with their path `inside`.
 * An archive that cannot be opened is given as it is.
 * @param mayOpen whether a content can be one
 * @param refuse is told what is not looked into
 */
export async function* withArchives<P extends Piece>(
  pieces: AsyncIterable<P>,
  mayOpen: (piece: P) => boolean,
  refuse: (piece: P, ...what: Parameters<Refuse>) => void,
): AsyncGenerator<P & { inside?: string }> {
  const source = new PieceSource(pieces);
  try {
    for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
      const format = piece.origin.offset === 0 && mayOpen(piece) ? archiveFormat(piece.bytes) : undefined;
      // Without a reader, all pieces of it are given as they are.
      if (format !== undefined && format.reader === undefined) refuse(piece, '', whyClosed(format));
      if (format?.reader === undefined) yield piece;
      else yield* openPieces(format, piece, source, refuse);
    }
  } finally {
    await source.end();
  }
}

async function* openPieces<P extends Piece>(
  format: ArchiveFormat,
  first: P,
  source: PieceSource<P>,
  refuse: (piece: P, ...what: Parameters<Refuse>) => void,
): AsyncGenerator<P & { inside?: string }> {
  const { openArchive } = await import('./open-archive.ts');
  // The source may reuse its memory as soon as it is asked for the next piece.
  const piece = { ...first, bytes: Buffer.from(first.bytes) };
  let isRefused = false;
  const onRefused: Refuse = (inside, reason) => {
    isRefused ||= inside === '';
    refuse(piece, inside, reason);
  };
  for await (const opened of openArchive(format, source.contentFrom(piece), onRefused)) yield { ...piece, ...opened };
  const more = await source.skipContent();
  // A program in front of a zip is looked at, too.
  if (more === 0 && (isRefused || (format.reader === 'zip' && piece.bytes[0] !== 0x50))) yield piece;
}

/** Pieces of contents, one content after the other. */
class PieceSource<P extends Piece> {
  readonly #iterator: AsyncIterator<P>;
  /** Was read, but belongs to the next content. */
  #held: P | undefined;
  #more = 0;

  constructor(pieces: AsyncIterable<P>) {
    this.#iterator = pieces[Symbol.asyncIterator]();
  }

  async next(): Promise<P | undefined> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) return held;
    const { done, value } = await this.#iterator.next();
    return done ? undefined : value;
  }

  /** The bytes of a content whose first piece was read. */
  async *contentFrom(first: P): AsyncGenerator<Uint8Array> {
    this.#more = 0;
    yield first.bytes;
    for (let piece = await this.#nextOfContent(); piece !== undefined; piece = await this.#nextOfContent()) {
      yield Buffer.from(piece.bytes.subarray(OVERLAP_BYTES));
    }
  }

  /** @returns how many pieces the content has behind its first one */
  async skipContent(): Promise<number> {
    while ((await this.#nextOfContent()) !== undefined);
    return this.#more;
  }

  async end(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #nextOfContent(): Promise<P | undefined> {
    const piece = await this.next();
    if (piece === undefined || piece.origin.offset > 0) {
      if (piece !== undefined) this.#more++;
      return piece;
    }
    this.#held = piece;
    return undefined;
  }
}
