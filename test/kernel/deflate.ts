/** Order in which the lengths of code lengths stand, RFC 1951 section 3.2.7. */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The fixed codes, RFC 1951 section 3.2.6. */
export const FIXED_LITLENS = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
export const FIXED_DISTANCES = Array.from({ length: 32 }, () => 5);

/** Writes deflate streams bit by bit, right ones and wrong ones. */
export class DeflateWriter {
  readonly #bytes: number[] = [];
  #count = 0;

  /** The lowest first. */
  bits(value: number, count: number): this {
    for (let i = 0; i < count; i++, this.#count++) {
      if (this.#count % 8 === 0) this.#bytes.push(0);
      this.#bytes[this.#bytes.length - 1] = (this.#bytes.at(-1) ?? 0) | (((value >> i) & 1) << (this.#count % 8));
    }
    return this;
  }

  /** The code that `symbol` has in a code of these lengths, the highest bit first. */
  symbol(lengths: readonly number[], symbol: number): this {
    const length = lengths[symbol] ?? 0;
    const code = codesOf(lengths)[symbol] ?? 0;
    for (let i = length - 1; i >= 0; i--) this.bits(code >> i, 1);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.#count = 8 * this.#bytes.length;
    for (const byte of bytes) this.bits(byte, 8);
    return this;
  }

  /** Three bits, and a dynamic block's header; each length is written as it is, with four bits. */
  dynamic(litlens: readonly number[], distances: readonly number[], last = true): this {
    const lengthLengths = LENGTH_ORDER.map((symbol) => (symbol < 16 ? 4 : 0));
    this.bits(last ? 1 : 0, 1).bits(2, 2);
    this.bits(litlens.length - 257, 5)
      .bits(distances.length - 1, 5)
      .bits(lengthLengths.length - 4, 4);
    for (const length of lengthLengths) this.bits(length, 3);
    const code = Array.from({ length: 16 }, () => 4);
    for (const length of [...litlens, ...distances]) this.symbol(code, length);
    return this;
  }

  /** A zlib stream that is to inflate to `bytes`. */
  finish(bytes: Uint8Array): Uint8Array {
    return Buffer.concat([Buffer.of(0x78, 0x9c), Buffer.from(this.#bytes), adler32(bytes)]);
  }
}

const known = new WeakMap<readonly number[], number[]>();

/** RFC 1951, section 3.2.2. */
function codesOf(lengths: readonly number[]): number[] {
  let codes = known.get(lengths);
  if (codes !== undefined) return codes;
  codes = [];
  known.set(lengths, codes);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    code *= 2;
    for (const [symbol, has] of lengths.entries()) if (has === length) codes[symbol] = code++;
  }
  return codes;
}

/** RFC 1950, section 9. */
function adler32(bytes: Uint8Array): Buffer {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return Buffer.of(b >> 8, b & 0xff, a >> 8, a & 0xff);
}
