import type { Interpolation, StringForm, Syntax } from './syntaxes.ts';

/** A piece of source code. Comments and white space are left out. */
export interface Token {
  /** `mark` is an operator or a bracket, `line` a line break. Regular expressions are strings. */
  readonly kind: 'word' | 'string' | 'number' | 'mark' | 'line';
  /** As it is written. For a string: the text between its quotes, without interpolated expressions. */
  readonly text: string;
  /** Offset in the file, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** For a string with interpolated expressions: its texts and these expressions, in order. */
  readonly pieces?: readonly Piece[];
}

export type Piece = string | readonly Token[];

const MARKS = byFirst(
  `... === !== <=> ?-> ??= ||= &&= **= == != <= >= => -> :: ?. ?? ?: && || := += -= .= << >> .. !! =~ |> <> ++ -- **`.split(
    ' ',
  ),
);

/** Nesting of strings and interpolated expressions. Deeper ones are read as text. */
const DEEPEST = 6;
/** Tokens of one file; the rest is not read. A file of 1 MiB has about 300,000. */
const MOST_TOKENS = 600_000;
/** Characters of an interpolated expression. */
const LONGEST_INTERPOLATION = 20_000;
/** Strings and expressions whose end is searched for in vain. A file with more of them is made to waste time. */
const MOST_FAILURES = 50;

/** Splits a file into tokens. It never fails: a character that it does not understand is a mark. */
export function lex(text: string, syntax: Syntax): Token[] {
  return new Lexer(text, syntax).run(0, undefined, 0).tokens;
}

class Lexer {
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #forms = new Map<string, StringForm[]>();
  /** The end words of the heredocs that begin on the next line. */
  #heredocs: string[] = [];
  #count = 0;
  #failures = 0;

  constructor(text: string, syntax: Syntax) {
    this.#text = text;
    this.#syntax = syntax;
    for (const form of syntax.strings) {
      for (const char of form.first) this.#forms.set(char, [...(this.#forms.get(char) ?? []), form]);
    }
  }

  /** @param close the bracket that ends an interpolated expression; undefined for a whole file */
  run(start: number, close: string | undefined, depth: number): { tokens: Token[]; end: number; closed: boolean } {
    const text = this.#text;
    const limit = close === undefined ? text.length : Math.min(text.length, start + LONGEST_INTERPOLATION);
    const tokens: Token[] = [];
    let brackets = 0;
    let at = start;
    while (at < limit && this.#count < MOST_TOKENS) {
      const char = text.charAt(at);
      if (char === '\n') {
        at = this.#lineBreak(at, tokens);
        continue;
      }
      if (char <= ' ') {
        at++;
        continue;
      }
      const comment = this.#endOfComment(at);
      if (comment !== undefined) {
        at = comment;
        continue;
      }
      const token = this.#next(at, char, tokens, depth);
      if (close !== undefined && token.kind === 'mark') {
        if (token.text === close && brackets === 0) return { tokens, end: token.to, closed: true };
        if ('([{'.includes(token.text)) brackets++;
        else if (')]}'.includes(token.text)) brackets--;
      }
      tokens.push(token);
      this.#count++;
      at = Math.max(token.to, at + 1);
    }
    return { tokens, end: at, closed: false };
  }

