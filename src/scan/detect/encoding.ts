/**
 * The content as UTF-8, which everything else works on. Pieces in UTF-16 and UTF-32 are found wherever they are, for a byte
 * order mark says only how a file begins: a shell appends in another encoding than the one before, and a program has texts in
 * UTF-16 between its code. All other bytes stay as they are, valid UTF-8 or not.
 * @returns `bytes` itself if nothing in it has to be decoded
 */
export function toUtf8(bytes: Uint8Array): Uint8Array {
  const isMarked = hasByteOrderMark(bytes);
  if (!isMarked && bytes.indexOf(0) < 0) return bytes;
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isUtf16 = isMarked || mostlyHasZeros(bytes);
  const exceptions = isUtf16 ? narrowText(content) : wideText(content);
  if (!isUtf16 && exceptions.length === 0) return bytes;
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { start, end } of [...exceptions, { start: bytes.length, end: bytes.length }]) {
    const usual = content.subarray(at, start);
    const exception = content.subarray(start, end);
    if (isUtf16) parts.push(decodeUtf16(usual), exception);
    else parts.push(...apart(usual, at > 0), withoutZeros(exception));
    at = end;
  }
  return Buffer.concat(parts);
}

const NUL = Buffer.alloc(1);

/** Bytes before wide text, and behind another if `isBetween`. A program has texts side by side: they must not become one. */
function apart(bytes: Buffer, isBetween: boolean): Buffer[] {
  const parts = isBetween && isText(bytes[0] ?? 0x20) ? [NUL, bytes] : [bytes];
  return isText(bytes.at(-1)) ? [...parts, NUL] : parts;
}

/** UTF-16 without any zero in it (in a script that is not Latin) is known by its byte order mark only. */
export function hasByteOrderMark(bytes: Uint8Array, at = 0): boolean {
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first === 0xfe) return second === 0xff;
  // UTF-32 has two zeros behind it, and is found as wide text.
  return first === 0xff && second === 0xfe && (bytes[at + 2] !== 0 || bytes[at + 3] !== 0);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Fewer characters than this are no text in another encoding, but chance. */
const LEAST_TEXT = 12;

const SAMPLE = 1024;

/** Whether every second byte at the beginning is zero, as in UTF-16 of a Latin script. */
function mostlyHasZeros(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0 && bytes[1] !== 0) return false;
  const half = Math.min(bytes.length, SAMPLE) >> 1;
  let [even, odd] = [0, 0];
  for (let at = 0; at < half * 2; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  return half >= 8 && Math.max(even, odd) >= half * 0.9 && Math.min(even, odd) <= half * 0.1;
}

/** Bytes between two looks for wide text, of which even the shortest cannot be between them. */
const STRIDE = LEAST_TEXT;

/** Text of a Latin script in UTF-16 or UTF-32: characters with one zero between them, or three. */
function wideText(bytes: Uint8Array): Range[] {
  const ranges: Range[] = [];
  for (let at = 1; at < bytes.length; at += STRIDE) {
    // Of two bytes in such a text, one is zero.
    const zero = bytes[at] === 0 ? at : bytes[at + 1] === 0 ? at + 1 : -1;
    if (zero < 0) continue;
    const range = isAmongOthers(bytes, zero) ? wideTextAt(bytes, zero) : undefined;
    if (range === undefined) continue;
    ranges.push({ start: Math.max(range.start, ranges.at(-1)?.end ?? 0), end: range.end });
    at = Math.max(at, range.end - STRIDE + 1);
  }
  return ranges;
}

/** Whether a zero may be one in the middle of such a text, where each look finds one at least. Most zeros of programs are not. */
function isAmongOthers(bytes: Uint8Array, zero: number): boolean {
  if (bytes[zero - 2] === 0 && bytes[zero + 2] === 0 && bytes[zero - 1] !== 0 && bytes[zero + 1] !== 0) return true;
  return bytes[zero - 4] === 0 && bytes[zero + 4] === 0;
}

/** The text around a zero of it; undefined if it is too short. */
function wideTextAt(bytes: Uint8Array, zero: number): Range | undefined {
  let first = zero;
  while (bytes[first - 1] === 0 && first > zero - 2) first--;
  const zeros = bytes[first + 1] === 0 && bytes[first + 2] === 0 ? 3 : 1;
  const unit = zeros + 1;
  // `first` and `last` are first zeros behind a character.
  while (isZero(bytes, first - unit, zeros) && isText(bytes[first - 1])) first -= unit;
  let last = first;
  while (isText(bytes[last + zeros]) && isZero(bytes, last + unit, zeros)) last += unit;
  const start = isText(bytes[first - 1]) ? first - 1 : first;
  // In big-endian order the zeros stand before each character, the last one too.
  const isBig = bytes[start - 1] === 0 || start === first || last + zeros === bytes.length - 1;
  const end = last + zeros + (isBig && isText(bytes[last + zeros]) ? 1 : 0);
  return end - start < LEAST_TEXT * unit - zeros ? undefined : { start, end };
}

/** Plain text in what is UTF-16 otherwise. */
function narrowText(bytes: Uint8Array): Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const start = at;
    while (isAscii(bytes[at])) at++;
    if (at - start >= LEAST_TEXT * 2) ranges.push({ start, end: at });
  }
  return ranges;
}

function isZero(bytes: Uint8Array, at: number, count: number): boolean {
  for (let index = at; index < at + count; index++) if (bytes[index] !== 0) return false;
  return true;
}

/** A character of ISO 8859-1, but no control character other than tab and line break, and no part of a byte order mark. */
function isText(byte: number | undefined): boolean {
  return isAscii(byte) || (byte !== undefined && byte >= 0xa0 && byte < 0xfe);
}

function isAscii(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13);
}

function withoutZeros(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\0', ''));
}

/** Decodes UTF-16 in the order in which it has zeros, else in that of its mark. */
function decodeUtf16(bytes: Buffer): Buffer {
  let [even, odd] = [0, 0];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  const isBig = even === odd ? bytes[0] === 0xfe : even > odd;
  const whole = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return Buffer.from((isBig ? whole.swap16() : whole).toString('utf16le'));
}
