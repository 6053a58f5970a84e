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
  readonly interpolations?: readonly Interpolation[];
}

/** The syntax of a language, as far as it tells where an expression begins and ends. */
export interface Syntax {
  /** Sticky. */
  readonly word: RegExp;
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [string, string])[];
  /** Tried in order. */
  readonly strings: readonly StringForm[];
  /** `/` can begin a regular expression. */
  readonly regex?: true;
  /** `<<~END` (Ruby) and `<<<END` (PHP) begin a text that ends with that word on a line of its own. */
  readonly heredoc?: 'ruby' | 'php';
}

const quoted = (quote: string, more: Partial<StringForm> = {}): StringForm => ({
  open: new RegExp(quote, 'y'),
  first: quote.charAt(0),
  close: () => quote,
  escape: '\\',
  isMultiline: false,
  ...more,
});

/** `'x'`, `'\n'`, `'\u{1F600}'`: a lone apostrophe is something else, such as a lifetime. */
const CHARACTER: StringForm = {
  open: /'(?=(?:\\[^\n]{1,9}?|[^'\\\n])')/y,
  first: "'",
  close: () => "'",
  escape: '\\',
  isMultiline: false,
};

const C_COMMENTS = { lineComments: ['//'], blockComments: [['/*', '*/']] } as const;
const WORD = /[#@]?[\p{L}_$][\p{L}\p{N}_$]*/uy;
const PLAIN_WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
/** `empty?`, `save!`, `@name`. */
const RUBY_WORD = /(?:@@?|\$)?[\p{L}_][\p{L}\p{N}_]*(?:[?!](?![=:.]))?/uy;

const JAVASCRIPT: Syntax = {
  word: WORD,
  ...C_COMMENTS,
  strings: [quoted("'"), quoted('"'), quoted('`', { isMultiline: true, interpolations: ['${'] })],
  regex: true,
};

const pythonForm = (quotes: string, prefix: string, more: Partial<StringForm>): StringForm => ({
  open: new RegExp(`${prefix}(?:${quotes})`, 'y'),
  first: `'"rRbBuUfFtT`,
  close: (open) => open.replace(/^[A-Za-z]+/, ''),
  escape: '\\',
  isMultiline: false,
  ...more,
});

const PYTHON: Syntax = {
  word: PLAIN_WORD,
  lineComments: ['#'],
  blockComments: [],
  strings: [
    pythonForm(`"""|'''`, '(?:[fFtT][rR]?|[rR][fFtT])', { isMultiline: true, interpolations: ['{'] }),
    pythonForm(`"|'`, '(?:[fFtT][rR]?|[rR][fFtT])', { interpolations: ['{'] }),
    pythonForm(`"""|'''`, '[rRbBuU]{0,2}', { isMultiline: true }),
    pythonForm(`"|'`, '[rRbBuU]{0,2}', {}),
  ],
};

const PHP: Syntax = {
  word: /[\p{L}_$][\p{L}\p{N}_$]*/uy,
  lineComments: ['//', '#'],
  blockComments: [['/*', '*/']],
  strings: [
    quoted("'", { isMultiline: true }),
    quoted('"', { isMultiline: true, interpolations: ['${', '{$', '$name'] }),
  ],
  heredoc: 'php',
};

const GO: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [quoted('"'), quoted('`', { isMultiline: true, escape: 'none' }), CHARACTER],
};

const JAVA: Syntax = {
  word: WORD,
  ...C_COMMENTS,
  strings: [quoted('"""', { isMultiline: true }), quoted('"'), CHARACTER],
};

const DOLLAR_INTERPOLATIONS: readonly Interpolation[] = ['${', '$name'];

const KOTLIN: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [
    quoted('"""', { isMultiline: true, escape: 'none', interpolations: DOLLAR_INTERPOLATIONS }),
    quoted('"', { interpolations: DOLLAR_INTERPOLATIONS }),
    CHARACTER,
  ],
};

/** The letter before the quote is a word of its own: interpolation looks the same without it. */
const SCALA: Syntax = { ...KOTLIN, word: /[\p{L}_][\p{L}\p{N}_$]*/uy };

const csharpForm = (open: RegExp, close: string, more: Partial<StringForm>): StringForm => ({
  open,
  first: '$@"',
  close: () => close,
  escape: '\\',
  isMultiline: false,
  ...more,
});

