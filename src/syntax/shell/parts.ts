import type { Command, Part } from './command.ts';

export interface Cursor {
  readonly text: string;
  at: number;
  line: number;
  /** How deep the substitutions are. */
  nested: number;
  /** So many subshells there have been. */
  subshells: number;
  /** What continues a line at its end. */
  readonly lineEscape: string;
}

/** Reads commands up to the parenthesis that closes a substitution. */
type CommandsAt = (cursor: Cursor) => Command[];

const DEEPEST = 24;
const VARIABLE = /\$(?:([A-Za-z_]\w*)|([\d@*#?$!-]))/y;
const IN_BRACES = /\$\{([#!]?)([A-Za-z_][\w.]*|\d+|[@*#?$!-])(?:\[[^\]\n}]{0,200}\])?/y;
const EXPRESSION = /\$\{\{((?:[^}$]|\}(?!\})|\$(?!\{\{)){0,2000})\}\}/y;

type Mode = 'word' | 'double' | 'single' | 'heredoc' | 'quoted' | 'brace';

/** Reads the word at a cursor. */
export function wordParts(cursor: Cursor, commandsAt: CommandsAt): Part[] {
  return new PartReader(cursor, commandsAt).read('word');
}

/** How many characters an escaped end of line has at a cursor: 0 where there is none. */
export function continuationAt({ text, at, lineEscape }: Cursor): number {
  if (text[at] !== lineEscape) return 0;
  if (text[at + 1] === '\n') return 2;
  return text.startsWith('\r\n', at + 1) ? 3 : 0;
}

/** Takes a here-document apart. */
export function heredocParts(text: string, expands: boolean, around: Cursor, commandsAt: CommandsAt): Part[] {
  const cursor = { ...around, text, at: 0, nested: around.nested + 1, subshells: 0 };
  return new PartReader(cursor, commandsAt).read(expands ? 'heredoc' : 'quoted');
}

class PartReader {
  readonly #cursor: Cursor;
  readonly #commandsAt: CommandsAt;
  readonly #parts: Part[] = [];
  #text = '';

  constructor(cursor: Cursor, commandsAt: CommandsAt) {
    this.#cursor = cursor;
    this.#commandsAt = commandsAt;
  }

  read(mode: Mode): Part[] {
    this.#read(mode);
    this.#flush();
    return this.#parts;
  }

  /** Stops before the character that ends this kind of text. */
  #read(mode: Mode): void {
    const cursor = this.#cursor;
    while (cursor.at < cursor.text.length) {
      const character = cursor.text[cursor.at] ?? '';
      if (ENDS[mode].includes(character)) {
        if (mode !== 'word' || !this.#group(character)) return;
      } else if (character === '$') this.#dollar(mode);
      else if (mode === 'single' || mode === 'quoted') this.#take(1);
      else if (continuationAt(cursor) > 0) this.#skip(continuationAt(cursor));
      else if (character === '\\') this.#backslash(mode);
      else if (character === '`' && cursor.lineEscape !== '`') this.#backquotes();
      else if (character === '"' && mode !== 'heredoc') this.#quoted('double');
      else if (character === "'" && mode !== 'heredoc' && mode !== 'double') this.#quoted('single');
      else this.#take(1);
    }
  }

  /** `NAME=(...)`, `<(...)` and `>(...)` within a word. */
  #group(character: string): boolean {
    const cursor = this.#cursor;
    const array = character === '(' && this.#parts.length === 0 && /^[A-Za-z_]\w*\+?=$/.test(this.#text);
    const process = (character === '<' || character === '>') && cursor.text[cursor.at + 1] === '(' && this.#text === '';
    if ((!array && !process) || cursor.nested >= DEEPEST) return false;
    const from = cursor.at;
    cursor.at += array ? 1 : 2;
    this.#substitution(array ? 'list' : 'commands', from);
    return true;
  }

  #quoted(mode: 'double' | 'single'): void {
    const cursor = this.#cursor;
    cursor.at++;
    // An empty word is a word.
    this.#push({ kind: 'text', text: '' });
    this.#read(mode);
    cursor.at++;
  }

  #backslash(mode: Mode): void {
    const cursor = this.#cursor;
    const next = cursor.text[cursor.at + 1] ?? '';
    if (mode === 'word' || mode === 'brace' || '$`"\\'.includes(next)) {
      cursor.at++;
      this.#take(1);
    } else this.#take(2);
  }

  #backquotes(): void {
    const cursor = this.#cursor;
    const { line } = cursor;
    const from = ++cursor.at;
    while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '`') {
      if (cursor.text[cursor.at] === '\\') cursor.at++;
      if (cursor.text[cursor.at] === '\n') cursor.line++;
      cursor.at++;
    }
    const text = cursor.text.slice(from, cursor.at++);
    if (cursor.nested >= DEEPEST) return;
    const inner = { ...cursor, text, at: 0, line, nested: cursor.nested + 1, subshells: 0 };
    const written = cursor.text.slice(from - 1, cursor.at);
    this.#push({ kind: 'command', commands: this.#commandsAt(inner), written });
  }

  #dollar(mode: Mode): void {
    const cursor = this.#cursor;
    const { text, at } = cursor;
    const expression = text.startsWith('${{', at) ? matchAt(EXPRESSION, text, at) : null;
    if (expression !== null) {
      this.#push({ kind: 'expression', text: (expression[1] ?? '').trim(), written: expression[0] });
      this.#skip(expression[0].length);
    } else if (mode === 'single' || mode === 'quoted') {
      this.#take(1);
    } else if (text.startsWith('$((', at)) {
      this.#arithmetic();
    } else if (text.startsWith('$(', at) && cursor.nested < DEEPEST) {
      cursor.at += 2;
      this.#substitution('commands', at);
    } else if (text.startsWith('${', at)) {
      this.#braces();
    } else if (text.startsWith("$'", at) && mode === 'word') {
      cursor.at++;
    } else {
      const variable = matchAt(VARIABLE, text, at);
      if (variable === null) this.#take(1);
      else {
        const name = variable[1] ?? variable[2] ?? '';
        this.#push({ kind: 'variable', name, operation: '', defaults: 0, written: variable[0] });
        cursor.at += variable[0].length;
      }
    }
  }

  #arithmetic(): void {
    const { text, at } = this.#cursor;
    const end = text.indexOf('))', at);
    this.#skip((end === -1 ? text.length : end + 2) - at);
    this.#push({ kind: 'text', text: '0' });
  }

  #substitution(what: 'commands' | 'list', from: number): void {
    const cursor = this.#cursor;
    cursor.nested++;
    const commands = this.#commandsAt(cursor);
    cursor.nested--;
    cursor.at++;
    if (what === 'commands') {
      this.#push({ kind: 'command', commands, written: cursor.text.slice(from, cursor.at) });
    } else {
      for (const { words } of commands) for (const { parts } of words) for (const part of parts) this.#push(part);
    }
  }

  #braces(): void {
    const cursor = this.#cursor;
    const start = matchAt(IN_BRACES, cursor.text, cursor.at);
    if (start === null) {
      // `${${{ parameters.name }}}` and other things that are no parameter.
      cursor.at += 2;
      this.#inBraces();
      return;
    }
    const [whole, before = '', name = ''] = start;
    const begin = cursor.at;
    cursor.at += whole.length;
    const operator = matchAt(/:?[-=?+]|:(?=[^}])|[#%/^,@]+/y, cursor.text, cursor.at)?.[0] ?? '';
    const from = cursor.at;
    cursor.at += operator.length;
    this.#flush();
    const at = this.#parts.length;
    this.#inBraces();
    this.#flush();
    const inside = this.#parts.splice(at);
    const kept = /^:?[-=+]$/.test(operator) ? inside : [];
    const operation = before + cursor.text.slice(from, Math.min(cursor.at - 1, from + 24));
    const written = cursor.text.slice(begin, cursor.at);
    this.#push({ kind: 'variable', name, operation, defaults: kept.length, written });
    for (const part of kept) this.#push(part);
  }

  #inBraces(): void {
    const cursor = this.#cursor;
    if (cursor.nested < DEEPEST) {
      cursor.nested++;
      this.#read('brace');
      cursor.nested--;
    }
    cursor.at++;
  }

  #take(count: number): void {
    const taken = this.#cursor.text.slice(this.#cursor.at, this.#cursor.at + count);
    this.#text += taken;
    this.#skip(count);
  }

  #skip(count: number): void {
    const cursor = this.#cursor;
    const to = Math.min(cursor.at + count, cursor.text.length);
    for (; cursor.at < to; cursor.at++) if (cursor.text[cursor.at] === '\n') cursor.line++;
  }

  #push(part: Part): void {
    this.#flush();
    this.#parts.push(part);
  }

  #flush(): void {
    if (this.#text !== '') this.#parts.push({ kind: 'text', text: this.#text });
    this.#text = '';
  }
}

const ENDS: Readonly<Record<Mode, string>> = {
  word: ' \t\r\n;&|<>()',
  double: '"',
  single: "'",
  heredoc: '',
  quoted: '',
  brace: '}',
};

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
