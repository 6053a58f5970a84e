import { type Chunks, joined } from './chunks.ts';

/** Bytes of a stream, in the sizes that are asked for. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: Chunks) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes; fewer if there are no more. */
  async upTo(length: number): Promise<Buffer> {
    const parts = [this.#held];
    let size = this.#held.length;
    while (size < length) {
      const { done, value } = await this.#source.next();
      if (done) break;
      parts.push(Buffer.from(value.buffer, value.byteOffset, value.length));
      size += value.length;
    }
    const all = joined(parts.length > 1 && parts[0]?.length === 0 ? parts.slice(1) : parts);
    this.#held = all.subarray(length);
    return all.subarray(0, length);
  }

  /** The next bytes. @throws Error if there are not as many */
  async exactly(length: number): Promise<Buffer> {
    const bytes = await this.upTo(length);
    if (bytes.length < length) throw new Error('it is cut off');
    return bytes;
  }

  /** What was read last is read again. */
  putBack(bytes: Buffer): void {
    this.#held = Buffer.concat([bytes, this.#held]);
  }

  /** The next line, without its end. @throws Error if it is longer than 64 KiB */
  async line(): Promise<string> {
    for (let length = 256; length <= 65_536; length *= 4) {
      const bytes = await this.upTo(length);
      this.putBack(bytes);
      const end = bytes.indexOf(0x0a);
      if (end >= 0) return (await this.exactly(end + 1)).toString('latin1', 0, end);
    }
    throw new Error('no line');
  }

  /** All that is left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    if (this.#held.length > 0) yield this.#held;
    for (let { done, value } = await this.#source.next(); !done; { done, value } = await this.#source.next())
      yield value;
  }

  /** Gives up the rest. */
  async end(): Promise<void> {
    await this.#source.return?.();
  }
}
