/**
 * Decodes a path, which is bytes in git, to text that can be shown, compared and matched: as UTF-8, with \xHH for bytes that
 * are not UTF-8, so that different paths stay different.
 */
export function decodePath(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (!text.includes('�') || Buffer.from(text).equals(bytes)) return text;
  let escaped = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) escaped += Buffer.from(bytes.subarray(at, at + length)).toString('utf8');
    else escaped += `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
    at += Math.max(length, 1);
  }
  return escaped;
}

/** Length of the valid UTF-8 sequence at `at` (RFC 3629, section 4), 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  return Buffer.from(bytes.subarray(at, at + length))
    .toString('utf8')
    .includes('�')
    ? 0
    : length;
}
