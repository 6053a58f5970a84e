import { holdingOf } from './dotenv-value.ts';

/*
 * What somebody types may be a key, pasted in the wrong place: errors must not repeat it. No rule can tell, since nothing
 * stands around it.
 */

/** Parts of an argument: of a path, of an address, of a flag with a value. */
const PART = /[^\s"'`=:,;@/\\]+/g;

/** Base64, which has slashes in it. */
const WHOLE = /^[A-Za-z0-9+/=_-]{32,}$/;

const LOGIN = /(?<=:\/\/)[^/\s]+(?=@)/g;

/** The parts of a text that look like keys: random, or of 32 letters and digits, or the login of an address. */
export function keysIn(text: string): string[] {
  const whole = WHOLE.test(text) && isRandom(text) ? [text] : [];
  const parts = (text.match(PART) ?? []).map((part) => part.replace(/^-+/, '')).filter(isKeyLike);
  return [...whole, ...parts, ...(text.match(LOGIN) ?? [])];
}

function isKeyLike(part: string): boolean {
  return /[A-Za-z0-9]{32}/.test(part) || isRandom(part);
}

function isRandom(text: string): boolean {
  return holdingOf('SECRET', text) === 'random';
}

/** The text with `****` in place of what looks like a key. */
export function withoutKeys(text: string): string {
  return keysIn(text).reduce((rest, key) => rest.replaceAll(key, '****'), text);
}
