import { binaryText, utf8, withCodes } from './binary.ts';
import type { Plan } from './plan.ts';
import { Scanner } from './scanner.ts';

/** Masks a text, or its bytes, that comes in pieces of any size. */
export interface Pieces<T extends string | Uint8Array> {
  /** @returns pieces to write now, in order; pieces of bytes may share memory with the input */
  push(piece: T): T[];
  /** @returns what was held back; `push` must not be called afterwards */
  end(): T[];
  /** Number of secrets masked so far. */
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
    // A copy, so that the whole input need not be kept, and its owner may reuse it.
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
