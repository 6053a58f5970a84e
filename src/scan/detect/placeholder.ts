/** What people write where a key would stand. None of these comes up by chance in a random key of usual length. */
const PLACEHOLDER =
  /example|placeholder|change_?me|dummy|sample|your[-_]?|insert|redacted|xxxx|\*\*\*|\.\.\.|1234567|abcdefg|00000000|<[a-z]|\$\{|\{\{|%s/i;

/** Longer values are blocks such as PEM, in which anything can come up. */
const LONGEST_PLACEHOLDER = 256;

export function isPlaceholder(secret: string): boolean {
  return secret.length <= LONGEST_PLACEHOLDER && (PLACEHOLDER.test(secret) || IN_DIGITS.test(secret));
}

/** `change me` with digits for letters, as where a rule for passwords wants some. */
const IN_DIGITS = /ch[a4@]n[g6][e3][_-]?m[e3]/i;
