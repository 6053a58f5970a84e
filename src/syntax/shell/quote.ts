/**
 * Quotes a word for a POSIX shell, in a command that somebody may paste. Words with invisible characters, or with bytes that are not UTF-8 (`\xHH` in our
 * paths), are written as `$'...'` (POSIX.1-2024, 2.2.4).
 */
export function quoteWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|\\x[0-9a-f]{2}/u.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word
    .replace(/\\(?!x[0-9a-f]{2})|'/g, '\\$&')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
      Array.from(Buffer.from(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    );
  return `$'${escaped}'`;
}

/** Quotes code of our own, which may have several lines. */
export function quoteCode(code: string): string {
  return `'${code.replaceAll("'", "'\\''")}'`;
}

/** A command with its arguments. */
export function commandLine(...words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}
