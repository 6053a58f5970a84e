import { binaryText, utf8, withCodes } from './binary.ts';
import type { Plan } from './plan.ts';
import { Scanner } from './scanner.ts';

/** Takes a text or its bytes in pieces of any size, and gives back what of them can be written. */
export interface Pieces<T extends string | Uint8Array> {
  /** Pieces to write now, in order; those of bytes may be parts of what was given. */
  push(piece: T): T[];
  /** What was held back; nothing may be given any more. */
  end(): T[];
  /** Secrets masked so far. */
  readonly count: number;
}

export class TextPieces implements Pieces<string> {
  readonly #scanner: Scanner;
  #held = '';
  #text = '';
  #out: string[] = [];

  constructor(plan: Plan) {
    this.#scanner = new Scanner(plan, {
      copy: (from, to) => this.#out.push(this.#text.slice(from, to)),
      put: (text) => this.#out.push(text),
    });
  }

  get count(): number {
    return this.#scanner.count;
  }

  push(piece: string): string[] {
    return this.#scan(piece, false);
  }

  end(): string[] {
    return this.#scan('', true);
  }

  #scan(piece: string, isLast: boolean): string[] {
    this.#text = this.#held + piece;
    this.#out = [];
    const done = withCodes(this.#text, (codes) => this.#scanner.scan(this.#text, codes, isLast));
    this.#held = this.#text.slice(done);
    return this.#out;
  }
}

export class BytePieces implements Pieces<Uint8Array> {
  readonly #scanner: Scanner;
  #held: Uint8Array = new Uint8Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  #out: Uint8Array[] = [];

  constructor(plan: Plan) {
    this.#scanner = new Scanner(plan, {
      copy: (from, to) => this.#out.push(this.#bytes.subarray(from, to)),
      put: (text) => this.#out.push(utf8(text)),
    });
  }

  get count(): number {
    return this.#scanner.count;
  }

  push(piece: Uint8Array): Uint8Array[] {
    return this.#scan(piece, false);
  }

  end(): Uint8Array[] {
    return this.#scan(new Uint8Array(0), true);
  }

  #scan(piece: Uint8Array, isLast: boolean): Uint8Array[] {
    this.#bytes = joined(this.#held, piece);
    this.#out = [];
    const done = this.#scanner.scan(binaryText(this.#bytes), this.#bytes, isLast);
    // A copy: the rest of what it is a part of need not be kept, and its owner may use it again.
    this.#held = this.#bytes.slice(done);
    return this.#out;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
