/**
 * Controls (C0, DEL, C1), formats (bidi marks, overrides and isolates, zero-width characters, tags), line and paragraph
 * separators, lone surrogates: everything that moves the cursor, hides text or shows it in another order.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same without C0 and lone surrogates, which JSON.stringify escapes itself. */
const INVISIBLE_IN_JSON = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Makes text from a repository safe for a terminal, on one line: invisible characters become `\xHH` or `\u{H...}`. */
export function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** JSON that is safe for a terminal: the same data, with invisible characters written `\uHHHH`. */
export function toSafeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(INVISIBLE_IN_JSON, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
