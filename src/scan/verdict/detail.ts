const LONGEST = 60;
/** As many characters of a secret as may show in a report by chance. */
const LONGEST_SHARED = 7;
const PLAIN = /^[\w.$@:/-]*$/;
/** Control characters, and those that take no space or turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/**
 * A text of the file as it may be kept and shown: short, printable, and empty if a part of the value stands in it. A
 * copy, because a slice would keep alive what it was cut from.
 * @param text latin1, of UTF-8 bytes
 */
export function toDetail(text: string, value: string): string {
  const [haystack, secret] = [text.toLowerCase(), value.toLowerCase()];
  for (let at = 0; at + LONGEST_SHARED < secret.length; at++) {
    if (haystack.includes(secret.slice(at, at + LONGEST_SHARED + 1))) return '';
  }
  const shown = Buffer.from(text.slice(0, LONGEST), 'latin1').toString('utf8');
  return PLAIN.test(shown) ? shown : shown.replace(UNPRINTABLE, ' ').trim();
}
