/** What a comment covers: its line, the line after it, or everything from a `start` to the next `end`. */
export type Form = 'line' | 'next-line' | 'start' | 'end';

/** A comment that leaves findings out. */
export interface IgnoreComment {
  /** In lower case: `hexhound-ignore-next-line`. */
  readonly marker: string;
  /** Tool whose syntax it is. An `end` closes only blocks of the same tool. */
  readonly tool: string;
  readonly form: Form;
  /** Rule ids that it is limited to; empty for all rules. */
  readonly ids: readonly string[];
  /** It gives a reason: after `--`, or in place of rule ids. */
  readonly hasReason: boolean;
  /** There is nothing else on its line. */
  readonly isAlone: boolean;
  /** A sign that opens a comment stands right before it, and not within quotes: nobody just writes about it. */
  readonly isPlain: boolean;
}

interface Syntax {
  readonly tool: string;
  /** What may follow the keyword, and the form of the comment then; longer ones first. */
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

/** Part of a word, a path, an option or a variable, so not a comment. `//`, `--` and the like may come before it. */
const GLUED_BEFORE = /(?:[\w.@$=&?:\\]|(?:^|[^/*])\/|(?:^|[^-!*])-)$/;
const GLUED_AFTER = /^(?:[\w(@/\\]|[-.][\w.]|[ \t]*=)/;

const NO_DETAILS = { ids: [], hasReason: false };

/** Characters that end an address. */
const BREAK = ' \t"\'`<>';

/** Nothing but the start of a comment. */
const OPENER = /^[ \t]*(?:[#/*;'%<!({-]+|rem|dnl)?[ \t#]*$/i;

/** A sign that opens a comment, right before the keyword. */
const OPENED = /(?:^|[\s;,(){}[\]])(?:#+|\/\/+|\/\*+|\*|--|;+|%+|<!--|\{#|\{\{\/\*)[ \t]*$/;

/** The end of a comment, or of the string that it is in. */
const CLOSER = /\*\/|-->|--%>|[#%?]>|["'`}\])]/;

const ID = '[@\\w][\\w/.@]*(?:-[\\w/.@]+)*';
const IDS = new RegExp(`^[ \\t:]*(${ID}(?:[ \\t]*,[ \\t]*${ID})*)[ \\t]*$`);

/**
 * Reads the comment whose keyword the kernel found.
 *
 * @param keyword one of {@link INLINE_MARKERS}
 * @param before the line up to the keyword (latin1), at least some hundred characters
 * @param after the line behind it, at least some hundred characters
 * @returns undefined if the keyword is part of a word, a path or an address
 */
export function parseComment(keyword: string, before: string, after: string): IgnoreComment | undefined {
  const syntax = SYNTAX[keyword];
  if (syntax === undefined || GLUED_BEFORE.test(before.slice(-2)) || endsInAddress(before)) return undefined;
  const lower = after.slice(0, 32).toLowerCase();
  const [suffix, form] = syntax.suffixes.find(([text]) => lower.startsWith(text)) ?? [];
  if (suffix === undefined || form === undefined) return undefined;
  const rest = after.slice(suffix.length);
  if (GLUED_AFTER.test(rest)) return undefined;
  const details = syntax.ids ? readRest(rest) : NO_DETAILS;
  return {
    marker: keyword + suffix,
    tool: syntax.tool,
    form,
    ...details,
    isAlone: OPENER.test(before),
    isPlain: isPlain(before),
  };
}

function isPlain(before: string): boolean {
  return OPENED.test(before) && ['"', "'", '`'].every((quote) => before.split(quote).length % 2 === 1);
}

/** Whether the keyword is part of an address: https://host/#gitleaks:allow is not a comment. */
function endsInAddress(before: string): boolean {
  let at = before.length;
  while (at > 0 && !BREAK.includes(before.charAt(at - 1))) at--;
  return before.indexOf('://', at) >= 0;
}

/** Reads ` id, id -- reason` up to the end of the comment. */
function readRest(rest: string): { ids: readonly string[]; hasReason: boolean } {
  const dashes = rest.search(/--(?!%?>)/);
  const closer = rest.search(CLOSER);
  const explanation = dashes >= 0 && (closer < 0 || dashes < closer) ? rest.slice(dashes + 2) : '';
  const head = rest.slice(0, Math.min(...[dashes, closer, rest.length].filter((end) => end >= 0)));
  const ids = IDS.exec(head)?.[1]?.split(/[ \t]*,[ \t]*/) ?? [];
  // Several words without commas are not a list of rules but a reason.
  const reason = explanation || (ids.length === 0 ? head : '');
  return { ids, hasReason: /[\w\x80-\xff]/.test(reason) };
}
