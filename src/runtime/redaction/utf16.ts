/** Characters per call of String.fromCharCode: the number of arguments is limited. */
const AT_A_TIME = 8192;

/** Bytes that tell UTF-16 without a byte order mark, as PowerShell and programs of Windows write it. */
export const HEAD_BYTES = 32;

export type Order = 'little' | 'big';

/** The order of bytes if a stream that begins so is UTF-16, of a Latin script where it has no mark; undefined otherwise. */
export function utf16Order(bytes: Uint8Array): Order | undefined {
  const [first, second, third, fourth] = bytes;
  // UTF-32 has two zeros behind the same mark.
  if (first === 0xff && second === 0xfe && (third !== 0 || fourth !== 0)) return 'little';
  if (first === 0xfe && second === 0xff) return 'big';
  const head = bytes.subarray(0, HEAD_BYTES);
  const zeros = (from: number) => head.filter((byte, at) => at % 2 === from && byte === 0).length;
  if (head.length < HEAD_BYTES) return undefined;
  if (zeros(1) === HEAD_BYTES / 2 && zeros(0) === 0) return 'little';
  return zeros(0) === HEAD_BYTES / 2 && zeros(1) === 0 ? 'big' : undefined;
}

/** Whether a stream that begins so may be UTF-16 for all that is known of it. */
export function mayBeUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return true;
  if (first + second === 0xff + 0xfe && Math.min(first, second) === 0xfe) return true;
  const zeros = first === 0 ? 0 : 1;
  return bytes.subarray(0, HEAD_BYTES).every((byte, at) => (byte === 0) === (at % 2 === zeros));
}

/** @param bytes an even number of them */
export function textOfUtf16(bytes: Uint8Array, order: Order): string {
  const low = order === 'little' ? 0 : 1;
  let text = '';
  for (let from = 0; from < bytes.length; from += 2 * AT_A_TIME) {
    const part = bytes.subarray(from, from + 2 * AT_A_TIME);
    const units = new Uint16Array(part.length / 2);
    for (let at = 0; at < units.length; at++) {
      units[at] = (part[2 * at + low] as number) | ((part[2 * at + 1 - low] as number) << 8);
    }
    text += String.fromCharCode(...units);
  }
  return text;
}

export function utf16Of(text: string, order: Order): Uint8Array {
  const low = order === 'little' ? 0 : 1;
  const bytes = new Uint8Array(2 * text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes[2 * at + low] = unit & 0xff;
    bytes[2 * at + 1 - low] = unit >> 8;
  }
  return bytes;
}
