/** What a comment covers: its line, the line after it, or everything from a `start` to the next `end`. */
export type Form = 'line' | 'next-line' | 'start' | 'end';

/** One comment that asks to leave findings out. */
export interface IgnoreComment {
  /** As it is written, in lower case: `hexhound-ignore-next-line`. */
  readonly marker: string;
  /** Whose syntax it is. An `end` closes blocks of its own syntax only. */
  readonly tool: string;
  readonly form: Form;
  /** Rule ids that it is limited to; empty for all rules. */
  readonly ids: readonly string[];
  /** A reason is given: after `--`, or instead of rule ids. */
  readonly explained: boolean;
  /** Nothing but the comment is on its line. */
  readonly alone: boolean;
}

interface Syntax {
  readonly tool: string;
  /** What may follow the keyword, and what it then means; longer ones first. */
  readonly suffixes: readonly (readonly [suffix: string, form: Form])[];
  /** Rule ids may follow. */
  readonly ids?: true;
}

const SAME_LINE: Syntax['suffixes'] = [['', 'line']];

/** https://github.com/Yelp/detect-secrets, detect_secrets/filters/allowlist.py */
const PRAGMA: Syntax = {
  tool: 'detect-secrets',
  suffixes: [' ', '-'].flatMap((a) => [
    [`${a}secret`, 'line'] as const,
    [`${a}nextline secret`, 'next-line'] as const,
    [`${a}nextline-secret`, 'next-line'] as const,
  ]),
};

const SYNTAX: Readonly<Record<string, Syntax>> = {
  'hexhound-ignore': {
    tool: 'hexhound',
    suffixes: [
      ['-next-line', 'next-line'],
      ['-start', 'start'],
      ['-line', 'line'],
      ['-end', 'end'],
      ['', 'line'],
    ],
    ids: true,
  },
  'gitleaks:allow': { tool: 'gitleaks', suffixes: SAME_LINE },
  'betterleaks:allow': { tool: 'betterleaks', suffixes: SAME_LINE },
  'trufflehog:ignore': { tool: 'trufflehog', suffixes: SAME_LINE },
  'kingfisher:ignore': { tool: 'kingfisher', suffixes: SAME_LINE },
  'kingfisher:allow': { tool: 'kingfisher', suffixes: SAME_LINE },
  'secretlint-disable': {
    tool: 'secretlint',
    suffixes: [
      ['-next-line', 'next-line'],
      ['-line', 'line'],
      ['', 'start'],
    ],
    ids: true,
  },
  'secretlint-enable': { tool: 'secretlint', suffixes: [['', 'end']], ids: true },
  ggignore: {
    tool: 'ggshield',
    suffixes: [
      ['-start', 'start'],
      ['-end', 'end'],
      ['', 'line'],
    ],
  },
  'pragma: allowlist': PRAGMA,
  'pragma:allowlist': PRAGMA,
  'pragma: whitelist': PRAGMA,
  'pragma:whitelist': PRAGMA,
};

/** Keywords for the kernel: lower-case ASCII; every comment that {@link parseComment} knows begins with one. */
export const INLINE_MARKERS: readonly string[] = Object.keys(SYNTAX);

/** Glued to a word, a path, an option, a variable: no comment. `//`, `--` and the like are fine. */
const GLUED_BEFORE = /(?:[\w.@$=&?:\\]|(?:^|[^/*])\/|(?:^|[^-!*])-)$/;
const GLUED_AFTER = /^(?:[\w(@/\\]|[-.][\w.]|[ \t]*=)/;

const NOTHING_SAID = { ids: [], explained: false };

/** What an address ends at. */
const BREAK = ' \t"\'`<>';

/** Nothing before the comment but what opens one. */
const OPENER = /^[ \t]*(?:[#/*;'%<!({-]+|rem|dnl)?[ \t#]*$/i;

/** What closes a comment, or the string that it was put into. */
const CLOSER = /\*\/|-->|--%>|[#%?]>|["'`}\])]/;

const ID = '[@\\w][\\w/.@]*(?:-[\\w/.@]+)*';
const IDS = new RegExp(`^[ \\t:]*(${ID}(?:[ \\t]*,[ \\t]*${ID})*)[ \\t]*$`);

/**
 * Reads the comment whose keyword the kernel found.
 *
 * @param keyword one of {@link INLINE_MARKERS}
 * @param before the line before the keyword (latin1), at least its last few hundred characters
 * @param after the line after it, at least its first few hundred characters
 * @returns undefined when the keyword is part of something else: of a word, a path, an address
 */
export function parseComment(keyword: string, before: string, after: string): IgnoreComment | undefined {
  const syntax = SYNTAX[keyword];
  if (syntax === undefined || GLUED_BEFORE.test(before.slice(-2)) || endsInAddress(before)) return undefined;
  const lower = after.slice(0, 32).toLowerCase();
  const [suffix, form] = syntax.suffixes.find(([text]) => lower.startsWith(text)) ?? [];
  if (suffix === undefined || form === undefined) return undefined;
  const rest = after.slice(suffix.length);
  if (GLUED_AFTER.test(rest)) return undefined;
  const said = syntax.ids ? readRest(rest) : NOTHING_SAID;
  return { marker: keyword + suffix, tool: syntax.tool, form, ...said, alone: OPENER.test(before) };
}

/** Nobody means https://host/#gitleaks:allow as a comment. */
function endsInAddress(before: string): boolean {
  let at = before.length;
  while (at > 0 && !BREAK.includes(before.charAt(at - 1))) at--;
  return before.indexOf('://', at) >= 0;
}

/** ` id, id -- reason` and what closes the comment. */
function readRest(rest: string): { ids: readonly string[]; explained: boolean } {
  const dashes = rest.search(/--(?!%?>)/);
  const closer = rest.search(CLOSER);
  const explanation = dashes >= 0 && (closer < 0 || dashes < closer) ? rest.slice(dashes + 2) : '';
  const head = rest.slice(0, Math.min(...[dashes, closer, rest.length].filter((end) => end >= 0)));
  const ids = IDS.exec(head)?.[1]?.split(/[ \t]*,[ \t]*/) ?? [];
  // Several words without a comma are no list of rules: somebody wrote why.
  const reason = explanation || (ids.length === 0 ? head : '');
  return { ids, explained: /[\w\x80-\xff]/.test(reason) };
}
