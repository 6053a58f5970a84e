/**
 * Hashes, without the price of loading node:crypto and node:zlib (10 ms, an eighth of a hook's whole time) before
 * there is something to hash: most scans end without.
 */

/**
 * SHA-256 as lower-case hex; with `key` an HMAC.
 * @param text bytes as latin1; text that has other characters counts as UTF-8
 */
export function sha256(text: string, key?: string): string {
  const { createHash, createHmac } = process.getBuiltinModule('node:crypto');
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(text, /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf8').digest('hex');
}

/** CRC-32 as in zlib, of ASCII text. */
export function crc32(text: string): number {
  return process.getBuiltinModule('node:zlib').crc32(text);
}
