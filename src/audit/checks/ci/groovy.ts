/** A token of Groovy's. Comments and white space are left out, line breaks are not. */
export interface GroovyToken {
  readonly kind: 'word' | 'string' | 'symbol' | 'newline';
  /** Of a string: what it says, with `${{ groovy.NAME }}` for what Groovy puts in. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** The last line of a string. */
  readonly endLine: number;
  /** A string without anything put in. */
  readonly plain: boolean;
}

/** Reads what pipelines are written in, without ever failing: an open string or comment ends with the file. */
export function readGroovy(text: string): GroovyToken[] {
  const tokens: GroovyToken[] = [];
  let at = 0;
  let line = 1;
  const push = (kind: GroovyToken['kind'], value: string, from: number, plain = true) => {
    tokens.push({ kind, text: value, line: from, endLine: line, plain });
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\n') {
      push('newline', '\n', line++);
      at++;
    } else if (/\s/.test(character)) at++;
    else if (text.startsWith('//', at) || text.startsWith('#!', at)) at = indexOrEnd(text, '\n', at);
    else if (text.startsWith('/*', at)) moveTo(indexOrEnd(text, '*/', at + 2) + 2);
    else {
      const quote = quoteAt(text, at, tokens.at(-1));
      if (quote !== undefined) {
        const from = line;
        const string = readString(text, at + quote.open.length, quote);
        moveTo(string.end);
        push('string', string.text, from, string.plain);
      } else {
        WORD.lastIndex = at;
        const [word] = WORD.exec(text) ?? [];
        push(word === undefined ? 'symbol' : 'word', word ?? character, line);
        at += word?.length ?? 1;
      }
    }
  }
  return tokens;

  function moveTo(end: number): void {
    const to = Math.min(end, text.length);
    for (; at < to; at++) if (text[at] === '\n') line++;
  }
}

const WORD = /[A-Za-z_]\w*/y;

interface Quote {
  readonly open: string;
  readonly close: string;
  readonly expands: boolean;
  readonly escapes: boolean;
}

const QUOTES: readonly Quote[] = [
  { open: "'''", close: "'''", expands: false, escapes: true },
  { open: '"""', close: '"""', expands: true, escapes: true },
  { open: "'", close: "'", expands: false, escapes: true },
  { open: '"', close: '"', expands: true, escapes: true },
  { open: '$/', close: '/$', expands: true, escapes: false },
];
const SLASHES: Quote = { open: '/', close: '/', expands: true, escapes: false };

/** What opens a string here. A slash does where no value stands before it that it could divide. */
function quoteAt(text: string, at: number, before: GroovyToken | undefined): Quote | undefined {
  const quote = QUOTES.find(({ open }) => text.startsWith(open, at));
  if (quote !== undefined || text[at] !== '/') return quote;
  const value = before?.kind === 'string' || before?.kind === 'newline' || /^[\w)\]}]/.test(before?.text ?? '');
  const closed = /^\/[^/\n]*\//.test(text.slice(at, at + 400));
  return !value && closed ? SLASHES : undefined;
}

function readString(text: string, from: number, quote: Quote): { text: string; end: number; plain: boolean } {
  let found = '';
  let plain = true;
  let at = from;
  while (at < text.length && !text.startsWith(quote.close, at)) {
    const character = text[at] ?? '';
    if (quote.close.length === 1 && character === '\n') break;
    if (character === '\\' && quote.escapes) {
      found += unescaped(text[at + 1] ?? '');
      at += 2;
    } else if (character === '$' && quote.expands) {
      const [whole = '$', inner, name] = matchAt(text, at) ?? [];
      const reference = inner ?? name;
      plain &&= reference === undefined;
      // Groovy's own braces cannot be told from the shell's any more; line breaks within them are kept.
      found += reference === undefined ? whole : `\${{ groovy.${reference.trim().replace(/^(?:env|params)\./, '')} }}`;
      at += whole.length;
    } else {
      found += character;
      at++;
    }
  }
  return { text: found, end: at + quote.close.length, plain };
}

const INTERPOLATION = /\$(?:\{([^{}]{0,300})\}|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*))/y;

function matchAt(text: string, at: number): RegExpExecArray | null {
  INTERPOLATION.lastIndex = at;
  return INTERPOLATION.exec(text);
}

function unescaped(character: string): string {
  if (character === 'n') return '\n';
  if (character === 't') return '\t';
  if (character === '\n' || character === 'r') return '';
  return character;
}

function indexOrEnd(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
}
