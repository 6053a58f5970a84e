import { escapeForeign } from './escape.ts';

/** Characters that are markup for GitHub and GitLab: emphasis, links, images, HTML, tables, headings, mathematics. */
const MARKUP = /[\\`*_{}[\]<>#|!~@&$]/g;

/** What would begin a list or underline a heading where it is the first of a line. */
const MARKUP_AT_START = /^(?=[-+=]|\d+[.)])./;

/**
 * Words that they turn into links or emoji after rendering, so that entities do not help: mentions, addresses, issue numbers,
 * commit ids, `:emoji:`.
 */
const REFERENCE = /[@#!$%&~^][\w"{]|:\/\/|www\.|\b[A-Z]+-\d|\b[\da-f]{7,}\b|:[\w+-]+:/iu;

/** Untrusted text on one line of Markdown, also in a table. Words that could become a reference are code spans. */
export function foreignText(text: string): string {
  return escapeForeign(text)
    .trim()
    .split(/([\s,;()]+)/)
    .map((word) => (REFERENCE.test(word) ? spanOf(word) : word.replace(MARKUP, entity)))
    .join('')
    .replace(MARKUP_AT_START, entity);
}

/**
 * A code span (CommonMark 6.1), in which nothing is markup or a reference; empty for no text. The text may have backticks. A
 * pipe would end the cell of a table (GFM 4.10) and cannot be escaped behind a backslash, so it becomes `\x7c`.
 */
export function codeSpan(text: string): string {
  return text === '' ? '' : spanOf(escapeForeign(text));
}

function spanOf(visible: string): string {
  const escaped = visible.replaceAll('|', '\\x7c');
  const longest = Math.max(0, ...(escaped.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || /^ .* $/.test(escaped) ? ' ' : '';
  return `${fence}${pad}${escaped}${pad}${fence}`;
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
