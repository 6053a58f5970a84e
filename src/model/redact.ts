import type { Secret } from './secret.ts';

/** Shorter secrets, and those that are plain words, are not looked for in other text: `postgres` in a path gives nothing away. */
const SHORTEST = 8;
const WORD = /^[a-z]{1,15}$/;

const MASK_OF_PART = '****';

/** What stands for a secret in text, in any of the forms that code and tools write it in. */
interface Form {
  readonly text: string;
  readonly mask: string;
}

/**
 * Replaces secrets in text that may repeat them: a path, a commit's author, an error message. Finds each as it is,
 * percent-encoded, as base64 and as hexadecimal digits, and the lines of one that has several.
 *
 * @returns a function that gives text with every one of them masked; it remembers what it was asked
 */
export function redactor(secrets: Iterable<Secret>): (text: string) => string {
  const { forms, mayStart } = index(secrets);
  if (forms.size === 0) return (text) => text;
  const known = new Map<string, string>();

  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      result = redact(text, forms, mayStart);
      known.set(text, result);
    }
    return result;
  };
}

/** Forms by their first eight characters, longest first, and a filter over the first three, which nearly all positions of a text fail. */
function index(secrets: Iterable<Secret>): { forms: Map<string, Form[]>; mayStart: Uint8Array } {
  const forms = new Map<string, Form[]>();
  const mayStart = new Uint8Array(1 << 16);
  const seen = new Set<string>();
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      if (seen.has(form.text)) continue;
      seen.add(form.text);
      const head = form.text.slice(0, SHORTEST);
      const same = forms.get(head);
      if (same) same.push(form);
      else forms.set(head, [form]);
      mayStart[startHash(form.text, 0)] = 1;
    }
  }
  for (const same of forms.values()) same.sort((a, b) => b.text.length - a.text.length);
  return { forms, mayStart };
}

function startHash(text: string, at: number): number {
  return (text.charCodeAt(at) ^ (text.charCodeAt(at + 1) << 4) ^ (text.charCodeAt(at + 2) << 9)) & 0xffff;
}

function redact(text: string, forms: ReadonlyMap<string, readonly Form[]>, mayStart: Uint8Array): string {
  let result = '';
  let copied = 0;
  for (let at = 0; at + SHORTEST <= text.length; at++) {
    if (mayStart[startHash(text, at)] === 0) continue;
    const form = forms.get(text.slice(at, at + SHORTEST))?.find((candidate) => text.startsWith(candidate.text, at));
    if (form === undefined) continue;
    result += text.slice(copied, at) + form.mask;
    copied = at + form.text.length;
    at = copied - 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function* formsOf(secret: Secret): Generator<Form> {
  const value = secret.reveal();
  const lines = value.split(/\r\n|[\r\n]|\\r\\n|\\n/);
  // The first and last line of a PEM block are the same for all.
  const parts = lines.length === 1 ? lines : lines.filter((line) => line.length >= 16 && !line.startsWith('-----'));
  const mask = lines.length === 1 ? secret.mask() : MASK_OF_PART;
  for (const part of parts) {
    if (WORD.test(part)) continue;
    for (const text of encodings(part)) {
      if (text.length >= SHORTEST) yield { text, mask };
    }
  }
}

function* encodings(value: string): Generator<string> {
  if (value.length < SHORTEST) return;
  yield value;
  yield JSON.stringify(value).slice(1, -1);
  for (const bytes of bytesOf(value)) {
    yield bytes.toString('utf8');
    yield bytes.toString('hex');
    yield bytes.toString('hex').toUpperCase();
    for (const percent of [percentEncoded(bytes, /[\w.!~*'()-]/), percentEncoded(bytes, /[\w.~-]/)]) {
      yield percent;
      yield percent.replace(/%../g, (triple) => triple.toLowerCase());
    }
    yield* base64Forms(bytes);
  }
}

/** A value is its bytes as latin1 where it was read from a file, and text where it was typed in; beyond ASCII that differs. */
function bytesOf(value: string): Buffer[] {
  const utf8 = Buffer.from(value, 'utf8');
  if (utf8.length === value.length) return [utf8];
  return /^[\0-\xff]*$/.test(value) ? [utf8, Buffer.from(value, 'latin1')] : [utf8];
}

/** @param plain what stays as it is; encodeURIComponent and RFC 3986 differ */
function percentEncoded(bytes: Uint8Array, plain: RegExp): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/**
 * Base64 has three forms, by how many bytes stand before the secret modulo 3. The characters at its ends that also hold
 * bits of the neighbours are left out.
 */
export function* base64Forms(bytes: Uint8Array): Generator<string> {
  for (let before = 0; before < 3; before++) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    const text = encoded.slice(Math.ceil((before * 8) / 6), whole);
    yield text;
    yield text.replaceAll('-', '+').replaceAll('_', '/');
  }
}
