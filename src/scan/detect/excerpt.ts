/** Characters of an excerpt, its ellipses included. */
const LENGTH = 120;

/** Bytes decoded on each side of the secret: more than are shown, so that no token is shown in part. */
export const EXCERPT_REACH = 256;

const ELLIPSIS = '…';
const STARS = '****';

/** The first line of a key in PEM (RFC 7468) and its relatives: it says what kind of key it is, and is no part of it. */
const BEGIN = /^-{4,5} ?BEGIN [A-Z0-9 ]{1,60}-{4,5}/;

const TOKEN = /[\w-]{16,}/g;
/** Standard base64, with `/` and `+`. Paths look alike, so only with lower case, upper case and digits is it taken as base64. */
const BASE64 = /[\w+/-]{24,}=*/g;
/** The password of an address: `://user:password@host`. */
const ADDRESS = /(:\/\/[^\s:@/]*:)[^\s@/]+@/g;

/**
 * The line that a secret begins on, as a report may show it: the secret is masked, but for the line that says what kind of
 * key begins there, and everything else on the line that looks like a key becomes stars. Long lines are cut around the secret.
 *
 * @param bytes the content, UTF-8 as far as it is text
 * @param start byte offset of the secret
 * @param end byte offset after it; on a later line if the secret has several
 * @param mask what to show in its place
 */
export function excerptOf(bytes: Uint8Array, start: number, end: number, mask: string): string {
  const from = lineStart(bytes, start);
  const to = lineEnd(bytes, start, end);
  const secret = decode(bytes.subarray(start, end));
  let before = decode(bytes.subarray(from, start));
  let after = decode(bytes.subarray(end, to));
  // A token that is cut in two would look too short to be a key.
  if (start - from === EXCERPT_REACH) before = before.replace(/^[\ufffd\w+/=-]+/, '');
  if (to - end === EXCERPT_REACH) after = after.replace(/[\ufffd\w+/=-]+$/, '');
  before = withoutKeys(before, secret, mask).replace(/\s+/g, ' ').trimStart();
  after = withoutKeys(after, secret, mask).replace(/\s+/g, ' ').trimEnd();
  const [begin] = BEGIN.exec(secret) ?? [];
  const shown = begin === undefined ? mask : `${begin} ${mask}`;
  return cut(before, shown, after, start - from === EXCERPT_REACH, to - end === EXCERPT_REACH);
}

function lineStart(bytes: Uint8Array, start: number): number {
  const least = Math.max(0, start - EXCERPT_REACH);
  let at = start;
  while (at > least && !isBreak(bytes[at - 1])) at--;
  return at;
}

/** End of the secret's line; `end` if the secret has several lines. */
function lineEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (isBreak(bytes[at])) return end;
  const most = Math.min(bytes.length, end + EXCERPT_REACH);
  let at = end;
  while (at < most && !isBreak(bytes[at])) at++;
  return at;
}

function isBreak(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function withoutKeys(text: string, secret: string, mask: string): string {
  const masked = secret === '' ? text : text.replaceAll(secret, () => mask);
  return masked
    .replace(ADDRESS, `$1${STARS}@`)
    .replace(BASE64, (run) => (/[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? STARS : run))
    .replace(TOKEN, (run) => (looksLikeKey(run) ? STARS : run));
}

/** Whether it has digits and is long, or does not look like an identifier (`parseBase64String`, `oauth2_client_handler`). */
function looksLikeKey(run: string): boolean {
  if (!/\d/.test(run) || !/[A-Za-z]/.test(run)) return false;
  if (run.length >= 24) return true;
  if (/[_-]/.test(run)) return false;
  const digitGroups = run.match(/\d+/g)?.length ?? 0;
  return digitGroups >= 2 || run === run.toUpperCase() || run === run.toLowerCase();
}

/** Shortens the text before and after the mask to fit. A side that needs less leaves its space to the other. */
function cut(before: string, mask: string, after: string, moreBefore: boolean, moreAfter: boolean): string {
  const head = Array.from(before);
  const tail = Array.from(after);
  const space = Math.max(0, LENGTH - mask.length);
  const half = Math.floor(space / 2);
  const headRoom = Math.max(half, space - tail.length - (moreAfter ? 1 : 0));
  const shownHead =
    head.length > headRoom || moreBefore
      ? ELLIPSIS + head.slice(Math.max(0, head.length - headRoom + 1)).join('')
      : head.join('');
  const tailRoom = space - Array.from(shownHead).length;
  const shownTail =
    tail.length > tailRoom || moreAfter ? tail.slice(0, Math.max(0, tailRoom - 1)).join('') + ELLIPSIS : tail.join('');
  return shownHead + mask + shownTail;
}