  #next(at: number, char: string, before: readonly Token[], depth: number): Token {
    for (const form of this.#forms.get(char) ?? []) {
      const token = this.#failures > MOST_FAILURES ? undefined : this.#string(at, form, depth);
      if (token !== undefined) return token;
    }
    const word = match(this.#syntax.word, this.#text, at);
    if (word !== undefined) return { kind: 'word', text: word, from: at, to: at + word.length };
    if (isDigit(char)) {
      const number = match(NUMBER, this.#text, at) ?? char;
      return { kind: 'number', text: number, from: at, to: at + number.length };
    }
    if (char === '/' && this.#syntax.regex && isOperandNext(before)) {
      const regex = match(REGEX, this.#text, at);
      if (regex !== undefined) return { kind: 'string', text: regex, from: at, to: at + regex.length };
    }
    if (char === '<' && this.#syntax.heredoc !== undefined) {
      const heredoc = this.#heredoc(at, depth);
      if (heredoc !== undefined) return heredoc;
    }
    const mark = MARKS.get(char)?.find((each) => this.#text.startsWith(each, at)) ?? char;
    return { kind: 'mark', text: mark, from: at, to: at + mark.length };
  }

  #endOfComment(at: number): number | undefined {
    const text = this.#text;
    for (const [open, close] of this.#syntax.blockComments) {
      if (!text.startsWith(open, at)) continue;
      if (open.startsWith('=') && at > 0 && text[at - 1] !== '\n') continue;
      const end = text.indexOf(close, at + open.length);
      return end < 0 ? text.length : end + close.length;
    }
    for (const open of this.#syntax.lineComments) {
      if (!text.startsWith(open, at)) continue;
      // An attribute of PHP.
      if (open === '#' && this.#syntax.heredoc === 'php' && text[at + 1] === '[') continue;
      const end = text.indexOf('\n', at);
      return end < 0 ? text.length : end;
    }
    return undefined;
  }

  #lineBreak(at: number, tokens: Token[]): number {
    let end = at + 1;
    for (const word of this.#heredocs) {
      const body = this.#untilWord(end, word);
      tokens.push(this.#textBetween(end, body.end, RUBY_HEREDOC, 0));
      end = body.next;
    }
    this.#heredocs = [];
    // After the heredocs of this line.
    tokens.push({ kind: 'line', text: '\n', from: end, to: end });
    return end;
  }

  #heredoc(at: number, depth: number): Token | undefined {
    const form = this.#syntax.heredoc === 'php' ? PHP_HEREDOC_START : RUBY_HEREDOC_START;
    form.lastIndex = at;
    const start = form.exec(this.#text);
    const word = start?.[2];
    if (start === null || word === undefined) return undefined;
    if (this.#syntax.heredoc === 'ruby') {
      this.#heredocs.push(word);
      return { kind: 'string', text: '', from: at, to: at + start[0].length };
    }
    const lineEnd = this.#text.indexOf('\n', at);
    const body = this.#untilWord(lineEnd < 0 ? this.#text.length : lineEnd + 1, word);
    const token = this.#textBetween(lineEnd + 1, body.end, start[1] === "'" ? PLAIN_HEREDOC : PHP_HEREDOC, depth);
    return { ...token, from: at, to: body.word };
  }

  /** Where the lines before the one that begins with `word` end, and where that word and that line end. */
  #untilWord(from: number, word: string): { end: number; word: number; next: number } {
    const text = this.#text;
    for (let start = from; start < text.length; ) {
      const lineEnd = text.indexOf('\n', start);
      const end = lineEnd < 0 ? text.length : lineEnd;
      let first = start;
      while (first < end && (text[first] === ' ' || text[first] === '\t')) first++;
      if (text.startsWith(word, first) && !/\w/.test(text.charAt(first + word.length))) {
        return { end: start, word: first + word.length, next: Math.min(end + 1, text.length) };
      }
      start = end + 1;
    }
    return { end: text.length, word: text.length, next: text.length };
  }

  /** Undefined where the string has no end. */
  #string(at: number, form: StringForm, depth: number): Token | undefined {
    form.open.lastIndex = at;
    const open = form.open.exec(this.#text)?.[0];
    if (open === undefined) return undefined;
    const close = form.close(open);
    const read = this.#read(at + open.length, form, (from) => this.#text.startsWith(close, from), depth, close);
    if (read === undefined) return undefined;
    return { ...read, from: at, to: read.to + close.length };
  }

  #textBetween(from: number, to: number, form: StringForm, depth: number): Token {
    const read = this.#read(from, form, (at) => at >= to, depth, '');
    // An escape or an expression at its end can extend beyond it.
    return { ...(read ?? { kind: 'string', text: '', from }), to };
  }

  #read(
    start: number,
    form: StringForm,
    isEnd: (at: number) => boolean,
    depth: number,
    close: string,
  ): Token | undefined {
    const text = this.#text;
    const pieces: Piece[] = [];
    let plain = '';
    let from = start;
    let at = start;
    for (;;) {
      const char = text.charAt(at);
      if (isEnd(at)) {
        if (form.escape !== 'doubled' || !text.startsWith(close + close, at)) break;
        at += 2 * close.length;
        continue;
      }
      if (at >= text.length || (char === '\n' && !form.isMultiline)) {
        if (at - start > LONG_FAILURE) this.#failures++;
        return undefined;
      }
      const interpolation =
        depth < DEEPEST && this.#failures <= MOST_FAILURES
          ? this.#interpolation(at, form.interpolations, depth)
          : undefined;
      if (interpolation !== undefined) {
        const before = text.slice(from, at);
        pieces.push(before, interpolation.tokens);
        plain += before;
        at = interpolation.end;
        from = at;
      } else {
        // In Python, C# and Rust, where a single brace opens an expression.
        const isDoubledBrace =
          char === '{' && text[at + 1] === '{' && form.interpolations.some((each) => each === '{' || each === '{name}');
        at += char === form.escape || isDoubledBrace ? 2 : 1;
      }
    }
    const rest = text.slice(from, at);
    const token: Token = { kind: 'string', text: plain + rest, from: start, to: at };
    return pieces.length === 0 ? token : { ...token, pieces: [...pieces, rest] };
  }

