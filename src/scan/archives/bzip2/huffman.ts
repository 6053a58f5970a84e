import type { BitReader } from './bits.ts';

const LONGEST = 20;
/** Codes up to this length, which nearly all are, are looked up at once. */
const SHORT = 10;

/** A canonical Huffman code. */
export class HuffmanTable {
  /** By length: the largest code, and what makes a code the index of its symbol. */
  readonly #limits = new Int32Array(LONGEST + 1).fill(-1);
  readonly #offsets = new Int32Array(LONGEST + 1);
  readonly #symbols: Uint16Array;
  /** By the next bits: a symbol and, in the lowest five bits, the length of its code; 0 for one that is longer. */
  readonly #short = new Uint16Array(1 << SHORT);

  /** @param lengths of the codes of all symbols */
  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length);
    let [code, index] = [0, 0];
    for (let length = 1; length <= LONGEST; length++) {
      this.#offsets[length] = index - code;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue;
        this.#symbols[index++] = symbol;
        const free = SHORT - length;
        if (free >= 0) this.#short.fill(symbol * 32 + length, code << free, (code + 1) << free);
        code++;
      }
      this.#limits[length] = code - 1;
      code *= 2;
    }
  }

  /** Reads a symbol. @throws Error if no code is as long */
  read(bits: BitReader): number {
    const short = this.#short[bits.peek(SHORT)] ?? 0;
    if (short > 0) {
      bits.take(short & 31);
      return short >>> 5;
    }
    for (let length = SHORT + 1; length <= LONGEST; length++) {
      const code = bits.peek(length);
      if (code > (this.#limits[length] ?? -1)) continue;
      bits.take(length);
      return this.#symbols[code + (this.#offsets[length] ?? 0)] ?? 0;
    }
    throw new Error('no code');
  }
}

/** Reads the lengths of the codes of so many symbols, each as a difference to the one before. */
export function readTable(bits: BitReader, symbols: number): HuffmanTable {
  const lengths = new Uint8Array(symbols);
  let length = bits.take(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (bits.take(1) === 1) length += bits.take(1) === 0 ? 1 : -1;
    if (length < 1 || length > LONGEST) throw new Error('no length of a code');
    lengths[symbol] = length;
  }
  return new HuffmanTable(lengths);
}
