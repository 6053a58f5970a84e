/**
 * Hashes. node:crypto and node:zlib take 10 ms to load, an eighth of a hook's time, so they are loaded only when there is
 * something to hash. Most scans have nothing.
 */

/**
 * SHA-256 as lower-case hex; with `key` an HMAC.
 * @param text bytes as latin1; a text with other characters is hashed as UTF-8
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
