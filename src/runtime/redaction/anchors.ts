/** A match: the secret is `from` up to `to`, and all characters of the class `run` that follow. */
export interface Hit {
  readonly from: number;
  readonly to: number;
  /** Characters of this class that follow `to` belong to the secret, however many there are. */
  readonly run?: CharacterClass;
  /** The secret ends where this quotation ends. */
  readonly quotation?: Quotation;
  /** The first line of a private key in PEM: the lines that follow are masked, not this one. */
  readonly pem?: true;
  /** Written before and after the mask: quotation marks, where a number is replaced in JSON. */
  readonly around?: string;
  /** For a known key: shown in the mask instead of the last characters of the matched text. */
  readonly shown?: string;
  /** `known`, or the kind of the pattern. */
  readonly kind: Kind;
}

export type Kind = 'known' | 'named' | 'run' | 'prefixed' | 'url' | 'jwt' | 'pem';

/** An opening quotation mark and the number of backslashes before it: `\"`, as in JSON within a string, has one. */
export interface Quotation {
  readonly mark: string;
  readonly backslashes: number;
}

/** Whether a character belongs to the class, by its code; the last entry is for all characters beyond ASCII. */
export type CharacterClass = Uint8Array;

const BEYOND_ASCII = 128;

/** The text, as matchers see it. */
export interface View {
  readonly text: string;
  /** Up to `count` characters of the output before `at`, so with masks for secrets; LOOKBEHIND at most. */
  before(at: number, count: number): string;
}

/** How many characters {@link View.before} can give. */
export const LOOKBEHIND = 32;

/** @returns the match for the anchor at `at`; it may begin after the anchor, never before */
export type Matcher = (view: View, at: number) => Hit | undefined;

/** @param characters such as `a-z0-9_`; with `\\u0080` all beyond ASCII */
export function characterClass(characters: string): CharacterClass {
  const pattern = new RegExp(`[${characters}]`);
  return Uint8Array.from({ length: BEYOND_ASCII + 1 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0));
}

/** @returns the first position from `from` on whose character is not in the class, or `to` */
export function endOfRun(run: CharacterClass, text: string, from: number, to: number): number {
  let at = from;
  while (at < to && run[Math.min(text.charCodeAt(at), BEYOND_ASCII)] !== 0) at++;
  return at;
}

/** The match of a sticky expression at a position. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Whether a sticky expression matches at a position. */
export function matchesAt(pattern: RegExp, text: string, at = 0): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Length of the part of an anchor that is searched for. */
export const ANCHOR_LENGTH = 4;

/** Bits in #seconds: the three characters are the second to fourth of an anchor, or the first to third. */
const [SECOND, FIRST] = [1, 2];

/** All characters that are told apart: their low bytes, without regard to the case of ASCII letters. */
const CODES = Array.from({ length: 256 }, (_, code) => code).filter((code) => (code & 32) !== 0);

/**
 * Finds where a match could begin, by its first characters in any case. Looks up three characters at every second
 * position: they are the beginning of an anchor there, or the rest of one that began a position earlier. What is found so
 * is looked up again with all four characters, because a call of a matcher takes as long as fifty positions.
 */
export class Anchors {
  readonly #seconds = new Uint8Array(1 << 16);
  /** By the hash of all four characters. */
  readonly #wholes = new Uint8Array(1 << 16);
  /** Index in #matchers of an anchor's matchers, by the hash of its first three characters; 0 for none. */
  readonly #firsts = new Uint32Array(1 << 16);
  readonly #matchers: Matcher[][] = [[]];

  /** @param start three or four characters */
  add(start: string, matcher: Matcher): void {
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => start.charCodeAt(i)) as [number, number, number, number];
    const hash = hashOf(a, b, c);
    this.#seconds[hash] = (this.#seconds[hash] ?? 0) | FIRST;
    for (const fourth of Number.isNaN(d) ? CODES : [d]) {
      const second = hashOf(b, c, fourth);
      this.#seconds[second] = (this.#seconds[second] ?? 0) | SECOND;
      this.#wholes[hashOfFour(a, b, c, fourth)] = 1;
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

  // The two loops differ only in how they read: one loop for both kinds of input would be half as fast.
  #nextInText(text: string, from: number, end: number): number {
    const seconds = this.#seconds;
    let b = (text.charCodeAt(from + 1) & 0xff) | 32;
    for (let at = from; at < end; at += 2) {
      const c = (text.charCodeAt(at + 2) & 0xff) | 32;
      const d = (text.charCodeAt(at + 3) & 0xff) | 32;
      const found = seconds[(b ^ (c << 5) ^ (d << 10)) & 0xffff] as number;
      if (found !== 0) {
        if ((found & SECOND) !== 0 && this.#wholes[hashOfFour(text.charCodeAt(at), b, c, d)] !== 0) return at;
        if ((found & FIRST) !== 0 && this.#wholes[hashOfFour(b, c, d, text.charCodeAt(at + 4))] !== 0) return at + 1;
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
        if ((found & SECOND) !== 0 && this.#wholes[hashOfFour(bytes[at] as number, b, c, d)] !== 0) return at;
        if ((found & FIRST) !== 0 && this.#wholes[hashOfFour(b, c, d, bytes[at + 4] ?? 0)] !== 0) return at + 1;
      }
      b = d;
    }
    return end;
  }
}

/** Hash of the low bytes of three character codes, without regard to the case of ASCII letters. */
function hashOf(a: number, b: number, c: number): number {
  return (((a & 0xff) | 32) ^ (((b & 0xff) | 32) << 5) ^ (((c & 0xff) | 32) << 10)) & 0xffff;
}

/** The same for four. Multiplied by the golden ratio (Knuth, 6.4): the upper bits depend on all four. */
function hashOfFour(a: number, b: number, c: number, d: number): number {
  const all = (a & 0xff) | ((b & 0xff) << 8) | ((c & 0xff) << 16) | ((d & 0xff) << 24) | 0x20202020;
  return Math.imul(all, 0x9e3779b1) >>> 16;
}
