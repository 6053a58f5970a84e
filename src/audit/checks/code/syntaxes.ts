import { extensionOf } from '../../../files/path-parts.ts';

/**
 * How values are interpolated into a string. `$name` is a name, with members and indexes in PHP. `{name}` is a name in
 * Rust's format strings. The others open an expression.
 */
export type Interpolation = '${' | '{$' | '#{' | '\\(' | '$(' | '{' | '$name' | '{name}';

export interface StringForm {
  /** Sticky. */
  readonly open: RegExp;
  /** Characters that `open` can begin with. */
  readonly first: string;
  readonly close: (open: string) => string;
  readonly escape: '\\' | '`' | 'doubled' | 'none';
  /** It can have several lines. If it cannot and does, its start is a lone quotation mark, as in JSX text. */
  readonly isMultiline: boolean;
  readonly interpolations: readonly Interpolation[];
}

/** The syntax of a language: what is needed to find where an expression begins and ends. */
export interface Syntax {
  /** Extensions of its files. */
  readonly files: string;
  /** Sticky. */
  readonly word: RegExp;
  /** Sticky. A comment without an end reaches to the end of the file. */
  readonly comment: RegExp;
  /** Tried in order. */
  readonly strings: readonly StringForm[];
  /** `/` can begin a regular expression. */
  readonly regex?: true;
  /** `<<~END` (Ruby) and `<<<END` (PHP) begin a text that ends with that word on a line of its own. */
  readonly heredoc?: 'ruby' | 'php';
}

/** A string of one line. */
const line = (quote: string, ...interpolations: readonly Interpolation[]): StringForm => ({
  open: new RegExp(quote, 'y'),
  first: quote.charAt(0),
  close: () => quote,
  escape: '\\',
  isMultiline: false,
  interpolations,
});

/** One that can have several lines. */
const block = (quote: string, ...interpolations: readonly Interpolation[]): StringForm => ({
  ...line(quote, ...interpolations),
  isMultiline: true,
});

/** The same without escapes. */
const raw = (quote: string, ...interpolations: readonly Interpolation[]): StringForm => ({
  ...block(quote, ...interpolations),
  escape: 'none',
});

/** `'x'`, `'\n'`, `'\u{1F600}'`: a lone apostrophe is something else, such as a lifetime. */
const CHARACTER: StringForm = { ...line("'"), open: /'(?=(?:\\[^\n]{1,9}?|[^'\\\n])')/y };

/** Strings with letters before the quote that say how they are read. */
const python = (form: StringForm, quotes: string, prefix: string): StringForm => ({
  ...form,
  open: new RegExp(`${prefix}(?:${quotes})`, 'y'),
  first: `'"rRbBuUfFtT`,
  close: (open) => open.replace(/^[A-Za-z]+/, ''),
});
const FORMATTED = '(?:[fFtT][rR]?|[rR][fFtT])';
const PLAIN = '[rRbBuU]{0,2}';

