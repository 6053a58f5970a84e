import { createHash } from 'node:crypto';

/** Deterministic key-shaped values, so that no file of the repository holds one. Always with a letter and a digit. */
function digits(alphabet: string, length: number, seed: string): string {
  let text = '';
  for (let block = 0; text.length < length; block++) {
    for (const byte of createHash('sha256').update(`${seed}/${block}`).digest())
      text += alphabet[byte % alphabet.length];
  }
  return text.slice(0, length);
}

/** Lower-case hexadecimal digits, 32 unless told otherwise. */
export function hexKey(seed: string, length = 32): string {
  return digits('0123456789abcdef', length, seed);
}

/** [a-z0-9], 32 unless told otherwise. */
export function alnumKey(seed: string, length = 32): string {
  return digits('abcdefghijklmnopqrstuvwxyz0123456789', length, seed);
}
