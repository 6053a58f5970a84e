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

/** Signs of code, of assignments and of sentences, which paths do not have. */
const NO_PATH = /["'`=<>|\0]|:\s|[;{]\s*$|^\s*(?:#|\/\/)/;

/** PATH_MAX of Linux; no system has more. */
const LONGEST_PATH = 4096;

/** Whether a text can be meant as a path, which may be a misspelled one. */
export function isPathLike(text: string): boolean {
  return text.length <= LONGEST_PATH && !NO_PATH.test(text) && keysIn(text).length === 0;
}

/** Characters of what may be no path in a message. */
const SHOWN = 160;

/** A text that should be a path and is none, for a message: not more of it than a path would have, and no key. */
export function shownTyped(text: string): string {
  const masked = withoutKeys(text);
  const end = Math.min(Math.max(1, masked.search(NO_PATH) + 1 || masked.length + 1) - 1, SHOWN);
  return end >= masked.length ? masked : `${masked.slice(0, end).trimEnd()}…`;
}
