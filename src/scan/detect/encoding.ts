const SAMPLE = 1024;

/**
 * The content as UTF-8, which everything else works on. UTF-16 is recognised by its byte order mark or, without one, by
 * every second byte at the beginning being zero, as in any text of a Latin script. All other content is returned as it is,
 * valid UTF-8 or not.
 */
export function toUtf8(bytes: Uint8Array): Uint8Array {
  const order = utf16Order(bytes);
  if (order === undefined) return bytes;
  const even = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return Buffer.from((order === 'big' ? even.swap16() : even).toString('utf16le'));
}

function utf16Order(bytes: Uint8Array): 'little' | 'big' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'little';
  if (first === 0xfe && second === 0xff) return 'big';
  if (first !== 0 && second !== 0) return undefined;
  const zeros = [0, 0];
  const length = Math.min(bytes.length, SAMPLE) & ~1;
  for (let at = 0; at < length; at++) {
    if (bytes[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  }
  const [evenZeros = 0, oddZeros = 0] = zeros;
  const half = length / 2;
  if (half < 8) return undefined;
  if (oddZeros >= half * 0.9 && evenZeros <= half * 0.1) return 'little';
  if (evenZeros >= half * 0.9 && oddZeros <= half * 0.1) return 'big';
  return undefined;
}

/** Whether `toUtf8` would change the content at `at`. */
export function isUtf16(memory: Uint8Array, at: number, length: number): boolean {
  // For nearly all content, the first two bytes are enough.
  if (length < 2 || (memory[at] !== 0 && memory[at + 1] !== 0 && (memory[at] ?? 0) < 0xfe)) return false;
  return utf16Order(memory.subarray(at, at + length)) !== undefined;
}
