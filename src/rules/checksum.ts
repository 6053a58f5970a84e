import { crc32, sha256 } from '../model/hashing.ts';

/** Checksums that services put into their tokens; used to check tokens and to generate examples. All inputs are ASCII. */

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** RFC 4648, upper case. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The alphabet of BIP-173. */
export const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** CRC-32 in six base62 digits: the end of a classic GitHub token, and of others with the same scheme. */
export function crc32Base62(text: string): string {
  let digits = '';
  for (let rest = crc32(text); digits.length < 6; rest = Math.floor(rest / 62))
    digits = BASE62.charAt(rest % 62) + digits;
  return digits;
}

/** CRC-32 in base36, seven digits, as GitLab writes it. */
export function crc32Base36(text: string): string {
  return crc32(text).toString(36).padStart(7, '0');
}

/** CRC-32 as eight lower-case hexadecimal digits, most significant byte first. */
export function crc32Hex(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

/** CRC-32 as eight lower-case hexadecimal digits, least significant byte first. */
export function crc32HexLittleEndian(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(text));
  return bytes.toString('hex');
}

/** The first eight base32 digits of SHA-256: the checksum inside a fine-grained GitHub token. */
export function sha256Base32(text: string): string {
  const digest = Buffer.from(sha256(text), 'hex');
  let digits = '';
  for (let bit = 0; bit < 40; bit += 5)
    digits += BASE32.charAt((digest.readUInt16BE(bit >> 3) >> (11 - (bit & 7))) & 31);
  return digits;
}

/** CRC-16 with the polynomial 1021 that begins with zero (XMODEM): the end of an nkey of NATS. */
export function crc16(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 0x8000 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xffff;
  }
  return sum;
}

/** The bytes of a base32 text without padding. */
export function fromBase32(text: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  for (let at = 0; at < bytes.length * 8; at++) {
    const digit = BASE32.indexOf(text.charAt(Math.floor(at / 5)));
    if ((digit >> (4 - (at % 5))) & 1) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (0x80 >> (at & 7));
  }
  return bytes;
}

/** A text of base32 without padding. */
export function toBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
}

/** The alphabet of Bitcoin's base58. */
export const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The bytes of a base58 text that has no leading zero byte. */
export function fromBase58(text: string): Buffer {
  let number = 0n;
  for (const digit of text) number = number * 58n + BigInt(BASE58.indexOf(digit));
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length & 1), '0'), 'hex');
}

/** A base58 text of bytes of which the first is not zero. */
export function toBase58(bytes: Uint8Array): string {
  let text = '';
  for (let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`); rest > 0n; rest /= 58n)
    text = BASE58.charAt(Number(rest % 58n)) + text;
  return text;
}

/** The four bytes behind a payload in Base58Check: the beginning of SHA-256 of its SHA-256. */
export function base58Checksum(payload: Uint8Array): Buffer {
  const once = Buffer.from(sha256(Buffer.from(payload).toString('latin1')), 'hex');
  return Buffer.from(sha256(once.toString('latin1')), 'hex').subarray(0, 4);
}

/** The checksum of BIP-173: the last six characters of a bech32 string with this prefix and data. */
export function bech32Checksum(prefix: string, data: string): string {
  const values = [...expandPrefix(prefix), ...Array.from(data, (digit) => BECH32.indexOf(digit))];
  const sum = polymod([...values, 0, 0, 0, 0, 0, 0]) ^ 1;
  return [25, 20, 15, 10, 5, 0].map((shift) => BECH32.charAt((sum >>> shift) & 31)).join('');
}

function expandPrefix(prefix: string): number[] {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].entries()) {
      if ((top >>> bit) & 1) sum ^= generator;
    }
  }
  return sum;
}
