/** More than a block can be long: 900,000 symbols of 20 bits each, and its tables. */
const BLOCK_BYTES = 2.5 * 1024 ** 2;

/** Bits of a stream, the highest of each byte first. */
export class BitReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Bits that were read from the bytes, but not taken: the lowest `#count` of `#held`. */
  #held = 0;
  #count = 0;

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  /** Makes a whole block ready to be taken, or all there is. @returns whether there is anything */
  async fill(): Promise<boolean> {
    const parts: Uint8Array[] = [this.#bytes.subarray(this.#at)];
    let size = this.left;
    while (size < BLOCK_BYTES) {
      const { done, value } = await this.#source.next();
      if (done) break;
      parts.push(value);
      size += value.length;
    }
    if (parts.length > 1) {
      this.#bytes = Buffer.concat(parts);
      this.#at = 0;
    }
    return this.left > 0;
  }

  /** The next bits, up to 24, that stay; zeros where there are none. */
  peek(count: number): number {
    while (this.#count < count) {
      this.#held = ((this.#held & 0xffffff) << 8) | (this.#bytes[this.#at++] ?? 0);
      this.#count += 8;
    }
    return (this.#held >>> (this.#count - count)) & ((1 << count) - 1);
  }

  /** The next bits, up to 24. @throws Error if there are not as many */
  take(count: number): number {
    const bits = this.peek(count);
    this.#count -= count;
    if (this.left < 0) throw new Error('it is cut off');
    return bits;
  }

  /** Bytes that are ready. */
  get left(): number {
    return this.#bytes.length - this.#at + Math.floor(this.#count / 8);
  }

  /** Leaves out the rest of a byte. */
  align(): void {
    this.#count -= this.#count % 8;
  }
}
