import type { Interpolation, StringForm, Syntax } from './syntaxes.ts';

/**
 * A piece of source code. Comments and white space are left out. A string with interpolated expressions is given as code
 * that joins its pieces, between brackets of its own: `"a ${b}"` as `"( 'a ' + ( b ) + '' )"`.
 */
export interface Token {
  /** `mark` is an operator or a bracket, `line` a line break. Regular expressions are strings. */
  readonly kind: 'word' | 'string' | 'number' | 'mark' | 'line';
  /** As it is written; for a string the text between its quotes. */
  readonly text: string;
  /** Offset in the file, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

/** Some tokens, and the offset after them. */
interface Lexed {
  readonly tokens: Token[];
  readonly end: number;
}

const MARKS =
  '... === !== <=> ?-> ??= ||= &&= **= == != <= >= => -> :: ?. ?? ?: && || := += -= .= << >> .. !! =~ |> <> ++ -- **';
const MARK = new RegExp(MARKS.replace(/[^ ]/g, '\\$&').replaceAll(' ', '|'), 'y');

/** Nesting of strings and interpolated expressions. Deeper ones are read as text. */
const DEEPEST = 6;
/** Tokens of one file; the rest is not read. A file of 1 MiB has about 300,000. */
const MOST_TOKENS = 600_000;
/** Characters of an interpolated expression. */
const LONGEST_INTERPOLATION = 20_000;
/** Strings and expressions that may lack an end. A file with more of them is made to waste time. */
const MOST_FAILURES = 50;
/** An unclosed string of this many characters is more than a lone quotation mark. */
const LONG_FAILURE = 1000;

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
  run(start: number, close: string | undefined, depth: number): Lexed & { readonly closed: boolean } {
    const text = this.#text;
    const limit = close === undefined ? text.length : Math.min(text.length, start + LONGEST_INTERPOLATION);
    const tokens: Token[] = [];
    let brackets = 0;
    let at = start;
    while (at < limit && this.#count < MOST_TOKENS) {
      const char = text.charAt(at);
      const skipped = char === '\n' ? 0 : char <= ' ' ? 1 : lengthOf(this.#syntax.comment, text, at);
      if (skipped > 0) {
        at += skipped;
        continue;
      }
      this.#count++;
      const read = char === '\n' ? this.#lineBreak(at) : (this.#string(at, char, depth) ?? this.#heredoc(at, depth));
      if (read !== undefined) {
        for (const token of read.tokens) tokens.push(token);
        at = Math.max(read.end, at + 1);
        continue;
      }
      const token = this.#single(at, char, tokens);
      if (close !== undefined && token.kind === 'mark') {
        if (token.text === close && brackets === 0) return { tokens, end: token.to, closed: true };
        if ('([{'.includes(token.text)) brackets++;
        else if (')]}'.includes(token.text)) brackets--;
      }
      tokens.push(token);
      at = token.to;
    }
    return { tokens, end: at, closed: false };
  }

  /** A word, a number, a regular expression or a mark. */
  #single(at: number, char: string, before: readonly Token[]): Token {
    const isRegex = char === '/' && this.#syntax.regex === true && isOperandNext(before);
    return (
      this.#match('word', this.#syntax.word, at) ??
      this.#match('number', NUMBER, at) ??
      (isRegex ? this.#match('string', REGEX, at) : undefined) ??
      this.#match('mark', MARK, at) ?? { kind: 'mark', text: char, from: at, to: at + 1 }
    );
  }

  #match(kind: Token['kind'], pattern: RegExp, at: number): Token | undefined {
    const to = at + lengthOf(pattern, this.#text, at);
    return to === at ? undefined : { kind, text: this.#text.slice(at, to), from: at, to };
  }

  /** A line break, after the heredocs that begin behind it. */
  #lineBreak(at: number): Lexed {
    const tokens: Token[] = [];
    let end = at + 1;
    for (const word of this.#heredocs) {
      const body = this.#untilWord(end, word);
      tokens.push(...this.#textBetween(end, end, body.end, RUBY_HEREDOC, 0));
      end = body.next;
    }
    this.#heredocs = [];
    tokens.push({ kind: 'line', text: '\n', from: end, to: end });
    return { tokens, end };
  }

  #heredoc(at: number, depth: number): Lexed | undefined {
    const form = this.#syntax.heredoc === 'php' ? PHP_HEREDOC_START : RUBY_HEREDOC_START;
    form.lastIndex = at;
    const [start = '', quote, word] = (this.#syntax.heredoc && form.exec(this.#text)) ?? [];
    if (word === undefined) return undefined;
    if (this.#syntax.heredoc === 'ruby') {
      this.#heredocs.push(word);
      const end = at + start.length;
      return { tokens: [{ kind: 'string', text: '', from: at, to: end }], end };
    }
    const lineEnd = this.#text.indexOf('\n', at);
    const body = this.#untilWord(lineEnd < 0 ? this.#text.length : lineEnd + 1, word);
    const text = quote === "'" ? PLAIN_HEREDOC : PHP_HEREDOC;
    return { tokens: this.#textBetween(at, lineEnd + 1, body.end, text, depth), end: body.word };
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

  /** Undefined where no string begins, or it has no end. */
  #string(at: number, char: string, depth: number): Lexed | undefined {
    if (this.#failures > MOST_FAILURES) return undefined;
    for (const form of this.#forms.get(char) ?? []) {
      const length = lengthOf(form.open, this.#text, at);
      const close = form.close(this.#text.slice(at, at + length));
      const read = length === 0 ? undefined : this.#read(at, at + length, form, close, undefined, depth);
      if (read !== undefined) return read;
    }
    return undefined;
  }

  #textBetween(begin: number, start: number, end: number, form: StringForm, depth: number): Token[] {
    return this.#read(begin, start, form, '', end, depth)?.tokens ?? [];
  }

  /**
   * Reads a string, or undefined where it has no end.
   * @param begin where its first quotation mark is
   * @param start where its text begins
   * @param close what ends it; for a text with a given end, '' and `stop`
   */
  #read(begin: number, start: number, form: StringForm, close: string, stop: number | undefined, depth: number) {
    const text = this.#text;
    const joined: Token[] = [];
    let from = start;
    let at = start;
    for (;;) {
      const isEnd = stop === undefined ? text.startsWith(close, at) : at >= stop;
      const isDoubled = isEnd && form.escape === 'doubled' && text.startsWith(close, at + close.length);
      if (isEnd && !isDoubled) break;
      if (at >= text.length || (text[at] === '\n' && !form.isMultiline)) {
        if (at - start > LONG_FAILURE) this.#failures++;
        return undefined;
      }
      const value = isDoubled ? undefined : this.#interpolation(at, form.interpolations, depth);
      if (value === undefined) {
        at += isDoubled ? 2 * close.length : isEscape(form, text, at) ? 2 : 1;
        continue;
      }
      joined.push({ kind: 'string', text: text.slice(from, at), from, to: at }, mark('+', at), mark('(', at));
      for (const token of value.tokens) joined.push(token);
      joined.push(mark(')', value.end), mark('+', value.end));
      from = at = value.end;
    }
    // An escape or an expression at its end can extend beyond it.
    const last = text.slice(from, stop ?? at);
    const end = (stop ?? at) + close.length;
    if (joined.length === 0) return { tokens: [{ kind: 'string', text: last, from: begin, to: end } as const], end };
    const rest = { kind: 'string', text: last, from, to: Math.max(from, end) } as const;
    return { tokens: [mark('"(', begin), ...joined, rest, mark(')"', Math.max(from, end))], end };
  }

  #interpolation(at: number, interpolations: readonly Interpolation[], depth: number): Lexed | undefined {
    if (depth >= DEEPEST || this.#failures > MOST_FAILURES) return undefined;
    const text = this.#text;
    for (const interpolation of interpolations) {
      if (interpolation === '$name') {
        const end = at + lengthOf(DOLLAR_NAME, text, at);
        if (end > at) return { ...new Lexer(text.slice(0, end), NAME_SYNTAX).run(at, undefined, 0), end };
      } else if (interpolation === '{name}') {
        BRACED_NAME.lastIndex = at;
        const [whole, name = ''] = BRACED_NAME.exec(text) ?? [];
        if (whole === undefined || text[at - 1] === '{') continue;
        const end = at + whole.length;
        return { tokens: [{ kind: 'word', text: name, from: at + 1, to: at + 1 + name.length }], end };
      } else if (text.startsWith(interpolation, at) && (interpolation !== '{' || text[at + 1] !== '{')) {
        const read = this.run(at + interpolation.length, interpolation.endsWith('(') ? ')' : '}', depth + 1);
        if (read.closed) return interpolation === '{' ? { ...read, tokens: withoutFormat(read.tokens) } : read;
        this.#failures++;
      }
    }
    return undefined;
  }
}

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
  comment: /(?!)/y,
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

/** A mark that is not written in the file. */
function mark(text: string, at: number): Token {
  return { kind: 'mark', text, from: at, to: at };
}

/** Whether two characters stand for one: an escape, or a doubled brace where a single one opens an expression. */
function isEscape(form: StringForm, text: string, at: number): boolean {
  if (text[at] === form.escape) return true;
  return text.startsWith('{{', at) && form.interpolations.some((each) => each === '{' || each === '{name}');
}

/** An interpolated expression of Python or C# without its format: `!r`, `:>10`, `=`. */
function withoutFormat(tokens: Token[]): Token[] {
  let depth = 0;
  const end = tokens.findIndex(({ kind, text }, index) => {
    if (kind !== 'mark') return false;
    if (/^(?:[([{]|"\()$/.test(text)) depth++;
    else if (/^(?:[)\]}]|\)")$/.test(text)) depth--;
    const isLast = index === tokens.length - 1;
    return depth === 0 && (text === ':' || (text === '!' && index > 0) || (text === '=' && isLast));
  });
  return end < 0 ? tokens : tokens.slice(0, end);
}

const BEFORE_OPERAND = new Set(
  'return typeof case in of and or not if unless when while elsif do else then'.split(' '),
);

function isOperandNext(before: readonly Token[]): boolean {
  const last = before.at(-1);
  if (last === undefined || last.kind === 'line') return true;
  if (last.kind === 'word') return BEFORE_OPERAND.has(last.text);
  return last.kind === 'mark' && !/^(?:[)\]}]|\)")$/.test(last.text);
}

/** The length of a match of a sticky expression; 0 if it does not match. */
function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
}
