import type { Item } from './packed-items.ts';

/** A text in which what was packed is plain. */
export interface Unpacked {
  readonly text: Buffer;
  /** For each of its bytes, the offsets of what it was made from. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Writes plain text, with the offsets that its bytes come from. */
export class PlainWriter {
  readonly text: string;
  #codes: Buffer;
  #starts: Uint32Array;
  #ends: Uint32Array;
  #length = 0;
  #at = 0;
  #isChanged = false;
  /** The quote that closes what two kinds of quotes are around, and what to write for it. */
  #closing = -1;
  #closingCode: number | undefined;

  /** @param text what is rewritten, as latin1 */
  constructor(text: string) {
    this.text = text;
    // Most text becomes shorter.
    const room = text.length + 16;
    [this.#codes, this.#starts, this.#ends] = [Buffer.alloc(room), new Uint32Array(room), new Uint32Array(room)];
  }

  copyTo(end: number): void {
    for (; this.#at < end; this.#at++) {
      const code = this.codeAt(this.#at);
      if (code !== undefined) this.put(code, this.#at, this.#at + 1);
    }
  }

  /** What is before `end` and was not copied is left out. */
  skipTo(end: number): void {
    this.#isChanged ||= this.#at !== end;
    this.#at = end;
  }

  /** The code to write for what stands at an offset; undefined for nothing. */
  codeAt(at: number): number | undefined {
    return at === this.#closing ? this.#closingCode : this.text.charCodeAt(at);
  }

  /** Writes a character that was made from `start` to `end`. */
  put(code: number, start: number, end: number): void {
    if (this.#length === this.#codes.length) this.#grow();
    this.#codes[this.#length] = code;
    this.#starts[this.#length] = start;
    this.#ends[this.#length] = end;
    this.#length++;
  }

  #grow(): void {
    const before = [this.#codes, this.#starts, this.#ends] as const;
    const room = 2 * this.#length;
    [this.#codes, this.#starts, this.#ends] = [Buffer.alloc(room), new Uint32Array(room), new Uint32Array(room)];
    this.#codes.set(before[0]);
    this.#starts.set(before[1]);
    this.#ends.set(before[2]);
  }

  /** Writes the characters of a text that begins at `from`. */
  putAll(items: readonly Item[], from: number): void {
    for (const { code, at, length } of items) this.put(code, from + at, from + at + length);
  }

  /** Takes back what was made from `offset` on. */
  dropFrom(offset: number): void {
    while (this.#length > 0 && (this.#starts[this.#length - 1] ?? 0) >= offset) this.#length--;
  }

  /** The next `quote` from `from` on is written as this code, or not at all. */
  closeWith(quote: string, from: number, code: number | undefined): void {
    this.#closing = this.text.indexOf(quote, from);
    this.#closingCode = code;
  }

  /** @returns undefined if all was copied */
  finish(): Unpacked | undefined {
    if (!this.#isChanged) return undefined;
    this.copyTo(this.text.length);
    const [text, starts, ends] = [this.#codes, this.#starts, this.#ends];
    const length = this.#length;
    return { text: text.subarray(0, length), starts: starts.subarray(0, length), ends: ends.subarray(0, length) };
  }
}
