import { base64Forms } from '../../model/redact.ts';
import type { Secret } from '../../model/secret.ts';

/** Shorter values stand everywhere by chance. */
export const SHORTEST_SEARCHED = 8;

/** How a value can be written in a file. */
interface Needle {
  readonly bytes: Buffer;
  /** Such as `base64`; empty for the value as it is. */
  readonly form: string;
}

/** Where a value was found in a content. */
export interface Hit {
  /** From 1. */
  readonly line: number;
  readonly form: string;
}

/** Finds one value in bytes: as it is, as UTF-16, and as base64 at whatever place in what was encoded. */
export class Needles {
  readonly #needles: readonly Needle[];

  constructor(secret: Secret) {
    const value = secret.reveal();
    const texts = new Map<string, string>();
    for (const encoded of base64Forms(Buffer.from(value))) texts.set(encoded, 'base64');
    this.#needles = [
      { bytes: Buffer.from(value), form: '' },
      { bytes: Buffer.from(value, 'utf16le'), form: 'UTF-16' },
      ...[...texts].map(([text, form]) => ({ bytes: Buffer.from(text, 'latin1'), form })),
    ];
  }

  /** The forms, to be looked for among others. */
  get forms(): { readonly bytes: Buffer; readonly name: string }[] {
    return this.#needles.map(({ bytes, form }) => ({ bytes, name: form }));
  }

  /**
   * Every place in one content.
   * @param pieces in order; later ones may repeat the end of those before. `bytes` is only valid until the next
   */
  find(pieces: Iterable<Piece>): Hit[] {
    const finder = this.finder();
    for (const piece of pieces) finder.take(piece);
    return finder.hits();
  }

  /** The same for pieces that come one at a time. */
  finder(): { take: (piece: Piece) => void; hits: () => Hit[] } {
    const found = new Map<string, Hit>();
    const take = ({ bytes, origin }: Piece) => {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (const { bytes: needle, form } of this.#needles) {
        let line = origin.line;
        let counted = 0;
        for (let at = buffer.indexOf(needle); at >= 0; at = buffer.indexOf(needle, at + needle.length)) {
          for (; counted < at; counted++) if (buffer[counted] === LINE_FEED) line++;
          found.set(`${line} ${form}`, { line, form });
        }
      }
    };
    return { take, hits: () => [...found.values()].sort((a, b) => a.line - b.line) };
  }
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly origin: { readonly line: number };
}

const LINE_FEED = 10;
