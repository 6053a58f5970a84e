/**
 * Controls (C0, DEL, C1), formats (bidi marks, overrides and isolates, zero-width characters, tags), line and paragraph
 * separators, lone surrogates: everything that moves a cursor, hides text or shows it in another order than it stands.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same but for what JSON.stringify escapes itself (C0 and lone surrogates). */
const INVISIBLE_IN_JSON = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text that a repository may have made up, fit for a terminal: what cannot be seen is written `\xHH` or `\u{H...}`. One line. */
export function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** JSON of `value` that can be shown in a terminal: the same data, with everything invisible written \uHHHH. */
export function toSafeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(INVISIBLE_IN_JSON, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