const C_COMMENT = /\/\/[^\n]*|\/\*.*?(?:\*\/|$)/sy;
const HASH_COMMENT = /#[^\n]*/y;
const WORD = /[#@]?[\p{L}_$][\p{L}\p{N}_$]*/uy;
const PLAIN_WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
/** `empty?`, `save!`, `@name`. */
const RUBY_WORD = /(?:@@?|\$)?[\p{L}_][\p{L}\p{N}_]*(?:[?!](?![=:.]))?/uy;

const DOLLAR = ['${', '$name'] as const;
const POWERSHELL = ['$(', ...DOLLAR] as const;
const KOTLIN_STRINGS = [raw('"""', ...DOLLAR), line('"', ...DOLLAR), CHARACTER];

const LANGUAGES = {
  javascript: {
    files: 'js mjs cjs jsx ts mts cts tsx vue svelte html htm',
    word: WORD,
    comment: C_COMMENT,
    strings: [line("'"), line('"'), block('`', '${')],
    regex: true,
  },
  python: {
    files: 'py pyw',
    word: PLAIN_WORD,
    comment: HASH_COMMENT,
    strings: [
      python(block('', '{'), `"""|'''`, FORMATTED),
      python(line('', '{'), `"|'`, FORMATTED),
      python(block(''), `"""|'''`, PLAIN),
      python(line(''), `"|'`, PLAIN),
    ],
  },
  php: {
    files: 'php phtml',
    word: /[\p{L}_$][\p{L}\p{N}_$]*/uy,
    // `#[` begins an attribute.
    comment: /(?:\/\/|#(?!\[))[^\n]*|\/\*.*?(?:\*\/|$)/sy,
    strings: [block("'"), block('"', '${', '{$', '$name')],
    heredoc: 'php',
  },
  go: { files: 'go', word: PLAIN_WORD, comment: C_COMMENT, strings: [line('"'), raw('`'), CHARACTER] },
  java: { files: 'java groovy', word: WORD, comment: C_COMMENT, strings: [block('"""'), line('"'), CHARACTER] },
  kotlin: { files: 'kt kts', word: PLAIN_WORD, comment: C_COMMENT, strings: KOTLIN_STRINGS },
  // The letter before the quote is a word of its own: interpolation looks the same without it.
  scala: { files: 'scala sc', word: /[\p{L}_][\p{L}\p{N}_$]*/uy, comment: C_COMMENT, strings: KOTLIN_STRINGS },
  csharp: {
    files: 'cs',
    word: /@?[\p{L}_][\p{L}\p{N}_]*/uy,
    comment: C_COMMENT,
    strings: [
      { ...raw('"""', '{'), open: /\$+"""/y, first: '$' },
      raw('"""'),
      { ...block('"', '{'), open: /(?:\$@|@\$)"/y, first: '$@', escape: 'doubled' },
      { ...block('"'), open: /@"/y, first: '@', escape: 'doubled' },
      { ...line('"', '{'), open: /\$"/y, first: '$' },
      line('"'),
      CHARACTER,
    ],
  },
  ruby: {
    files: 'rb rake',
    word: RUBY_WORD,
    comment: /#[^\n]*|(?<![^\n])=begin.*?(?:\n=end|$)/sy,
    strings: [block("'"), block('"', '#{'), line('`', '#{')],
    regex: true,
    heredoc: 'ruby',
  },
  elixir: {
    files: 'ex exs',
    word: RUBY_WORD,
    comment: HASH_COMMENT,
    strings: [block('"""', '#{'), block("'''", '#{'), block('"', '#{'), line("'", '#{')],
  },
  rust: {
    files: 'rs',
    word: PLAIN_WORD,
    comment: C_COMMENT,
    strings: [
      {
        ...raw('"', '{name}'),
        open: /b?r#*"/y,
        first: 'br',
        close: (open) => `"${'#'.repeat(open.split('#').length - 1)}`,
      },
      block('"', '{name}'),
      CHARACTER,
    ],
  },
  swift: {
    files: 'swift',
    word: PLAIN_WORD,
    comment: C_COMMENT,
    strings: [
      block('"""', '\\('),
      { ...line('"'), open: /#+"/y, first: '#', close: (open) => `"${open.slice(0, -1)}`, escape: 'none' },
      line('"', '\\('),
    ],
  },
  dart: {
    files: 'dart',
    word: PLAIN_WORD,
    comment: C_COMMENT,
    strings: [block('"""', ...DOLLAR), block("'''", ...DOLLAR), line('"', ...DOLLAR), line("'", ...DOLLAR)],
  },
  powershell: {
    files: 'ps1 psm1',
    word: /\$(?:[A-Za-z]+:)?\w+|-?[\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}_]+)*/uy,
    comment: /#[^\n]*|<#.*?(?:#>|$)/sy,
    strings: [
      { ...block('@"\n', ...POWERSHELL), close: () => '\n"@', escape: '`' },
      { ...raw("@'\n"), close: () => "\n'@" },
      { ...block('"', ...POWERSHELL), escape: '`' },
      raw("'"),
    ],
  },
} satisfies Readonly<Record<string, Syntax>>;

export type Language = keyof typeof LANGUAGES;

export const SYNTAXES: Readonly<Record<Language, Syntax>> = LANGUAGES;

const BY_EXTENSION: ReadonlyMap<string, Language> = new Map(
  Object.entries(SYNTAXES).flatMap(([language, { files }]) =>
    files.split(' ').map((extension) => [extension, language as Language] as const),
  ),
);

/** The language of a file, by its extension. */
export function languageOf(path: string): Language | undefined {
  return BY_EXTENSION.get(extensionOf(path));
}
