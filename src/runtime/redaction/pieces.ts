import { binaryText, utf8, withCodes } from './binary.ts';
import type { Plan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { endOfLines, SecondLook } from './second-look.ts';
import { hasSuspects } from './suspects.ts';
import { HEAD_BYTES, mayBeUtf16, type Order, textOfUtf16, utf16Of, utf16Order } from './utf16.ts';

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
  readonly #second: SecondLook;
  #held = '';
  #text = '';
  #out: string[] = [];
  /** Went through the scanner, and waits for the rest of its line. */
  #line = '';

  constructor(plan: Plan) {
    this.#second = new SecondLook(plan);
    this.#scanner = new Scanner(plan, {
      copy: (from, to) => this.#out.push(this.#text.slice(from, to)),
      put: (text) => this.#out.push(text),
    });
  }

  get count(): number {
    return this.#scanner.count + this.#second.count;
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
    const { isSuspect, done } = withCodes(this.#text, (codes) => ({
      isSuspect: this.#line !== '' || hasSuspects(this.#text, codes),
      done: this.#scanner.scan(this.#text, codes, isLast),
    }));
    this.#held = this.#text.slice(done);
    if (!isSuspect) return this.#out;
    const text = this.#line + this.#out.join('');
    const end = isLast ? text.length : endOfLines(text);
    this.#line = text.slice(end);
    return end === 0 ? [] : [withEdits(text.slice(0, end), this.#second)];
  }
}

/** Bytes of text: of UTF-16 if it begins so, else of UTF-8, or what has ASCII in it. */
export class BytePieces implements Pieces<Uint8Array> {
  readonly #plan: Plan;
  /** The beginning, until it is long enough to tell. */
  #head: Uint8Array = new Uint8Array(0);
  #pieces: Pieces<Uint8Array> | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  get count(): number {
    return this.#pieces?.count ?? 0;
  }

  push(piece: Uint8Array): Uint8Array[] {
    if (this.#pieces !== undefined) return this.#pieces.push(piece);
    const head = joined(this.#head, piece);
    // Whoever reads a log as it is written does not wait for more.
    if (head.length >= HEAD_BYTES || !mayBeUtf16(head)) return this.#piecesFor(head).push(head);
    // Its owner may reuse it.
    this.#head = head.slice();
    return [];
  }

  end(): Uint8Array[] {
    if (this.#pieces !== undefined) return this.#pieces.end();
    const pieces = this.#piecesFor(this.#head);
    return [...pieces.push(this.#head), ...pieces.end()];
  }

  #piecesFor(head: Uint8Array): Pieces<Uint8Array> {
    const order = utf16Order(head);
    this.#pieces = order === undefined ? new NarrowPieces(this.#plan) : new WidePieces(this.#plan, order);
    return this.#pieces;
  }
}

class WidePieces implements Pieces<Uint8Array> {
  readonly #pieces: TextPieces;
  readonly #order: Order;
  /** Half a character. */
  #half: Uint8Array = new Uint8Array(0);

  constructor(plan: Plan, order: Order) {
    this.#pieces = new TextPieces(plan);
    this.#order = order;
  }

  get count(): number {
    return this.#pieces.count;
  }

  push(piece: Uint8Array): Uint8Array[] {
    const bytes = joined(this.#half, piece);
    const end = bytes.length - (bytes.length % 2);
    this.#half = bytes.slice(end);
    return this.#bytesOf(this.#pieces.push(textOfUtf16(bytes.subarray(0, end), this.#order)));
  }

  end(): Uint8Array[] {
    return [...this.#bytesOf(this.#pieces.end()), this.#half];
  }

  #bytesOf(texts: readonly string[]): Uint8Array[] {
    return texts.map((text) => utf16Of(text, this.#order));
  }
}

class NarrowPieces implements Pieces<Uint8Array> {
  readonly #scanner: Scanner;
  readonly #second: SecondLook;
  #line: Uint8Array = new Uint8Array(0);
  #held: Uint8Array = new Uint8Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  #out: Uint8Array[] = [];

  constructor(plan: Plan) {
    this.#second = new SecondLook(plan);
    this.#scanner = new Scanner(plan, {
      copy: (from, to) => this.#out.push(this.#bytes.subarray(from, to)),
      put: (text) => this.#out.push(utf8(text)),
    });
  }

  get count(): number {
    return this.#scanner.count + this.#second.count;
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
    const text = binaryText(this.#bytes);
    const isSuspect = this.#line.length > 0 || hasSuspects(text, this.#bytes);
    const done = this.#scanner.scan(text, this.#bytes, isLast);
    // A copy, so that the whole input need not be kept, and its owner may reuse it.
    this.#held = this.#bytes.slice(done);
    if (!isSuspect) return this.#out;
    const bytes = joined(this.#line, ...this.#out);
    const lines = binaryText(bytes);
    const end = isLast ? lines.length : endOfLines(lines);
    this.#line = bytes.subarray(end);
    const parts: Uint8Array[] = [];
    let at = 0;
    for (const { from, to, put } of this.#second.editsOf(lines.slice(0, end))) {
      parts.push(bytes.subarray(at, from), utf8(put));
      at = to;
    }
    return [...parts, bytes.subarray(at, end)].filter(({ length }) => length > 0);
  }
}

/** The text with what is left in it masked. */
export function withEdits(text: string, second: SecondLook): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, put } of second.editsOf(text)) {
    parts.push(text.slice(at, from), put);
    at = to;
  }
  return at === 0 ? text : parts.join('') + text.slice(at);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const [only = new Uint8Array(0), ...others] = parts.filter(({ length }) => length > 0);
  if (others.length === 0) return only;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
