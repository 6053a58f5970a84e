import { createHash } from 'node:crypto';
import { BASE58, BECH32 } from './checksum.ts';
import { entropyOf } from './entropy.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';

/** Alphabets by the names that examples use. */
export const ALPHABETS = {
  hex: `${DIGITS}abcdef`,
  HEX: `${DIGITS}ABCDEF`,
  alnum: LOWER + DIGITS,
  ALNUM: UPPER + DIGITS,
  base62: UPPER + LOWER + DIGITS,
  base32: `${UPPER}234567`,
  base32lower: `${LOWER}234567`,
  base58: BASE58,
  bech32: BECH32,
  zbase32: 'ybndrfg8ejkmcpqxot1uwisza345h769',
  BECH32: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  letters: UPPER + LOWER,
  LETTERS: UPPER,
  lower: LOWER,
  digits: DIGITS,
  b64: `${UPPER + LOWER + DIGITS}+/`,
  b64url: `${UPPER + LOWER + DIGITS}-_`,
} as const;

/** Texts that look random and are the same for the same seed. */
export class Random {
  readonly #seed: string;
  #block = 0;
  #bytes = Buffer.alloc(0);
  #used = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /**
   * A text like a key: with a digit, a letter and both cases if the alphabet has them, with high entropy, not in the form of
   * a UUID, and without a hyphen or underscore at either end.
   */
  text(alphabet: string, length: number): string {
    for (;;) {
      let text = '';
      while (text.length < length) text += alphabet.charAt(this.below(alphabet.length));
      if (looksRandom(text, alphabet)) return text;
    }
  }

  /** Uniform in 0..limit-1, for limits up to 256. */
  below(limit: number): number {
    for (;;) {
      if (this.#used === this.#bytes.length) {
        this.#bytes = createHash('sha256')
          .update(`${this.#seed}/${this.#block++}`)
          .digest();
        this.#used = 0;
      }
      const byte = this.#bytes[this.#used++] ?? 0;
      if (byte < 256 - (256 % limit)) return byte % limit;
    }
  }
}

/** Nearly every random text of eight or more characters has at least this share of the greatest possible entropy. */
const ENTROPY_SHARE = 0.8;

function looksRandom(text: string, alphabet: string): boolean {
  if (text.length < 8) return true;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, ...(text.length >= 32 ? [/[g-z]/i] : [])];
  if (kinds.some((kind) => kind.test(alphabet) && !kind.test(text))) return false;
  if (/^[-_]|[-_]$/.test(text) || /^.{12}4.{3}[89ab]/i.test(text)) return false;
  return entropyOf(text) >= ENTROPY_SHARE * Math.log2(Math.min(alphabet.length, text.length));
}
