import { instantiate } from '../../src/kernel/wasm.ts';

/** src/kernel/assembly/errors.ts */
export const TRUNCATED = -1;
export const TOO_LONG = -2;
export const TOO_SHORT = -3;
export const BAD_INSTRUCTION = -11;
export const BAD_COPY = -12;

export const ROOM = 4 * 1024 * 1024;
const AROUND = 64;
const SENTINEL = 0xb7;
/** Bytes of a segment: where it begins and ends in the result, and where it begins in the base. */
const SEGMENT_BYTES = 12;

const wasm = instantiate();
const [deltaAt = 0, baseAt = 0, output = 0, segmentsAt = 0] = Array.from(
  { length: 4 },
  () => wasm.reserve(ROOM) + AROUND,
);
wasm.reserve(AROUND);
const memory = new Uint8Array(wasm.memory.buffer);
const view = new DataView(wasm.memory.buffer);

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly base: number;
}

export interface Made {
  readonly bytes: Buffer;
  readonly segments: readonly Segment[];
}

/** What the kernel makes of instructions, or what it says is wrong. */
export function apply(delta: Uint8Array, base: Uint8Array, size: number): Made | number {
  memory.set(delta, deltaAt);
  memory.set(base, baseAt);
  // What stands behind must not matter.
  memory.fill(0xff, deltaAt + delta.length, deltaAt + delta.length + 16);
  memory.fill(0x3c, baseAt + base.length, baseAt + base.length + 16);
  const roomEnd = segmentsAt + SEGMENT_BYTES * Math.floor(delta.length / 2 + 1);
  memory.fill(SENTINEL, output - AROUND, output + size + AROUND);
  memory.fill(SENTINEL, roomEnd, roomEnd + AROUND);
  const [deltaEnd, baseEnd] = [deltaAt + delta.length, baseAt + base.length];
  const count = wasm.applyDelta(deltaAt, deltaEnd, baseAt, baseEnd, output, output + size, segmentsAt);
  for (const at of [output - AROUND, output + size, roomEnd]) {
    if (memory.subarray(at, at + AROUND).some((byte) => byte !== SENTINEL)) throw new Error('it wrote elsewhere');
  }
  if (count < 0) return count;
  const segments = Array.from({ length: count }, (_, i) => {
    const [start = 0, end = 0, from = 0] = [0, 4, 8].map((at) =>
      view.getUint32(segmentsAt + i * SEGMENT_BYTES + at, true),
    );
    return { start, end, base: from };
  });
  return { bytes: Buffer.from(memory.subarray(output, output + size)), segments };
}

/** The same, slowly: undefined for what is damaged, other than in its size. */
export function applySlowly(delta: Uint8Array, base: Uint8Array): Made | undefined {
  const pieces: Uint8Array[] = [];
  const segments: { start: number; end: number; base: number }[] = [];
  let [at, length] = [0, 0];
  while (at < delta.length) {
    const first = delta[at++] ?? 0;
    if (first === 0) return undefined;
    let piece: Uint8Array;
    if (first < 0x80) {
      piece = delta.subarray(at, at + first);
      at += first;
      if (at > delta.length) return undefined;
    } else {
      let [from, bytes] = [0, 0];
      for (let bit = 0; bit < 7; bit++) {
        if (((first >> bit) & 1) === 0) continue;
        const byte = delta[at++];
        if (byte === undefined) return undefined;
        if (bit < 4) from += byte * 256 ** bit;
        else bytes += byte * 256 ** (bit - 4);
      }
      bytes ||= 0x10000;
      if (from + bytes > base.length) return undefined;
      piece = base.subarray(from, from + bytes);
      const last = segments.at(-1);
      if (last?.end === length && last.base + last.end - last.start === from) last.end += bytes;
      else segments.push({ start: length, end: length + bytes, base: from });
    }
    length += piece.length;
    pieces.push(piece);
  }
  return { bytes: Buffer.concat(pieces), segments };
}

/** A copy as git would write it. */
export function copy(from: number, size: number): number[] {
  const bytes = [...Array.from({ length: 4 }, (_, i) => (from >>> (8 * i)) & 0xff)];
  for (let i = 0; i < 3; i++) bytes.push(size === 0x10000 ? 0 : (size >>> (8 * i)) & 0xff);
  return [
    0x80 | bytes.reduce((bits, byte, i) => bits | (byte === 0 ? 0 : 1 << i), 0),
    ...bytes.filter((byte) => byte !== 0),
  ];
}

export function insert(bytes: Uint8Array): number[] {
  return [bytes.length, ...bytes];
}
