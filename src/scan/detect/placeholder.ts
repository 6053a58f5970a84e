/** What people write in place of a key. Random keys of usual length do not contain these. */
const PLACEHOLDER =
  /example|placeholder|change_?me|dummy|sample|your[-_]|(?<![a-z0-9])your|your(?=own|api|key|token|secret|password)|insert|redacted|xxxx|\*\*\*|\.\.\.|1234567|abcdefg|00000000|<[a-z]|\$\{|\{\{|%s/i;

/** Longer values are blocks such as PEM, which can contain anything. */
const LONGEST_PLACEHOLDER = 256;

export function isPlaceholder(secret: string): boolean {
  if (secret.length > LONGEST_PLACEHOLDER) return MARKED.test(secret);
  return PLACEHOLDER.test(secret) || IN_DIGITS.test(secret);
}

/** What no long value has by chance, either. */
const MARKED = /EXAMPLE|REDACTED/;

/** `change me` with digits for letters. */
const IN_DIGITS = /ch[a4@]n[g6][e3][_-]?m[e3]/i;
