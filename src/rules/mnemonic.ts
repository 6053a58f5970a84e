import { sha256 } from '../model/hashing.ts';
import { readData } from './data-file.ts';

/*
 * Phrases that stand for the seed of a wallet: BIP-39 (https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki), English.
 * Each word is a number of eleven bits; one of every 33 bits belongs to the checksum.
 */

const WORD_BITS = 11;
const COUNTS: ReadonlySet<number> = new Set([12, 15, 18, 21, 24]);

let numbers: ReadonlyMap<string, number> | undefined;

/** The 2048 words with their numbers; read when first asked for. @internal exported for tests */
export function mnemonicWords(): ReadonlyMap<string, number> {
  numbers ??= new Map(
    readData('mnemonic-words.txt')
      .split(/\s+/)
      .map((word, number) => [word, number]),
  );
  return numbers;
}

/** Whether the checksum of a phrase is right; undefined for a text that is not a phrase: it has other words, or another number of words. */
export function checkMnemonic(phrase: string): boolean | undefined {
  const words = phrase.split(/[^a-z]+/);
  const all = words.map((word) => mnemonicWords().get(word));
  if (!COUNTS.has(all.length) || all.includes(undefined)) return undefined;
  const bits = all.map((number = 0) => number.toString(2).padStart(WORD_BITS, '0')).join('');
  const size = (bits.length * 32) / 33;
  const entropy = Buffer.from((bits.slice(0, size).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return bits.slice(size) === checksumOf(entropy);
}

/** The phrase for an entropy of 16 to 32 bytes, a multiple of four. */
export function mnemonicOf(entropy: Buffer): string {
  const bits = [...entropy].map((byte) => byte.toString(2).padStart(8, '0')).join('') + checksumOf(entropy);
  const words = [...mnemonicWords().keys()];
  return (bits.match(/.{11}/g) ?? []).map((number) => words[Number.parseInt(number, 2)]).join(' ');
}

/** The first bits of the SHA-256, one for every four bytes. */
function checksumOf(entropy: Buffer): string {
  const first = Number.parseInt(sha256(entropy.toString('latin1')).slice(0, 2), 16);
  return first
    .toString(2)
    .padStart(8, '0')
    .slice(0, entropy.length / 4);
}
