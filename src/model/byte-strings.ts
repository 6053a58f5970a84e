/** A byte string has one character for each byte, as `btoa` takes it. Browsers have no Buffer. */

/** Gives the bytes of text. */
export type Encode = (text: string) => string;

/** The text in UTF-8. */
export function utf8Bytes(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

/** Decodes UTF-8, or ISO 8859-1 if it is not UTF-8. `encode` is the way back. */
export function decoded(bytes: string): { text: string; encode: Encode } {
  if (/^[\0-\x7f]*$/.test(bytes)) return { text: bytes, encode: utf8Bytes };
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const text = decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
    return { text, encode: utf8Bytes };
  } catch {
    return { text: bytes, encode: (text) => text };
  }
}

/** The text in UTF-16, without a byte order mark. */
export function utf16Bytes(text: string, isBigEndian: boolean): string {
  let bytes = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const [low, high] = [unit & 0xff, unit >> 8];
    bytes += isBigEndian ? String.fromCharCode(high, low) : String.fromCharCode(low, high);
  }
  return bytes;
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Two lower-case digits for each byte. */
export function hexadecimal(bytes: string): string {
  let digits = '';
  for (let at = 0; at < bytes.length; at++) digits += DIGITS[bytes.charCodeAt(at)];
  return digits;
}
