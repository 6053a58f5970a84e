/** In Node.js, ten times as fast as what browsers have. */
const NODE_BUFFER = (globalThis as { Buffer?: typeof Buffer }).Buffer;
const ENCODER = new TextEncoder();

/** Bytes per call of String.fromCharCode: the number of arguments is limited. */
const AT_A_TIME = 8192;

/**
 * Turns bytes into text with one character of that code for each byte, so that matchers work on both. A decoder would not do: what
 * browsers call latin1 is windows-1252, in which the bytes of a character without width have other codes.
 */
export function binaryText(bytes: Uint8Array): string {
  if (NODE_BUFFER !== undefined)
    return NODE_BUFFER.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  let text = '';
  for (let from = 0; from < bytes.length; from += AT_A_TIME) {
    text += String.fromCharCode(...bytes.subarray(from, from + AT_A_TIME));
  }
  return text;
}

export function utf8(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** The most memory that is kept for the next call; longer texts get memory of their own. */
const LARGEST_SCRATCH = 1 << 20;
let scratch: Uint8Array | undefined;

/**
 * Calls a function with the low bytes of a text's character codes in an array, which is faster to search than the text;
 * with undefined where there is no fast way to get them. The array is reused after the function has returned.
 */
export function withCodes<T>(text: string, use: (codes: Uint8Array | undefined) => T): T {
  const array = scratch !== undefined && scratch.length >= text.length ? scratch : new Uint8Array(sizeFor(text.length));
  // Not reused meanwhile: the function that makes a mask may itself call the redactor.
  scratch = undefined;
  try {
    return use(writeCodes(text, array) ? array.subarray(0, text.length) : undefined);
  } finally {
    if (array.length <= LARGEST_SCRATCH) scratch = array;
  }
}

/** Without Buffer it works for ASCII only. */
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
