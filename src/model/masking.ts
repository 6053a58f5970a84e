import type { Finding } from './finding.ts';
import { NeedleSet } from './needle-set.ts';
import type { Secret } from './secret.ts';
import { bytesOf, type Form, linesOf, partsOf, secretForms } from './secret-forms.ts';

/** Shorter secrets and plain words are not masked: `postgres` in a path gives nothing away. */
const SHORTEST = 8;
const WORD = /^[a-z]{1,15}$/;

const MASK_OF_PART = '****';

/**
 * Masks secrets in text that may repeat them: a path, a commit's author, an error message. Finds each secret in all its
 * forms, and each line of a secret of several lines.
 *
 * @returns a function that masks them in a text. It caches its results
 */
export function masker(secrets: Iterable<Secret>): (text: string) => string {
  const masks = new Map<string, string>();
  for (const secret of secrets) masks.set(secret.reveal(), maskOf(secret));
  const needles = new NeedleSet(Array.from(masks.keys(), maskedForms));
  if (needles.needles.length === 0) return (text) => text;
  const maskOfValue = [...masks.values()];
  const known = new Map<string, string>();

  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      result = mask(text, needles, maskOfValue);
      known.set(text, result);
    }
    return result;
  };
}

function maskOf(secret: Secret): string {
  return linesOf(secret.reveal()).length === 1 ? secret.mask() : MASK_OF_PART;
}

/** The forms of a secret that are masked; none for a short one and for a plain word. */
export function maskedForms(value: string): Form[] {
  const parts = partsOf(value).filter((part) => part.length >= SHORTEST && !WORD.test(part));
  return parts.flatMap(bytesOf).flatMap(secretForms);
}

/** The UTF-8 of the text that is being masked. One buffer is used for all texts. */
let utf8 = Buffer.alloc(1 << 16);

/** Bytes of UTF-8 for one UTF-16 unit, at most. */
const WIDEST = 3;

function mask(text: string, needles: NeedleSet, masks: readonly string[]): string {
  if (utf8.length < text.length * WIDEST) utf8 = Buffer.alloc(text.length * WIDEST);
  const length = utf8.write(text);
  let [result, copied] = ['', 0];
  let hit: { from: number; to: number; mask: string } | undefined;
  const write = () => {
    if (hit === undefined) return;
    result += utf8.toString('utf8', copied, hit.from) + hit.mask;
    copied = hit.to;
  };
  needles.search(utf8, 0, length, (index, from) => {
    const to = from + (needles.needles[index]?.bytes.length ?? 0);
    const own = masks[needles.valueOf(index)] ?? MASK_OF_PART;
    if (hit === undefined || from >= hit.to) {
      write();
      hit = { from, to, mask: own };
    } else if (to > hit.to) {
      // If two begin at the same offset, the longer one is masked. Two that overlap are masked as one.
      hit = { from: hit.from, to, mask: from === hit.from || own === hit.mask ? own : MASK_OF_PART };
    }
  });
  write();
  return copied === 0 ? text : result + utf8.toString('utf8', copied, length);
}

/** The same data with each string in it changed: the values of its properties and items, not the names. */
export function mapStrings<T>(value: T, change: (text: string) => string): T {
  const map = (part: unknown): unknown => {
    if (typeof part === 'string') return change(part);
    if (Array.isArray(part)) return part.map(map);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, map(inner)]));
  };
  return map(value) as T;
}

/** The secrets of findings, and those among their parts. */
export function* secretsOf(findings: Iterable<Pick<Finding, 'secret' | 'parts'>>): Generator<Secret> {
  for (const { secret, parts } of findings) {
    if (secret !== undefined) yield secret;
    for (const part of parts ?? []) if (!part.isShown) yield part.secret;
  }
}
