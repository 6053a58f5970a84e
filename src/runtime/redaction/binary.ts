/**
 * Bytes as text with one character for each byte, so that matchers work on both. Which character stands for which byte
 * above 127 does not matter: it is the decoder's windows-1252, the quickest that browsers and Node.js have in common.
 */
const DECODER = makeDecoder();
/** Node.js' own way is ten times as fast as its decoder. */
const NODE_BUFFER = (globalThis as { Buffer?: typeof Buffer }).Buffer;
const ENCODER = new TextEncoder();

/** Bytes turned into text at a time where there is no decoder: arguments of a call are limited. */
const AT_A_TIME = 8192;

/** @returns text with as many characters as there are bytes; those below 128 are ASCII */
export function binaryText(bytes: Uint8Array): string {
  if (NODE_BUFFER !== undefined)
    return NODE_BUFFER.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (DECODER !== undefined) return DECODER.decode(bytes);
  let text = '';
  for (let from = 0; from < bytes.length; from += AT_A_TIME) {
    text += String.fromCharCode(...bytes.subarray(from, from + AT_A_TIME));
  }
  return text;
}

export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** Most memory that stays in use; longer texts get their own. */
const LARGEST_SCRATCH = 1 << 20;
let scratch: Uint8Array | undefined;

/**
 * Gives a function the low bytes of a text's character codes in an array, which is searched faster than the text;
 * undefined where there is no quick way to have them. The array is used again when the function has returned.
 */
export function withCodes<T>(text: string, use: (codes: Uint8Array | undefined) => T): T {
  const array = scratch !== undefined && scratch.length >= text.length ? scratch : new Uint8Array(sizeFor(text.length));
  // Taken out of use meanwhile: what masks a secret may be a function that redacts what it logs itself.
  scratch = undefined;
  try {
    return use(writeCodes(text, array) ? array.subarray(0, text.length) : undefined);
  } finally {
    if (array.length <= LARGEST_SCRATCH) scratch = array;
  }
}

/** Without Node.js' way to, only for ASCII. */
function writeCodes(text: string, array: Uint8Array): boolean {
  if (NODE_BUFFER !== undefined) {
    NODE_BUFFER.from(array.buffer).write(text, 'latin1');
    return true;
  }
  const { read, written } = ENCODER.encodeInto(text, array);
  return read === text.length && written === text.length;
}

function sizeFor(length: number): number {
  return length <= 1 << 16 ? 1 << 16 : Math.max(length, LARGEST_SCRATCH);
}

/** Some builds have no other decoder than UTF-8's. */
function makeDecoder(): { decode(bytes: Uint8Array): string } | undefined {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  try {
    const decoder = new TextDecoder('windows-1252');
    return new Set(decoder.decode(all)).size === 256 ? decoder : undefined;
  } catch {
    return undefined;
  }
}
