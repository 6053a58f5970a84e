import type { Item } from './packed-items.ts';

/** A text in which what was packed is plain. */
export interface Unpacked {
  readonly text: Buffer;
  /** For each of its bytes, the offsets of what it was made from. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Writes plain text, with the offsets that its bytes come from. */
export class PlainWriter {
  readonly text: string;
  readonly #codes: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #at = 0;
  #isChanged = false;
  /** The quote that closes what two kinds of quotes are around, and what to write for it. */
  #closing = -1;
  #closingCode: number | undefined;

  /** @param text what is rewritten, as latin1 */
  constructor(text: string) {
    this.text = text;
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
    this.#codes.push(code);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** Writes the characters of a text that begins at `from`. */
  putAll(items: readonly Item[], from: number): void {
    for (const { code, at, length } of items) this.put(code, from + at, from + at + length);
  }

  /** Takes back what was made from `offset` on. */
  dropFrom(offset: number): void {
    while ((this.#starts.at(-1) ?? -1) >= offset) {
      this.#codes.pop();
      this.#starts.pop();
      this.#ends.pop();
    }
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
    return { text: Buffer.from(this.#codes), starts: this.#starts, ends: this.#ends };
  }
}
