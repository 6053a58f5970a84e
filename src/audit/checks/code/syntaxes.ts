import type { Hole, StringForm, Syntax } from './lexer.ts';

const quoted = (quote: string, more: Partial<StringForm> = {}): StringForm => ({
  open: new RegExp(quote, 'y'),
  first: quote.charAt(0),
  close: () => quote,
  escape: '\\',
  lines: false,
  ...more,
});

/** `'x'`, `'\n'`, `'\u{1F600}'`: a lone apostrophe is something else, such as a lifetime. */
const CHARACTER: StringForm = {
  open: /'(?=(?:\\[^\n]{1,9}?|[^'\\\n])')/y,
  first: "'",
  close: () => "'",
  escape: '\\',
  lines: false,
};

const C_COMMENTS = { lineComments: ['//'], blockComments: [['/*', '*/']] } as const;
const WORD = /[#@]?[\p{L}_$][\p{L}\p{N}_$]*/uy;
const PLAIN_WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
/** `empty?`, `save!`, `@name`. */
const RUBY_WORD = /(?:@@?|\$)?[\p{L}_][\p{L}\p{N}_]*(?:[?!](?![=:.]))?/uy;

const JAVASCRIPT: Syntax = {
  word: WORD,
  ...C_COMMENTS,
  strings: [quoted("'"), quoted('"'), quoted('`', { lines: true, holes: ['${'] })],
  regex: true,
};

const pythonForm = (quotes: string, prefix: string, more: Partial<StringForm>): StringForm => ({
  open: new RegExp(`${prefix}(?:${quotes})`, 'y'),
  first: `'"rRbBuUfFtT`,
  close: (open) => open.replace(/^[A-Za-z]+/, ''),
  escape: '\\',
  lines: false,
  ...more,
});

const PYTHON: Syntax = {
  word: PLAIN_WORD,
  lineComments: ['#'],
  blockComments: [],
  strings: [
    pythonForm(`"""|'''`, '(?:[fFtT][rR]?|[rR][fFtT])', { lines: true, holes: ['{'] }),
    pythonForm(`"|'`, '(?:[fFtT][rR]?|[rR][fFtT])', { holes: ['{'] }),
    pythonForm(`"""|'''`, '[rRbBuU]{0,2}', { lines: true }),
    pythonForm(`"|'`, '[rRbBuU]{0,2}', {}),
  ],
};

const PHP: Syntax = {
  word: /[\p{L}_$][\p{L}\p{N}_$]*/uy,
  lineComments: ['//', '#'],
  blockComments: [['/*', '*/']],
  strings: [quoted("'", { lines: true }), quoted('"', { lines: true, holes: ['${', '{$', '$name'] })],
  heredoc: 'php',
};

const GO: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [quoted('"'), quoted('`', { lines: true, escape: 'none' }), CHARACTER],
};

const JAVA: Syntax = {
  word: WORD,
  ...C_COMMENTS,
  strings: [quoted('"""', { lines: true }), quoted('"'), CHARACTER],
};

const DOLLAR_HOLES: readonly Hole[] = ['${', '$name'];

const KOTLIN: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [
    quoted('"""', { lines: true, escape: 'none', holes: DOLLAR_HOLES }),
    quoted('"', { holes: DOLLAR_HOLES }),
    CHARACTER,
  ],
};

/** The letter before the quote is a word of its own: what is put into a string looks the same without it. */
const SCALA: Syntax = { ...KOTLIN, word: /[\p{L}_][\p{L}\p{N}_$]*/uy };

const csharpForm = (open: RegExp, close: string, more: Partial<StringForm>): StringForm => ({
  open,
  first: '$@"',
  close: () => close,
  escape: '\\',
  lines: false,
  ...more,
});

const CSHARP: Syntax = {
  word: /@?[\p{L}_][\p{L}\p{N}_]*/uy,
  ...C_COMMENTS,
  strings: [
    csharpForm(/\$+"""/y, '"""', { lines: true, escape: 'none', holes: ['{'] }),
    csharpForm(/"""/y, '"""', { lines: true, escape: 'none' }),
    csharpForm(/(?:\$@|@\$)"/y, '"', { lines: true, escape: 'doubled', holes: ['{'] }),
    csharpForm(/@"/y, '"', { lines: true, escape: 'doubled' }),
    csharpForm(/\$"/y, '"', { holes: ['{'] }),
    quoted('"'),
    CHARACTER,
  ],
};

const RUBY: Syntax = {
  word: RUBY_WORD,
  lineComments: ['#'],
  blockComments: [['=begin', '\n=end']],
  strings: [quoted("'", { lines: true }), quoted('"', { lines: true, holes: ['#{'] }), quoted('`', { holes: ['#{'] })],
  regex: true,
  heredoc: 'ruby',
};

const ELIXIR: Syntax = {
  word: RUBY_WORD,
  lineComments: ['#'],
  blockComments: [],
  strings: [
    quoted('"""', { lines: true, holes: ['#{'] }),
    quoted("'''", { lines: true, holes: ['#{'] }),
    quoted('"', { lines: true, holes: ['#{'] }),
    quoted("'", { holes: ['#{'] }),
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
      lines: true,
      holes: ['{name}'],
    },
    quoted('"', { lines: true, holes: ['{name}'] }),
    CHARACTER,
  ],
};

const SWIFT: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [
    quoted('"""', { lines: true, holes: ['\\('] }),
    { open: /#+"/y, first: '#', close: (open) => `"${open.slice(0, -1)}`, escape: 'none', lines: false },
    quoted('"', { holes: ['\\('] }),
  ],
};

const DART: Syntax = {
  word: PLAIN_WORD,
  ...C_COMMENTS,
  strings: [
    quoted('"""', { lines: true, holes: DOLLAR_HOLES }),
    quoted("'''", { lines: true, holes: DOLLAR_HOLES }),
    quoted('"', { holes: DOLLAR_HOLES }),
    quoted("'", { holes: DOLLAR_HOLES }),
  ],
};

const POWERSHELL: Syntax = {
  word: /\$(?:[A-Za-z]+:)?\w+|-?[\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}_]+)*/uy,
  lineComments: ['#'],
  blockComments: [['<#', '#>']],
  strings: [
    quoted('@"\n', { close: () => '\n"@', lines: true, escape: '`', holes: ['$(', '${', '$name'], first: '@' }),
    quoted("@'\n", { close: () => "\n'@", lines: true, escape: 'none', first: '@' }),
    quoted('"', { lines: true, escape: '`', holes: ['$(', '${', '$name'] }),
    quoted("'", { lines: true, escape: 'none' }),
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