const CSHARP: Syntax = {
  word: /@?[\p{L}_][\p{L}\p{N}_]*/uy,
  ...C_COMMENTS,
  strings: [
    csharpForm(/\$+"""/y, '"""', { isMultiline: true, escape: 'none', interpolations: ['{'] }),
    csharpForm(/"""/y, '"""', { isMultiline: true, escape: 'none' }),
    csharpForm(/(?:\$@|@\$)"/y, '"', { isMultiline: true, escape: 'doubled', interpolations: ['{'] }),
    csharpForm(/@"/y, '"', { isMultiline: true, escape: 'doubled' }),
    csharpForm(/\$"/y, '"', { interpolations: ['{'] }),
    quoted('"'),
    CHARACTER,
  ],
};

const RUBY: Syntax = {
  word: RUBY_WORD,
  lineComments: ['#'],
  blockComments: [['=begin', '\n=end']],
  strings: [
    quoted("'", { isMultiline: true }),
    quoted('"', { isMultiline: true, interpolations: ['#{'] }),
    quoted('`', { interpolations: ['#{'] }),
  ],
  regex: true,
  heredoc: 'ruby',
};

const ELIXIR: Syntax = {
  word: RUBY_WORD,
  lineComments: ['#'],
  blockComments: [],
  strings: [
    quoted('"""', { isMultiline: true, interpolations: ['#{'] }),
    quoted("'''", { isMultiline: true, interpolations: ['#{'] }),
    quoted('"', { isMultiline: true, interpolations: ['#{'] }),
    quoted("'", { interpolations: ['#{'] }),
  ],
};

const RUST: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [
    {
      open: /b?r#*"/y,
      first: 'br',
      close: (open) => `"${'#'.repeat(open.split('#').length - 1)}`,
      escape: 'none',
      isMultiline: true,
      interpolations: ['{name}'],
    },
    quoted('"', { isMultiline: true, interpolations: ['{name}'] }),
    CHARACTER,
  ],
};

const SWIFT: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [
    quoted('"""', { isMultiline: true, interpolations: ['\\('] }),
    { open: /#+"/y, first: '#', close: (open) => `"${open.slice(0, -1)}`, escape: 'none', isMultiline: false },
    quoted('"', { interpolations: ['\\('] }),
  ],
};

const DART: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [
    quoted('"""', { isMultiline: true, interpolations: DOLLAR_INTERPOLATIONS }),
    quoted("'''", { isMultiline: true, interpolations: DOLLAR_INTERPOLATIONS }),
    quoted('"', { interpolations: DOLLAR_INTERPOLATIONS }),
    quoted("'", { interpolations: DOLLAR_INTERPOLATIONS }),
  ],
};

const POWERSHELL: Syntax = {
  word: /\$(?:[A-Za-z]+:)?\w+|-?[\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}_]+)*/uy,
  lineComments: ['#'],
  blockComments: [['<#', '#>']],
  strings: [
    quoted('@"\n', {
      close: () => '\n"@',
      isMultiline: true,
      escape: '`',
      interpolations: ['$(', '${', '$name'],
      first: '@',
    }),
    quoted("@'\n", { close: () => "\n'@", isMultiline: true, escape: 'none', first: '@' }),
    quoted('"', { isMultiline: true, escape: '`', interpolations: ['$(', '${', '$name'] }),
    quoted("'", { isMultiline: true, escape: 'none' }),
  ],
};

export type Language =
  | 'javascript'
  | 'python'
  | 'php'
  | 'go'
  | 'java'
  | 'kotlin'
  | 'scala'
  | 'csharp'
  | 'ruby'
  | 'elixir'
  | 'rust'
  | 'swift'
  | 'dart'
  | 'powershell';

export const SYNTAXES: Readonly<Record<Language, Syntax>> = {
  javascript: JAVASCRIPT,
  python: PYTHON,
  php: PHP,
  go: GO,
  java: JAVA,
  kotlin: KOTLIN,
  scala: SCALA,
  csharp: CSHARP,
  ruby: RUBY,
  elixir: ELIXIR,
  rust: RUST,
  swift: SWIFT,
  dart: DART,
  powershell: POWERSHELL,
};
