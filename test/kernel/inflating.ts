import { inflateSync, type ZlibOptions } from 'node:zlib';
import { expect } from 'vitest';
import { instantiate } from '../../src/kernel/wasm.ts';

/** src/kernel/assembly/errors.ts */
export const TRUNCATED = -1;
export const TOO_LONG = -2;
export const TOO_SHORT = -3;
export const BAD_HEADER = -4;
export const BAD_BLOCK_TYPE = -5;
export const BAD_STORED_LENGTH = -6;
export const BAD_CODE_LENGTHS = -7;
export const BAD_CODE = -8;
export const BAD_DISTANCE = -9;
export const BAD_CHECKSUM = -10;

const ROOM = 512 * 1024;
/** Bytes behind the input that may be read. */
const READ_AHEAD = 16;
const AROUND = 64;
const SENTINEL = 0xb7;

const wasm = instantiate();
const input = wasm.reserve(ROOM);
const output = wasm.reserve(ROOM) + AROUND;
const memory = new Uint8Array(wasm.memory.buffer);

/** What the kernel makes of a stream: what is wrong, or how long the stream is and its bytes. */
export function inflate(stream: Uint8Array, size: number): number | { consumed: number; bytes: Buffer } {
  memory.set(stream, input);
  // What stands behind the input must not matter.
  memory.fill(0x3b, input + stream.length, input + stream.length + READ_AHEAD);
  memory.fill(SENTINEL, output - AROUND, output + size + AROUND);
  const result = wasm.inflate(input, input + stream.length, output, output + size);
  const around = [memory.subarray(output - AROUND, output), memory.subarray(output + size, output + size + AROUND)];
  for (const bytes of around) if (bytes.some((byte) => byte !== SENTINEL)) throw new Error('it wrote elsewhere');
  return result < 0 ? result : { consumed: result, bytes: Buffer.from(memory.subarray(output, output + size)) };
}

/** What zlib makes of it; undefined, if that is not `size` bytes. */
export function expected(stream: Uint8Array, size: number): { consumed: number; bytes: Buffer } | undefined {
  try {
    // With `info` it gives an object, which its types do not know.
    const { buffer, engine } = inflateSync(stream, { info: true } as ZlibOptions) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return buffer.length === size ? { consumed: engine.bytesWritten, bytes: buffer } : undefined;
  } catch {
    return undefined;
  }
}

/** That the kernel judges a stream as zlib does. */
export function compare(stream: Uint8Array, size: number): void {
  const found = inflate(stream, size);
  const wanted = expected(stream, size);
  const alike =
    typeof found === 'number' || wanted === undefined
      ? typeof found === 'number' && wanted === undefined
      : found.consumed === wanted.consumed && found.bytes.equals(wanted.bytes);
  // Only then: for each bit of a stream, `expect` takes longer than both.
  if (!alike) expect(found).toEqual(wanted);
}

/** Bytes below `alphabet`, or letters if there are few. */
export function seeded(size: number, alphabet: number, seed: number): Buffer {
  let state = seed;
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = Math.floor((state / 2 ** 32) * alphabet) + (alphabet < 64 ? 97 : 0);
  }
  return bytes;
}
