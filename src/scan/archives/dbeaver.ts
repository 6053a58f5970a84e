import type { Decipher } from 'node:crypto';

/** The key of every installation without a master password (DBeaver, DefaultSecureStorage.LOCAL_KEY_CACHE). */
const KEY = Uint8Array.of(186, 187, 74, 159, 119, 74, 184, 83, 201, 108, 45, 101, 61, 254, 84, 74);

/** Bytes of the initialization vector, which comes first, and of a block. */
export const BLOCK = 16;

/** For what stands behind the vector. */
export function decipher(bytes: Uint8Array): Decipher {
  // A hook does not need to load it.
  const { createDecipheriv } = process.getBuiltinModule('node:crypto');
  return createDecipheriv('aes-128-cbc', KEY, bytes.subarray(0, BLOCK));
}

/**
 * Whether the content from `start` to `end`, or its beginning, is DBeaver's `credentials-config.json`: its first block is the
 * beginning of JSON.
 */
export function isDbeaver(bytes: Uint8Array, start: number, end: number): boolean {
  if ((end - start) % BLOCK !== 0 || end - start < 2 * BLOCK) return false;
  const blocks = bytes.subarray(start, start + 2 * BLOCK);
  if (isAscii(blocks.subarray(0, BLOCK))) return false;
  const text = decipher(blocks).setAutoPadding(false).update(blocks.subarray(BLOCK));
  return /^\{\s*"[\t\n\r\x20-\x7e]+$/.test(text.toString('latin1'));
}

/** So is the vector of one file in 65,536. */
function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}
