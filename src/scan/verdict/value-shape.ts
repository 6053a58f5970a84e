import { sha256 } from '../../model/hashing.ts';
import type { RunShape, Shape } from '../../model/rule.ts';
import { VERDICT } from './generated.ts';
import { isCounted, isPeriodic, readNamedValue, type ValueFeature } from './named-value.ts';
import { drawnBits } from './randomness.ts';

const KNOWN: ReadonlySet<string> = new Set<string>(VERDICT.known);
/** Words of placeholders, hexadecimal digits that are words, and in base64 how every RSA key begins (RFC 8017, A.1). */
const WORDS =
  /bgkqhkig9w0b|your|example|sample|replace|placeholder|dummy|insert|change|secret|token|passw|here|random|string|deadbeef|cafebabe|feedface|badc0de|c0ffee/;
/** Three of a million random strings of 32 hexadecimal digits have fewer different characters. */
const LEAST_DISTINCT = 9;

/** @param quoted it is a string literal */
export function readValue(value: string, shape: Shape, quoted = true): readonly ValueFeature[] {
  if (shape === 'value') return readNamedValue(value, quoted);
  const lower = value.toLowerCase();
  const features: ValueFeature[] = [];
  if (isDull(lower)) features.push('value.dull');
  if (shape === 'hex32') {
    if (/^.{12}4.{3}[89ab]/.test(lower)) features.push('value.uuid');
    if (lower !== value) features.push('value.upper-case');
  } else if (shape === 'alnum32' ? isWordLike(lower) : drawnBits(value) < 0) {
    features.push('value.word-like');
  } else if (shape === 'alnum32' && /^[a-z2-7]+$/.test(lower)) {
    features.push('value.base32');
  }
  return features;
}

/** The shape of a run of 32 letters and digits, as the kernel tells them apart (src/kernel/assembly/runs.ts). */
export function runShapeOf(value: string): RunShape | undefined {
  if (!/^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{32}$/.test(value)) return undefined;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(value)) return 'hex32';
  return /[A-Z]/.test(value) ? 'mixed32' : 'alnum32';
}

/** Whether it is one of the values that documentation prints, or the MD5 of a well-known text. */
export function isKnown(value: string): boolean {
  return KNOWN.has(sha256(value.toLowerCase()));
}

/** Whether it was typed by hand rather than generated: it repeats itself, counts up, or has few different characters. */
function isDull(value: string): boolean {
  return (
    isPeriodic(value) || isCounted(value) || hasRun(value) || WORDS.test(value) || distinct(value) < LEAST_DISTINCT
  );
}

/** Whether six characters in a row are the same or count up or down, or half of all characters do. */
function hasRun(value: string): boolean {
  let [last, run, steps] = [0, 0, 0];
  for (let at = 1; at < value.length; at++) {
    const step = value.charCodeAt(at) - value.charCodeAt(at - 1);
    run = step === last ? run + 1 : 1;
    if (run >= 5 && step >= -1 && step <= 1) return true;
    if (step === 1 || step === -1) steps++;
    last = step;
  }
  return steps >= value.length / 2;
}

function distinct(value: string): number {
  let count = 0;
  for (let at = 0; at < value.length; at++) {
    if (value.indexOf(value.charAt(at)) === at) count++;
  }
  return count;
}

/** Whether it looks like an identifier: of random strings of 32 [a-z0-9], with nine digits on average, one in 200 has fewer than four. */
function isWordLike(value: string): boolean {
  const digits = value.replace(/[^0-9]/g, '').length;
  return digits < 4 || /[a-z]{16}/.test(value) || /^[a-z]+[0-9]+$/.test(value);
}
