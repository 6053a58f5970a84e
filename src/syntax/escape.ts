/**
 * Controls (C0, DEL, C1), formats (bidi marks, overrides and isolates, zero-width characters, tags), line and paragraph
 * separators, lone surrogates: everything that moves the cursor, hides text or shows it in another order.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same without C0 and lone surrogates, which JSON.stringify escapes itself. */
const INVISIBLE_IN_JSON = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The first character of what a CI system takes for a command anywhere in a line of output: `##[...]` (GitHub Actions, Azure
 * Pipelines), `##vso[...]` (Azure Pipelines), `##teamcity[...]`, `##octopus[...]`, the sections of GitLab and the folds of
 * Travis CI. A command of Jenkins begins with an escape character, which is invisible.
 */
const COMMAND = /#(?=#[\w-]*\[)|(?<=section)_(?=(?:start|end):)|(?<=travis)_(?=(?:fold|time):)/gu;
/** Every command contains one of these. Searching for them is ten times faster than the expression. */
const COMMAND_HINTS = ['##', 'section_', 'travis_'];

function escapeCommands(text: string, replace: (character: string) => string): string {
  return COMMAND_HINTS.some((hint) => text.includes(hint)) ? text.replace(COMMAND, replace) : text;
}

/**
 * The same for the beginning of a line, with white space before it: `::error::` (GitHub Actions), the headings `---`, `+++`,
 * `~~~` and `^^^ +++` of Buildkite.
 */
const COMMAND_AT_START = /^\s*(?::|[-+~^](?=(?:--|\+\+|~~|\^\^)(?:\s|$)))/u;

/**
 * Makes text from a repository safe for a terminal and the log of a CI system, on one line: invisible characters, and the
 * first one of what would be a command, become `\xHH` or `\u{H...}`. All foreign text that is printed goes through here or
 * through `toSafeJson`.
 */
export function escapeForeign(text: string): string {
  const visible = escapeCommands(text.replace(INVISIBLE, escaped), escaped);
  return visible.replace(COMMAND_AT_START, (start) => start.slice(0, -1) + escaped(start.slice(-1)));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** JSON that is safe for a terminal and the log of a CI system: the same data, with those characters written `\uHHHH`. */
export function toSafeJson(value: unknown, indent?: number): string {
  const visible = JSON.stringify(value, null, indent).replace(INVISIBLE_IN_JSON, escapedInJson);
  return escapeCommands(visible, escapedInJson);
}

function escapedInJson(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
