import { sha256 } from './hashing.ts';
import type { Rule } from './rule.ts';

/** Hexadecimal digits of a fingerprint: 128 bits. */
const DIGITS = 32;

/** A fingerprint may be given by this many of its first characters, or more. */
export const SHORTEST_FINGERPRINT = 6;

/** Whether a text can be a fingerprint or the first characters of one. */
export function isFingerprint(text: string): boolean {
  return /^[0-9a-f]+$/.test(text) && text.length >= SHORTEST_FINGERPRINT && text.length <= DIGITS;
}

const VERSION = 'hexhound/v1';

/** Family of every rule for bare keys. */
export const BARE_KEY_FAMILY = 'bare-key';

/**
 * The family of a rule, which is part of its findings' fingerprints: its id. All rules for bare keys share one family, so
 * that a finding keeps its fingerprint when the file later says more about the key's service.
 */
export function familyOf(rule: Rule): string {
  return rule.kind === 'bare' ? BARE_KEY_FAMILY : rule.id;
}

/**
 * The identity of a finding. Path, line and commit are not part of it, so it survives moves, squashes and rebases, and it
 * never covers another key on the same line.
 *
 * @param family see {@link familyOf}
 * @param value the secret's bytes as latin1, or any text: for rules about files, the path
 * @returns 32 lower-case hexadecimal digits
 */
export function fingerprintOf(family: string, value: string): string {
  return sha256(`${VERSION}\0${family}\0${value}`).slice(0, DIGITS);
}

/**
 * A fingerprint for public lists: without the key nobody can test guesses of a weak secret.
 * @returns 32 lower-case hexadecimal digits
 */
export function keyedFingerprint(fingerprint: string, key: string): string {
  return sha256(`${VERSION}\0${fingerprint}`, key).slice(0, DIGITS);
}
