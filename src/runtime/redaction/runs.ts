import { characterClass, endOfRun, type Hit, LOOKBEHIND, matchesAt, type View } from './anchors.ts';
import { isWordStart } from './escapes.ts';

/** The length of keys without a prefix. */
const LENGTH = 32;
const WORD = characterClass('A-Za-z0-9_');
/** 32 hexadecimal digits, or lower-case letters and digits with at least one of each, and no mask behind. */
const KEY = /(?:[0-9A-Fa-f]{32}|(?=[a-z]{0,31}[0-9])(?=[0-9]{0,31}[a-z])[a-z0-9]{32})(?!\*{3})/y;

/** `traceparent: 00-<trace id>-<span id>-01` (W3C Trace Context, 3.2): the whole has its own form, and is not a secret. */
const TRACE_PARENT = /-[0-9a-f]{16}-[0-9a-f]{2}(?![0-9A-Za-z_])/y;

/** Before a value: names of digests and ids, and what may stand between name and value. */
const HASH_NAME =
  /(?:md[245]|sha-?\d{0,3}|hash(?:es|ed)?|digest|check_?sums?|cksum|fingerprint|integrity|etag|commit|rev(?:ision)?|tree|blob|object|oid|uuid|guid|trace|span|request|correlation)(?:_?-?(?:sum|hash|hex|id|sha|value))?["'`]?\)?\]?[ \t]{0,4}(?:[:=]>?|-)?[ \t]{0,4}(?:W\/)?\\{0,3}["'`]?$/i;
/** The end of a file name with a hash of the content: `app.<md5>.js`. */
const FILE_END = /\.(?:[cm]?js|css|map|png|jpe?g|gif|svg|webp|woff2?|ttf|html?|json)(?![A-Za-z0-9_])/iy;

/** Finds runs of exactly 32 characters in a text, from left to right, in any context. */
export class Runs {
  readonly #view: View;
  readonly #codes: Uint8Array | string;
  readonly #keepHashes: boolean;
  /** The last run that was found, and up to where the text has been searched. */
  #found = -1;
  #searched = 0;

  /**
   * @param codes the low bytes of the view's text, or the text
   * @param keepHashes leave out digests and ids, by their name or that of a file
   */
  constructor(view: View, codes: Uint8Array | string, keepHashes: boolean) {
    this.#view = view;
    this.#codes = codes;
    this.#keepHashes = keepHashes;
  }

  /** The first run that begins in from..to. */
  next(from: number, to: number): Hit | undefined {
    for (let at = this.#find(from, to); at < to; at = this.#find(at + 1, to)) {
      if (this.#isKey(at)) return { from: at, to: at + LENGTH, kind: 'run' };
    }
    return undefined;
  }

  /**
   * Where the last 32 characters of a word begin, if they look like a key; `to` if there are none. They have one character at
   * a multiple of 32, so only those are looked at, and the ends of the words that they are in.
   */
  #find(from: number, to: number): number {
    if (this.#found >= from) return Math.min(this.#found, to);
    const { text } = this.#view;
    const begin = Math.max(from, this.#searched);
    const last = Math.min(to + LENGTH - 1, text.length);
    for (let at = begin + LENGTH - 1; at < last; at += LENGTH) {
      if (!isWord(this.#codes, at)) continue;
      const inside = at;
      // The next word begins behind its end.
      at = endOfRun(WORD, text, at, text.length);
      const start = at - LENGTH;
      if (start >= to) break;
      // Most words are shorter: their beginning is near.
      if (start < begin || !this.#isWordFrom(start, inside) || !matchesAt(KEY, text, start)) continue;
      this.#found = start;
      this.#searched = start + 1;
      return start;
    }
    this.#searched = Math.max(this.#searched, to);
    return to;
  }

  #isWordFrom(start: number, end: number): boolean {
    let at = end;
    while (at > start && isWord(this.#codes, at - 1)) at--;
    return at <= start;
  }

  #isKey(from: number): boolean {
    const view = this.#view;
    if (!isWordStart(view, from)) return false;
    if (matchesAt(TRACE_PARENT, view.text, from + LENGTH) && view.before(from, 1) === '-') return false;
    return (
      !this.#keepHashes ||
      !(HASH_NAME.test(view.before(from, LOOKBEHIND)) || matchesAt(FILE_END, view.text, from + LENGTH))
    );
  }
}

function isWord(codes: Uint8Array | string, at: number): boolean {
  const code = typeof codes === 'string' ? codes.charCodeAt(at) : (codes[at] ?? 0);
  return WORD[Math.min(code, WORD.length - 1)] === 1;
}