  #interpolation(
    at: number,
    interpolations: readonly Interpolation[],
    depth: number,
  ): { tokens: Token[]; end: number } | undefined {
    const text = this.#text;
    for (const interpolation of interpolations) {
      if (interpolation === '$name') {
        const name = match(DOLLAR_NAME, text, at);
        if (name !== undefined) return { tokens: lex(name, NAME_SYNTAX), end: at + name.length };
      } else if (interpolation === '{name}') {
        BRACED_NAME.lastIndex = at;
        const found = BRACED_NAME.exec(text);
        if (found === null || text[at - 1] === '{') continue;
        const name = found[1] ?? '';
        return { tokens: [{ kind: 'word', text: name, from: at, to: at + name.length }], end: at + found[0].length };
      } else if (text.startsWith(interpolation, at) && (interpolation !== '{' || text[at + 1] !== '{')) {
        const read = this.run(at + interpolation.length, interpolation.endsWith('(') ? ')' : '}', depth + 1);
        if (read.closed) return read;
        this.#failures++;
      }
    }
    return undefined;
  }
}

/** An unclosed string of this many characters is more than a lone quotation mark. */
const LONG_FAILURE = 1000;

const NUMBER = /\d\w*/y;
const REGEX = /\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500}\/[a-z]{0,8}/y;
const RUBY_HEREDOC_START = /<<[~-](['"]?)([A-Z_]\w*)\1/y;
const PHP_HEREDOC_START = /<<<[ \t]*(['"]?)([A-Za-z_]\w*)\1/y;
/** `$user->password`, `$config[api_key]`, `$env:API_KEY`. */
const DOLLAR_NAME = /\$(?:env:)?[A-Za-z_]\w*(?:->\w+|\['?[\w-]+'?\])?/y;
const BRACED_NAME = /\{([A-Za-z_]\w*)(?::[^{}\n]{0,20})?\}/y;

const NAME_SYNTAX: Syntax = {
  files: '',
  word: /[$A-Za-z_][\w:-]*/y,
  lineComments: [],
  blockComments: [],
  strings: [{ open: /'/y, first: "'", close: () => "'", escape: 'none', isMultiline: false, interpolations: [] }],
};
const RUBY_HEREDOC: StringForm = {
  open: /$/y,
  first: '',
  close: () => '',
  escape: '\\',
  isMultiline: true,
  interpolations: ['#{'],
};
const PHP_HEREDOC: StringForm = { ...RUBY_HEREDOC, interpolations: ['${', '{$', '$name'] };
const PLAIN_HEREDOC: StringForm = { ...RUBY_HEREDOC, interpolations: [] };

const BEFORE_OPERAND = new Set(
  'return typeof case in of and or not if unless when while elsif do else then'.split(' '),
);

function isOperandNext(before: readonly Token[]): boolean {
  const last = before.at(-1);
  if (last === undefined || last.kind === 'line') return true;
  if (last.kind === 'word') return BEFORE_OPERAND.has(last.text);
  return last.kind === 'mark' && !/^[)\]}]$/.test(last.text);
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

/** The marks by their first character. */
function byFirst(marks: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const mark of marks) found.set(mark.charAt(0), [...(found.get(mark.charAt(0)) ?? []), mark]);
  return found;
}
