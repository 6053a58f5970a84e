import { decoded, hexadecimal, utf8Bytes, utf16Bytes } from './byte-strings.ts';
import { ESCAPES, ESCAPES_OF_BASE64 } from './escapes.ts';

/**
 * The forms in which programs write a secret: one list for searching and masking. hexhound/runtime uses it in browsers, so
 * neither this file nor its imports may need Node.js.
 */

export type FormName =
  | 'plain'
  | 'upper case'
  | 'lower case'
  | 'UTF-16'
  | 'base64'
  | 'base64 of UTF-16'
  | 'base64 twice'
  | 'hexadecimal'
  | 'decimal bytes'
  | 'percent-encoded'
  | 'JSON'
  | 'string literal'
  | 'HTML';

export interface Form {
  readonly name: FormName;
  /** What to look for, as a byte string. */
  readonly bytes: string;
  /** For base64: the next character has the last bits of the value and the first bits of what follows. */
  readonly isCut?: boolean;
}

/**
 * Every form of a value, each once: those of `encodedForms`, and those with escaped characters.
 * @param value as a byte string
 */
export function secretForms(value: string): Form[] {
  const forms = encodedForms(value);
  for (const { name, bytes } of [...forms]) {
    if (name !== 'base64' || !/[+/]/.test(bytes)) continue;
    for (const escaper of ESCAPES_OF_BASE64) forms.push({ name, bytes: escaper(bytes, utf8Bytes) });
  }
  const { text, encode } = decoded(value);
  // These characters need no escape.
  const escapes = /^[\w-]*$/.test(text) ? [] : ESCAPES;
  for (const [name, escaper] of escapes) forms.push({ name, bytes: encode(escaper(text, encode)) });
  const known = new Set<string>();
  return forms.filter(({ bytes }) => known.size < known.add(bytes).size);
}

/** The value as it is, and the forms that encode it as a whole. Some may be the same. */
export function encodedForms(value: string): Form[] {
  const { text } = decoded(value);
  const [little, big] = [utf16Bytes(text, false), utf16Bytes(text, true)];
  // If every second byte is zero, one of the two is contained in the other, but for the last zero.
  const wide = /^[\0-\xff]*$/.test(text) ? [little.slice(0, -1)] : [little, big];
  const once = base64Forms('base64', value);
  const digits = hexadecimal(value);
  return [
    { name: 'plain', bytes: value },
    ...otherCases(value),
    { name: 'UTF-16', bytes: little },
    { name: 'UTF-16', bytes: big },
    ...once,
    ...wide.flatMap((bytes) => base64Forms('base64 of UTF-16', bytes)),
    ...once.flatMap(({ bytes }) => base64Forms('base64 twice', bytes)),
    { name: 'hexadecimal', bytes: digits },
    { name: 'hexadecimal', bytes: digits.toUpperCase() },
    // The way Node.js prints a Buffer, and the way JSON writes one.
    { name: 'hexadecimal', bytes: digits.replace(/..(?!$)/g, '$& ') },
    { name: 'decimal bytes', bytes: Array.from(value, (byte) => byte.charCodeAt(0)).join(',') },
  ];
}

/** Whether a value is a hexadecimal key, which can be written in either case. */
export function isHexadecimal(value: string): boolean {
  return /^[0-9a-f]{16,}$/i.test(value) && /[a-f]/i.test(value);
}

/** Real and escaped line breaks. */
const LINE_BREAK = /[\r\n]|(?:\\+r)?\\+n|%0[AaDd]|&#(?:1[03]|x0?[AaDd]);/;

/** Shorter lines, such as the last one of a PEM block, occur in other texts by chance. */
const SHORTEST_LINE = 16;

/**
 * The lines of a value. If there are several, quotes and operators that join strings in code are removed. So a key in PEM
 * (RFC 7468) has the same lines with real and with escaped line breaks.
 */
export function linesOf(value: string): string[] {
  const lines = value.split(LINE_BREAK);
  if (lines.length === 1) return lines;
  return lines.map((line) => line.replace(/^["'+,\s]+|["'+,\s\\]+$/g, '')).filter((line) => line !== '');
}

/** The secret parts of a value: the value itself, or its lines without short ones and the markers of a PEM block. */
export function partsOf(value: string): string[] {
  const lines = linesOf(value);
  if (lines.length === 1) return lines;
  const long = lines.filter((line) => line.length >= SHORTEST_LINE && !line.includes('-----'));
  return long.length === 0 ? [value] : [...new Set(long)];
}

/**
 * The byte strings that a secret may be in a file. A secret from a file is a byte string, one that was typed in is text. With
 * characters from U+0080 to U+00FF it can be either.
 */
export function bytesOf(secret: string): string[] {
  const asText = utf8Bytes(secret);
  return asText === secret || /[^\0-\xff]/.test(secret) ? [asText] : [secret, asText];
}

/**
 * What the base64 of a text contains if the text contains the value: three forms, by the number of bytes before the value
 * modulo 3, in both alphabets (RFC 4648). Characters at the ends that have bits of other bytes are left out.
 */
function base64Forms(name: FormName, value: string): Form[] {
  return [0, 1, 2].flatMap((before) => {
    const bits = (before + value.length) * 8;
    const bytes = btoa('\0'.repeat(before) + value).slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
    const isCut = bits % 6 !== 0;
    const url = bytes.replaceAll('+', '-').replaceAll('/', '_');
    return url === bytes ? [{ name, bytes, isCut }] : [bytes, url].map((each) => ({ name, bytes: each, isCut }));
  });
}

function otherCases(value: string): Form[] {
  if (!isHexadecimal(value)) return [];
  return [
    { name: 'lower case', bytes: value.toLowerCase() },
    { name: 'upper case', bytes: value.toUpperCase() },
  ];
}
