import { base64Forms } from '../../model/redact.ts';
import type { Secret } from '../../model/secret.ts';

/** How a value can be written in a content. */
export interface Form {
  readonly bytes: Buffer;
  /** Such as `base64`; empty for the value as it is. */
  readonly name: string;
}

/** Shorter values stand everywhere by chance. */
export const SHORTEST_SEARCHED = 8;

/** Shorter lines of a value of several lines say nothing: the last of a PEM block. */
const SHORTEST_LINE = 16;

/** Longer parts are found by their first bytes: two pieces of a large object share no more than some of each other. */
const LONGEST_FORM = 16_384;

/** The bytes that a secret was read from. */
function bytesOf(secret: Secret): Buffer {
  const value = secret.reveal();
  return Buffer.from(value, /^[\0-\xff]*$/.test(value) ? 'latin1' : 'utf8');
}

/** Lines in a value: real ones, and those that are written as escapes. */
const LINE_BREAK = /\r\n|[\r\n]|\\r\\n|\\n/;

/**
 * What is looked for of a secret: the value, or of one with several lines those that are its own. Of a block in PEM that
 * is the body without its first line, which many keys have in common (OpenSSH's are the same but for the last
 * characters), unless there is no other.
 * @returns as latin1; empty where nothing of it is long enough
 */
export function partsOf(secret: Secret): string[] {
  const lines = linesOf(secret);
  if (lines.length === 1) return lines.filter(({ length }) => length >= SHORTEST_SEARCHED);
  const body = lines.filter((line) => line.length >= SHORTEST_LINE && !line.includes('-----') && !line.includes(': '));
  return [...new Set(body.length > 1 ? body.slice(1) : body)];
}

/**
 * The lines of a value, as latin1, those of one with several without quotes and what joins strings in code. The same for
 * a key in PEM whether its line breaks are real or written.
 */
export function linesOf(secret: Secret): string[] {
  const value = bytesOf(secret).toString('latin1');
  const lines = value.split(LINE_BREAK);
  if (lines.length === 1) return [value];
  return lines.map((line) => line.replace(/^["'+,\s]+|["'+,\s\\]+$/g, '')).filter((line) => line !== '');
}

/**
 * The forms in which programs write a value: as it is, in UTF-16, in base64 at whatever place in what was encoded, once
 * or twice, percent-encoded, escaped as in JSON and HTML, in hexadecimal digits. Each once.
 * @param value of `partsOf`
 */
export function formsOf(value: string): Form[] {
  const raw = Buffer.from(value, 'latin1');
  const text = raw.toString('utf8');
  const forms = new Map<string, Form>();
  const add = (name: string, bytes: Buffer) => {
    if (bytes.length < SHORTEST_SEARCHED) return;
    const key = bytes.toString('latin1');
    if (!forms.has(key)) forms.set(key, { name, bytes: bytes.subarray(0, LONGEST_FORM) });
  };
  const addText = (name: string, encoded: string) => add(name, Buffer.from(encoded, 'utf8'));
  const wide = Buffer.from(text, 'utf16le');
  add('', raw);
  add('UTF-16', wide);
  add('UTF-16', Buffer.from(wide).swap16());
  for (const encoded of base64Forms(raw)) addText('base64', encoded);
  for (const encoded of base64Forms(wide)) addText('base64 of UTF-16', encoded);
  addText('JSON', JSON.stringify(text).slice(1, -1));
  addText('JSON', JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'));
  addText(
    'HTML',
    text.replace(/[&<>"']/g, (character) => HTML[character] ?? character),
  );
  for (const plain of [/[\w.!~*'()-]/, /[\w.~-]/, /[\w.*-]/]) {
    const encoded = percentEncoded(raw, plain);
    addText('percent-encoded', encoded);
    addText(
      'percent-encoded',
      encoded.replace(/%../g, (triple) => triple.toLowerCase()),
    );
  }
  addText('hexadecimal', raw.toString('hex'));
  addText('hexadecimal', raw.toString('hex').toUpperCase());
  for (const inner of base64Forms(raw)) {
    for (const encoded of base64Forms(Buffer.from(inner))) addText('base64 twice', encoded);
  }
  return [...forms.values()];
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** @param plain what stays as it is: encodeURIComponent, RFC 3986 and HTML forms differ */
function percentEncoded(bytes: Uint8Array, plain: RegExp): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
