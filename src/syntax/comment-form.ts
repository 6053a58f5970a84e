/** How a comment is written in a file, by its name. */

export interface CommentForm {
  /** Before the text; `close` is after it if the comment needs an end. */
  readonly open: string;
  readonly close?: string;
  /** It must not contain two hyphens (XML 1.0, 2.5). */
  readonly hasNoDashes?: true;
  /** It must be a line of its own: after a value it would be part of the value. */
  readonly isAlone?: true;
}

const HASH = { open: '# ' } as const;
const SLASHES = { open: '// ' } as const;
const STARS = { open: '/* ', close: ' */' } as const;
const MARKUP = { open: '<!-- ', close: ' -->' } as const;
const XML = { ...MARKUP, hasNoDashes: true } as const;
const DASHES = { open: '-- ' } as const;
const SEMICOLON = { open: '; ' } as const;
const HASH_ALONE = { ...HASH, isAlone: true } as const;

/** By extension, or by the whole name of a file without one; in lower case. */
const FORMS: readonly (readonly [names: string, form: CommentForm])[] = [
  [
    'c cc cjs cpp cs cts cxx dart fs go gradle groovy h hpp java js jsonc json5 jsx kt kts m mjs mm mts php proto rs scala sol swift ts tsx v zig less scss jenkinsfile',
    SLASHES,
  ],
  [
    'sh bash zsh fish py pyi rb pl pm r yaml yml toml tf tfvars hcl ps1 psm1 cmake mk nix ex exs jl cr tcl gitignore dockerignore dockerfile makefile rakefile gemfile vagrantfile procfile nim awk ipy graphql gql',
    HASH,
  ],
  // A value reaches to the end of its line; only whole lines are comments.
  ['env envrc properties conf cfg npmrc pem key crt pub txt http rest', HASH_ALONE],
  ['css', STARS],
  ['html htm md mdx markdown vue svelte', MARKUP],
  ['xhtml xml svg plist csproj config xaml resx pom', XML],
  ['sql lua hs elm ada vhd vhdl', DASHES],
  ['ini', { ...SEMICOLON, isAlone: true }],
  ['lisp clj cljs edn el scm asm', SEMICOLON],
  ['tex sty erl hrl', { open: '% ' }],
  ['vb vbs bas', { open: "' " }],
  ['bat cmd', { open: 'REM ', isAlone: true }],
  ['vim', { open: '" ' }],
  ['hbs', { open: '{{!-- ', close: ' --}}' }],
  ['jinja j2', { open: '{# ', close: ' #}' }],
  ['erb ejs', { open: '<%# ', close: ' %>' }],
];

const BY_NAME = new Map(FORMS.flatMap(([names, form]) => names.split(' ').map((name) => [name, form] as const)));

/** Undefined for files without comments (JSON, CSV, lock files), and of a kind that is not known. */
export function commentFormOf(path: string): CommentForm | undefined {
  const name = (path.split('/').at(-1) ?? '').toLowerCase();
  if (/^\.env(?:\.|rc$|$)/.test(name)) return HASH_ALONE;
  if (/^(?:docker|container)file(?:\.|$)|\.dockerfile$/.test(name)) return HASH_ALONE;
  return BY_NAME.get(name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : name);
}
