import type { Hit, Quotation } from './anchors.ts';

/** How many characters at the end of a secret are shown, and how long it must be for that. */
const SHOWN = 4;
const MIN_LENGTH_TO_SHOW = 24;

/** Only so many characters of a long secret are examined. */
const LOOKED_AT = 4096;

/** A secret whose end has not been reached. Keeps no more of it than its last characters. */
export class OpenSecret {
  readonly hit: Hit;
  /** Backslashes after `#tail`, within quotation marks: they belong to the secret or to the closing mark. */
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
    const examined = text.slice(from, Math.min(to, from + Math.max(0, LOOKED_AT - this.#length)));
    this.#length += to - from;
    this.#tail = (this.#tail + text.slice(Math.max(from, to - SHOWN), to)).slice(-SHOWN);
    if (this.#isPrintable) this.#isPrintable = /^[\x21-\x7e]*$/.test(examined);
  }

  /** The same within quotation marks, where backslashes at the end may belong to the closing mark. */
  takeQuoted(text: string, from: number, to: number): void {
    let quoted = to;
    while (quoted > from && text[quoted - 1] === '\\') quoted--;
    this.take(text, from, quoted);
    this.backslashes += to - quoted;
  }

  /** The backslashes to write between the mask and the closing quotation mark. */
  get closingBackslashes(): number {
    return Math.min(this.backslashes, this.hit.quotation?.backslashes ?? 0);
  }

  /** @param next the character after the secret: nothing is shown if both could be read as one word */
  shown(next: string): string {
    if (/^[\w*]/.test(next)) return '';
    if (this.hit.shown !== undefined) return this.hit.shown;
    const isLong = this.#isPrintable && this.#length >= MIN_LENGTH_TO_SHOW;
    const isWhole = this.backslashes === this.closingBackslashes;
    return isLong && isWhole && /^\w{4}$/.test(this.#tail) ? this.#tail : '';
  }
}

/**
 * Where a quotation ends: at a mark with as many backslashes before it as the opening mark has, or at the end of the line.
 *
 * @param before how many backslashes stand before `from`
 * @returns `limit` when it does not end before that
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

/** In JSON within a string a mark has one backslash, one level deeper three; with more it is escaped. */
function isClosing(there: number, opening: number): boolean {
  if (there <= opening) return true;
  return ((there - opening) / (opening + 1)) % 2 === 0;
}
