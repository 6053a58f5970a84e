import type { GitContext } from '../../git/safety.ts';
import { type Fragment, OVERLAP_BYTES, PIECE_BYTES } from '../../model/fragment.ts';
import { MAX_WHOLE_BYTES } from './budget.ts';
import { type ArchiveFormat, archiveFormat, isReadAtOnce, whyClosed } from './format.ts';
import type { OpenedPiece, Refuse } from './open-archive.ts';

type Piece = Pick<Fragment, 'bytes' | 'origin'>;

/**
 * Gives the pieces of contents, and instead of those of an archive the pieces of the files in it, with their path `inside`.
 * An archive that cannot be opened (further) is given as it is, to its end.
 * @param mayOpen whether a content can be one
 * @param refuse is told what is not looked into
 * @param env that git is run in, for bundles
 */
export async function* withArchives<P extends Piece>(
  pieces: AsyncIterable<P>,
  mayOpen: (piece: P) => boolean,
  refuse: (piece: P, ...what: Parameters<Refuse>) => void,
  env: GitContext['env'],
): AsyncGenerator<P & Partial<Pick<OpenedPiece, 'inside' | 'isName'>>> {
  const source = new PieceSource(pieces);
  try {
    for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
      const format = piece.origin.offset === 0 && mayOpen(piece) ? archiveFormat(piece.bytes) : undefined;
      // Without a reader, all pieces of it are given as they are.
      if (format !== undefined && format.reader === undefined) refuse(piece, '', whyClosed(format));
      if (format?.reader === undefined) yield piece;
      else yield* openPieces(format, piece, source, refuse, env);
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
  env: GitContext['env'],
): AsyncGenerator<P & Partial<Pick<OpenedPiece, 'inside' | 'isName'>>> {
  const { openArchive } = await import('./open-archive.ts');
  // The source may reuse its memory as soon as it is asked for the next piece.
  const piece = { ...first, bytes: Buffer.from(first.bytes) };
  let isRefused = false;
  const onRefused: Refuse = (inside, reason) => {
    isRefused ||= inside === '';
    refuse(piece, inside, reason);
  };
  const content = source.contentFrom(piece, isReadAtOnce(format) ? PIECES_AT_ONCE : PIECES_IN_ORDER);
  for await (const opened of openArchive(format, content, onRefused, env)) yield { ...piece, ...opened };
  if (isRefused) yield* source.restOfContent();
  else {
    await source.skipContent();
    // A program in front of a zip is looked at, too.
    if (format.reader === 'zip' && piece.bytes[0] !== 0x50) yield piece;
  }
}

/**
 * Pieces that are kept until it is known that an archive is not damaged: all of one that is read at once, of others only what
 * is being read, for what came before has been looked at.
 */
const PIECES_AT_ONCE = Math.ceil(MAX_WHOLE_BYTES / PIECE_BYTES) + 1;
const PIECES_IN_ORDER = 2;

/** Pieces of contents, one content after the other. */
class PieceSource<P extends Piece> {
  readonly #iterator: AsyncIterator<P>;
  /** Was read, but belongs to the next content. */
  #held: P | undefined;
  /** The last pieces of a content that is being read. */
  #kept: P[] = [];

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

  /** The bytes of a content whose first piece was read. @param most pieces that are kept, to be given again */
  async *contentFrom(first: P, most: number): AsyncGenerator<Uint8Array> {
    this.#kept = [first];
    yield first.bytes;
    for (let piece = await this.#nextOfContent(); piece !== undefined; piece = await this.#nextOfContent()) {
      const copy = { ...piece, bytes: Buffer.from(piece.bytes) };
      this.#kept.push(copy);
      if (this.#kept.length > most) this.#kept.shift();
      yield copy.bytes.subarray(OVERLAP_BYTES);
    }
  }

  /** The pieces of a content that were kept, and all behind them. */
  async *restOfContent(): AsyncGenerator<P> {
    yield* this.#kept.splice(0);
    for (let piece = await this.#nextOfContent(); piece !== undefined; piece = await this.#nextOfContent()) yield piece;
  }

  async skipContent(): Promise<void> {
    this.#kept = [];
    while ((await this.#nextOfContent()) !== undefined);
  }

  async end(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #nextOfContent(): Promise<P | undefined> {
    const piece = await this.next();
    if (piece === undefined || piece.origin.offset > 0) return piece;
    this.#held = piece;
    return undefined;
  }
}
