/** What was found in a text: the secret is `from` up to `to`, and whatever of the class `run` follows. */
export interface Hit {
  readonly from: number;
  readonly to: number;
  /** Characters that still belong to the secret, however many follow. */
  readonly run?: CharacterClass;
  /** The secret ends where this quotation does. */
  readonly quotation?: Quotation;
  /** The line of a PEM block that begins a private key: nothing to mask by itself, but what follows. */
  readonly pem?: true;
  /** Written around the mask: quotation marks where a number is replaced in JSON. */
  readonly around?: string;
  /** Which key it is, where that is known: shown in place of the last characters of what stands there. */
  readonly shown?: string;
  /** `known`, or the kind of pattern. */
  readonly kind: Kind;
}

export type Kind = 'known' | 'named' | 'prefixed' | 'url' | 'jwt' | 'pem';

/** An opening quotation mark and the backslashes before it: `\"` in JSON within a string has one. */
export interface Quotation {
  readonly mark: string;
  readonly backslashes: number;
}

/** Characters by code; the last entry stands for all beyond ASCII. */
export type CharacterClass = Uint8Array;

const BEYOND_ASCII = 128;

/** The text that is being looked at, as matchers see it. */
export interface View {
  readonly text: string;
  /** Up to `count` characters of what has been written out before `at`: masks, not secrets, LOOKBEHIND at most. */
  before(at: number, count: number): string;
}

/** Characters that {@link View.before} can give. */
export const LOOKBEHIND = 32;

/** @returns what begins with the anchor at `at`; a hit may begin behind it, never before */
export type Matcher = (view: View, at: number) => Hit | undefined;

/** @param characters such as `a-z0-9_`; with `\\u0080` all beyond ASCII */
export function characterClass(characters: string): CharacterClass {
  const pattern = new RegExp(`[${characters}]`);
  return Uint8Array.from({ length: BEYOND_ASCII + 1 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0));
}

/** @returns the first position from `from` on that holds none of the class, or `to` */
export function endOfRun(run: CharacterClass, text: string, from: number, to: number): number {
  let at = from;
  while (at < to && run[Math.min(text.charCodeAt(at), BEYOND_ASCII)] !== 0) at++;
  return at;
}

/** Characters of an anchor that are looked for. */
export const ANCHOR_LENGTH = 4;

/** In #seconds: the three characters are the second to fourth of an anchor, the first to third, or both. */
const [SECOND, FIRST] = [1, 2];

/**
 * Where anything could begin, by its first characters in any case. Three characters are looked up at every second place:
 * they are the beginning of an anchor there or the rest of one that has begun a place before.
 */
export class Anchors {
  readonly #seconds = new Uint8Array(1 << 16);
  /** Where in #matchers those of an anchor are; 0 where there is none. */
  readonly #firsts = new Uint32Array(1 << 16);
  readonly #matchers: Matcher[][] = [[]];

  /** @param start three or four characters */
  add(start: string, matcher: Matcher): void {
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => start.charCodeAt(i)) as [number, number, number, number];
    const hash = hashOf(a, b, c);
    this.#seconds[hash] = (this.#seconds[hash] ?? 0) | FIRST;
    const fourths = Number.isNaN(d) ? Array.from({ length: 256 }, (_, code) => code) : [d];
    for (const fourth of fourths) {
      const second = hashOf(b, c, fourth);
      this.#seconds[second] = (this.#seconds[second] ?? 0) | SECOND;
    }
    const same = this.#matchers[this.#firsts[hash] || this.#matchers.length] ?? [];
    if (same.length === 0) this.#firsts[hash] = this.#matchers.push(same) - 1;
    if (!same.includes(matcher)) same.push(matcher);
  }

  /** The matchers of the anchors that may be at `at`. */
  at(codes: Uint8Array | string, at: number): readonly Matcher[] {
    const hash =
      typeof codes === 'string'
        ? hashOf(codes.charCodeAt(at), codes.charCodeAt(at + 1), codes.charCodeAt(at + 2))
        : hashOf(codes[at] ?? 0, codes[at + 1] ?? 0, codes[at + 2] ?? 0);
    return this.#matchers[this.#firsts[hash] as number] as readonly Matcher[];
  }

  /** @returns the next position from `from` on that an anchor may be at, or `to` */
  next(codes: Uint8Array | string, from: number, to: number): number {
    const end = Math.min(to, codes.length - ANCHOR_LENGTH + 1);
    const found = typeof codes === 'string' ? this.#nextInText(codes, from, end) : this.#nextInBytes(codes, from, end);
    return found < end ? found : to;
  }

  // The two loops are the same but for how they read: one loop for both kinds of input would be half as fast.
  #nextInText(text: string, from: number, end: number): number {
    const seconds = this.#seconds;
    let b = (text.charCodeAt(from + 1) & 0xff) | 32;
    for (let at = from; at < end; at += 2) {
      const c = (text.charCodeAt(at + 2) & 0xff) | 32;
      const d = (text.charCodeAt(at + 3) & 0xff) | 32;
      const found = seconds[(b ^ (c << 5) ^ (d << 10)) & 0xffff] as number;
      if (found !== 0) {
        if ((found & SECOND) !== 0 && this.#firsts[hashOf(text.charCodeAt(at), b, c)] !== 0) return at;
        if ((found & FIRST) !== 0) return at + 1;
      }
      b = d;
    }
    return end;
  }

  #nextInBytes(bytes: Uint8Array, from: number, end: number): number {
    const seconds = this.#seconds;
    let b = (bytes[from + 1] ?? 0) | 32;
    for (let at = from; at < end; at += 2) {
      const c = (bytes[at + 2] as number) | 32;
      const d = (bytes[at + 3] as number) | 32;
      const found = seconds[(b ^ (c << 5) ^ (d << 10)) & 0xffff] as number;
      if (found !== 0) {
        if ((found & SECOND) !== 0 && this.#firsts[hashOf(bytes[at] as number, b, c)] !== 0) return at;
        if ((found & FIRST) !== 0) return at + 1;
      }
      b = d;
    }
    return end;
  }
}

/** Of the low bytes of three character codes, in any case of ASCII letters. */
function hashOf(a: number, b: number, c: number): number {
  return (((a & 0xff) | 32) ^ (((b & 0xff) | 32) << 5) ^ (((c & 0xff) | 32) << 10)) & 0xffff;
}
