import { toUtf8 } from './encoding.ts';
import { PACKED_FAR } from './packed.ts';

/*
 * Base64 of what is no text: the kernel finds only base64 that decodes to printable characters.
 */

/** What base64 of gzip begins with, of none or a file's name (RFC 1952, 2.3.1), and what stands before other base64. */
export const BINARY_WORDS: readonly string[] = [
  ...['h4sia', 'h4sic', 'b64decode(', 'base64_decode(', 'decode64(', 'frombase64string(', 'encodedcommand ', ' -enc '],
];

/** From the end of the word to the base64. */
const LEAD = /[\s"'({[bB]{0,8}/y;
const BASE64 = /[A-Za-z0-9+/]{24,}(?:(?:\\n|["'\s]){1,24}[A-Za-z0-9+/]{24,})*={0,2}/y;
const BASE64_OF_GZIP = 'H4sI';
const IN_WORD = /[A-Za-z0-9+/]/;
/** Most bytes that are unpacked: of more, the beginning. */
const MOST = 256 * 1024;

export interface DecodedBinary {
  readonly start: number;
  readonly end: number;
  readonly text: Uint8Array;
}

/**
 * Reads base64 of gzip, of what zlib has packed, or of UTF-16 at a word of `BINARY_WORDS`. If it is cut off, up to there.
 * @returns undefined if there is none, or if it is of anything else
 */
export function decodeBinaryAt(bytes: Buffer, start: number, end: number): DecodedBinary | undefined {
  // In the middle of base64, or of a word.
  const isGzip = bytes.toString('latin1', start, start + BASE64_OF_GZIP.length) === BASE64_OF_GZIP;
  if (isGzip && IN_WORD.test(bytes.toString('latin1', Math.max(0, start - 1), start))) return undefined;
  const text = bytes.toString('latin1', start, end + PACKED_FAR);
  const from = isGzip ? 0 : endOf(LEAD, text, end - start);
  const to = endOf(BASE64, text, from);
  if (to === from) return undefined;
  const decoded = decode(Buffer.from(text.slice(from, to).replace(/\\n|["'\s]/g, ''), 'base64'));
  return decoded && { start: start + from, end: start + to, text: decoded };
}

function decode(binary: Buffer): Uint8Array | undefined {
  // A hook does not need to load it.
  const { constants, gunzipSync, inflateSync } = process.getBuiltinModule('node:zlib');
  const options = { maxOutputLength: MOST, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    if (binary[0] === 0x1f && binary[1] === 0x8b) return gunzipSync(binary, options);
    // RFC 1950, 2.2: the first two bytes are a multiple of 31.
    if (binary[0] === 0x78 && binary.readUInt16BE(0) % 31 === 0) return inflateSync(binary, options);
  } catch {
    return undefined;
  }
  const text = toUtf8(binary);
  return text === binary ? undefined : text;
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
