import type { Hit, Quotation } from './anchors.ts';

/** Characters at its end that may be shown of a secret of so many. */
const SHOWN = 4;
const LEAST_TO_SHOW = 24;

/** Long secrets come in pieces: no more of them is looked at than is needed. */
const LOOKED_AT = 4096;

/** A secret whose end has not been seen, and what must be known of it then: never more of it than its last characters. */
export class OpenSecret {
  readonly hit: Hit;
  /** Behind `#tail`, within quotation marks: they belong to the secret, or to the mark that ends it. */
  backslashes = 0;
  #tail = '';
  #length = 0;
  #isPrintable = true;

  constructor(hit: Hit) {
    this.hit = hit;
  }

  take(text: string, from: number, to: number): void {
    if (to <= from) return;
    if (this.backslashes > 0) this.#tail = '';
    this.backslashes = 0;
    this.#length += to - from;
    this.#tail = (this.#tail + text.slice(Math.max(from, to - SHOWN), to)).slice(-SHOWN);
    if (this.#isPrintable && this.#length <= LOOKED_AT) this.#isPrintable = /^[\x21-\x7e]*$/.test(text.slice(from, to));
  }

  /** The same within quotation marks, where backslashes at the end may be those before the closing mark. */
  takeQuoted(text: string, from: number, to: number): void {
    let quoted = to;
    while (quoted > from && text[quoted - 1] === '\\') quoted--;
    this.take(text, from, quoted);
    this.backslashes += to - quoted;
  }

  /** Those that are written behind the mask, before the closing quotation mark. */
  get closingBackslashes(): number {
    return Math.min(this.backslashes, this.hit.quotation?.backslashes ?? 0);
  }

  /** @param next the character behind it: with some the end that is shown could be read as one word */
  shown(next: string): string {
    if (/^[\w*]/.test(next)) return '';
    if (this.hit.shown !== undefined) return this.hit.shown;
    const isLong = this.#isPrintable && this.#length >= LEAST_TO_SHOW;
    const isWhole = this.backslashes === this.closingBackslashes;
    return isLong && isWhole && /^\w{4}$/.test(this.#tail) ? this.#tail : '';
  }
}

/**
 * Where a quotation ends: at its mark, which as many backslashes stand before as before the opening one, or at the end of
 * the line.
 *
 * @param before how many backslashes stand before `from`
 * @returns `limit` where it goes on
 */
export function endOfQuotation(
  { mark, backslashes: opening }: Quotation,
  text: string,
  before: number,
  from: number,
  limit: number,
): number {
  let backslashes = before;
  for (let at = from; at < limit; at++) {
    const character = text[at];
    if (character === '\n' || character === '\r') return at;
    if (character === mark && isClosing(backslashes, opening)) return at;
    backslashes = character === '\\' ? backslashes + 1 : 0;
  }
  return limit;
}

/** In JSON within a string a mark has one backslash, in a string within that three: it is escaped where it has more. */
function isClosing(there: number, opening: number): boolean {
  if (there <= opening) return true;
  return ((there - opening) / (opening + 1)) % 2 === 0;
}
