import { matchesAt } from './anchors.ts';

/** The kind of a token depends on this many characters from its beginning, at most. */
export const PEM_LOOKAHEAD = 256;
/** With more than this between two lines the block is over. */
const WIDEST_GAP = 128;
const LONG_WORD = 32;

/** Between two lines: line breaks in any notation, and the `+` between the strings that Node.js prints. */
const GAP = /[ \t\r\n]{1,16}|\\{1,7}[nrt]|%0[ADad]|%5[Cc]n|&#1[03];|["'`][ \t]{0,4}\+[ \t]{0,4}\r?\n[ \t]{0,40}["'`]/y;
const WORD = /[A-Za-z0-9+/=]{1,32}/y;
/** Headers before the body: RFC 1421, OpenPGP. */
const HEADER = /(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID): [^\r\n\\]{0,160}/y;

/** What the next token of a body is. */
export type PemToken = { readonly kind: 'gap' | 'header' | 'word' | 'end'; readonly to: number };

/**
 * Reads the body of a private key after its first line: long words of base64 with gaps between them, and a short word at
 * the end. Prose does not match, so a message that only mentions the first line stays as it is.
 */
export class PemBody {
  /** Something of it has been masked. */
  masked = false;
  /** The gap after the last word, not written yet. */
  gap = '';
  #inWord = false;
  #words = false;
  #short = false;

  /** @returns the token at `at`; PEM_LOOKAHEAD characters must be there, or the end of the text */
  next(text: string, at: number): PemToken {
    if (this.#inWord) {
      const to = endOf(WORD, text, at);
      if (to > at) return { kind: 'word', to };
      this.#inWord = false;
    }
    const gap = endOf(GAP, text, at);
    if (gap > at) return { kind: this.gap.length + gap - at > WIDEST_GAP ? 'end' : 'gap', to: gap };
    if (!this.#words) {
      const header = endOf(HEADER, text, at);
      if (header > at) return { kind: 'header', to: header };
    }
    const word = endOf(WORD, text, at);
    if (word - at === LONG_WORD && !this.#short) {
      this.#words = true;
      this.#inWord = true;
      return { kind: 'word', to: word };
    }
    // The last line, and OpenPGP's checksum behind it.
    if (word > at && this.#words && (!this.#short || (text[at] === '=' && word - at === 5))) {
      this.#short = true;
      return { kind: 'word', to: word };
    }
    return { kind: 'end', to: at };
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  return matchesAt(pattern, text, at) ? pattern.lastIndex : at;
}
