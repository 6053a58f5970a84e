const LONGEST = 60;
/** Most characters that a detail may share with the secret. */
const LONGEST_SHARED = 7;
const PLAIN = /^[\w.$@:/-]*$/;
/** Control characters, and those that take no space or turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/**
 * A text of the file as it may be kept and shown: short, printable, and empty if it contains a part of the value. It is a
 * copy: a slice would keep the whole window in memory.
 * @param text UTF-8 bytes read as latin1
 */
export function toDetail(text: string, value: string): string {
  const [haystack, secret] = [text.toLowerCase(), value.toLowerCase()];
  for (let at = 0; at + LONGEST_SHARED < secret.length; at++) {
    if (haystack.includes(secret.slice(at, at + LONGEST_SHARED + 1))) return '';
  }
  const shown = Buffer.from(text.slice(0, LONGEST), 'latin1').toString('utf8');
  return PLAIN.test(shown) ? shown : shown.replace(UNPRINTABLE, ' ').trim();
}
