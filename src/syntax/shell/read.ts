import { type Command, type Output, type Part, plainText, type Word } from './command.ts';
import { type Cursor, continuationAt, heredocParts, wordParts } from './parts.ts';

/**
 * Reads a POSIX or Bash script. What is no such script gives commands that make no sense, and no error.
 * @param lineEscape what continues a line: a Dockerfile can choose the backtick, which then quotes no command
 */
export function readShell(text: string, lineEscape = '\\'): Command[] {
  return new ShellReader({ text, at: 0, line: 0, nested: 0, subshells: 0, lineEscape }, 'log').read();
}

/** Reads the commands of a substitution, up to its closing parenthesis. */
function commandsAt(cursor: Cursor): Command[] {
  return new ShellReader(cursor, 'capture').read();
}

/** A compound command that is open. */
interface Frame {
  readonly kind: string;
  /** The number of commands there were before it. */
  readonly start: number;
  /** The subshells that it is in, itself included. */
  readonly subshells: readonly number[];
  /** The function that it is in. */
  readonly around: string;
}

/** Compound commands within each other; what is deeper is read as if it were not compound. */
const MOST_FRAMES = 100;

const OPENERS = new Set(['if', 'while', 'until', 'for', 'select', 'case', '{']);
const CLOSERS = new Set(['fi', 'done', 'esac', '}']);
const BETWEEN = new Set(['then', 'else', 'elif', 'do', '!', 'time']);
const REDIRECTION = /(\d*|&)(<<<|<<-?|<>|<&|>>|>&|>\||<|>)/y;

class ShellReader {
  readonly #cursor: Cursor;
  readonly #output: Output;
  readonly #commands: Command[] = [];
  readonly #frames: Frame[] = [];
  readonly #heredocs: { end: string; tabs: boolean; expands: boolean; command: Command }[] = [];
  #command: Command | undefined;
  /** The commands of the compound one that has just ended: what follows is about them all. */
  #closed: Command[] | undefined;
  #piped: Command[] = [];
  /** The function whose body comes next. */
  #defined = '';

  constructor(cursor: Cursor, output: Output) {
    this.#cursor = cursor;
    this.#output = output;
  }

  /** Reads to the end, or to the closing parenthesis of a substitution, which is left. */
  read(): Command[] {
    const cursor = this.#cursor;
    while (cursor.at < cursor.text.length) {
      const character = this.#skipBlanks();
      if (character === '') break;
      if (character === ')' && cursor.nested > 0 && this.#frames.at(-1)?.kind !== '(' && !this.#inPattern()) break;
      this.#step(character);
    }
    this.#endCommand();
    return this.#commands;
  }

  #step(character: string): void {
    const cursor = this.#cursor;
    if (character === '\n') {
      this.#newline();
    } else if (character === '#') {
      while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '\n') cursor.at++;
    } else if (character === '(') {
      this.#openParenthesis();
    } else if (character === ')') {
      cursor.at++;
      if (this.#inPattern()) this.#command = undefined;
      else this.#close('(');
    } else if (this.#redirection()) {
      return;
    } else if (character === '|' && cursor.text[cursor.at + 1] !== '|') {
      cursor.at += cursor.text[cursor.at + 1] === '&' ? 2 : 1;
      this.#pipe();
    } else if (';&|'.includes(character)) {
      while (';&|'.includes(cursor.text[cursor.at] ?? '-')) cursor.at++;
      this.#endCommand();
    } else {
      this.#word();
    }
  }

  /** The pattern of a `case`, which ends with a lone parenthesis. */
  #inPattern(): boolean {
    return this.#frames.at(-1)?.kind === 'case';
  }

  #skipBlanks(): string {
    const cursor = this.#cursor;
    for (;;) {
      const character = cursor.text[cursor.at] ?? '';
      const continued = continuationAt(cursor);
      if (continued > 0) {
        cursor.at += continued;
        cursor.line++;
      } else if (character === ' ' || character === '\t' || character === '\r') cursor.at++;
      else return character;
    }
  }

  #newline(): void {
    this.#cursor.at++;
    this.#cursor.line++;
    this.#endCommand();
    for (const { end, tabs, expands, command } of this.#heredocs.splice(0)) {
      command.input.push(this.#heredoc(end, tabs, expands));
    }
  }

  #heredoc(end: string, tabs: boolean, expands: boolean): Word {
    const { text, at, line } = this.#cursor;
    let to = at;
    let next = text.length;
    while (to < text.length) {
      const stop = text.indexOf('\n', to);
      const until = stop === -1 ? text.length : stop;
      const row = text.slice(to, until).replace(/\r$/, '');
      next = Math.min(until + 1, text.length);
      this.#cursor.line++;
      if ((tabs ? row.replace(/^\t+/, '') : row) === end) break;
      to = next;
    }
    this.#cursor.at = next;
    const written = text.slice(at, to);
    return { parts: heredocParts(written, expands, { ...this.#cursor, line }, commandsAt), line, written };
  }

  #openParenthesis(): void {
    const cursor = this.#cursor;
    const first = this.#command?.words[0];
    if (cursor.text.startsWith('((', cursor.at) && (first === undefined || plainText(first) === 'for')) {
      const end = cursor.text.indexOf('))', cursor.at);
      this.#moveTo(end === -1 ? cursor.text.length : end + 2);
    } else if (first !== undefined && this.#emptyParentheses()) {
      this.#command = undefined;
      this.#defined = plainText(first);
    } else {
      cursor.at++;
      this.#endCommand();
      this.#open('(');
    }
  }

  /** Behind the name of a function. */
  #emptyParentheses(): boolean {
    const cursor = this.#cursor;
    if (!/^\(\s*\)/.test(cursor.text.slice(cursor.at, cursor.at + 8))) return false;
    this.#moveTo(cursor.text.indexOf(')', cursor.at) + 1);
    return true;
  }

  #moveTo(at: number): void {
    const { text, at: from } = this.#cursor;
    for (let i = from; i < at; i++) if (text[i] === '\n') this.#cursor.line++;
    this.#cursor.at = at;
  }

  #redirection(): boolean {
    const cursor = this.#cursor;
    REDIRECTION.lastIndex = cursor.at;
    const [whole, descriptor = '', operator = ''] = REDIRECTION.exec(cursor.text) ?? [];
    if (whole === undefined) return false;
    const after = cursor.text[cursor.at + whole.length];
    if ((operator === '<' || operator === '>') && after === '(') return false;
    cursor.at += whole.length;
    this.#skipBlanks();
    const from = cursor.at;
    const word = this.#readWord();
    if (operator === '<<' || operator === '<<-') {
      const quoted = /['"\\]/.test(cursor.text.slice(from, cursor.at));
      const command = this.#begin();
      this.#heredocs.push({ end: plainText(word), tabs: operator === '<<-', expands: !quoted, command });
    } else if (operator === '<<<') {
      this.#begin().input.push(word);
    } else if (operator.startsWith('>') && (descriptor === '' || descriptor === '1' || descriptor === '&')) {
      this.#redirect(operator, word);
    }
    return true;
  }

  #redirect(operator: string, target: Word): void {
    const name = plainText(target);
    const kept = operator === '>&' && name === '1';
    if (kept) return;
    const shown = operator === '>&' ? name === '2' : /^\/dev\/(?:stdout|stderr|tty)$/.test(name);
    const output = shown ? 'log' : 'file';
    if (this.#command === undefined && this.#closed !== undefined) {
      for (const command of this.#closed) if (command.output === this.#output) set(command);
    } else set(this.#begin());

    function set(command: Command): void {
      command.output = output;
      command.target = target;
    }
  }

  #pipe(): void {
    const group = this.#command === undefined ? this.#closed : undefined;
    const sources = group ?? (this.#command === undefined ? [] : [this.#command]);
    this.#endCommand();
    for (const command of sources) if (command.output === this.#output) command.output = 'pipe';
    this.#piped = sources.filter(({ output, next }) => output === 'pipe' && next === undefined);
  }

  #begin(line = this.#cursor.line): Command {
    if (this.#command !== undefined) return this.#command;
    const { subshells = [], around = '' } = this.#frames.at(-1) ?? {};
    const command: Command = { words: [], assignments: [], input: [], output: this.#output, subshells, around, line };
    this.#command = command;
    this.#commands.push(command);
    for (const source of this.#piped.splice(0)) source.next = command;
    this.#closed = undefined;
    this.#defined = '';
    return command;
  }

  #endCommand(): void {
    this.#command = undefined;
    this.#closed = undefined;
  }

  #open(kind: string): void {
    if (this.#frames.length >= MOST_FRAMES) return;
    const outer = this.#frames.at(-1);
    const subshells = [...(outer?.subshells ?? []), ...(kind === '(' ? [++this.#cursor.subshells] : [])];
    const around = this.#defined === '' ? (outer?.around ?? '') : this.#defined;
    this.#defined = '';
    this.#frames.push({ kind, start: this.#commands.length, subshells, around });
  }

  #close(kind: string): void {
    this.#command = undefined;
    const at = this.#frames.findLastIndex((frame) => CLOSED_BY[kind]?.includes(frame.kind) === true);
    if (at === -1) return;
    const start = this.#frames[at]?.start ?? 0;
    this.#frames.splice(at);
    this.#closed = this.#commands.slice(start);
  }

  #word(): void {
    const starts = this.#command === undefined || this.#command.words.length === 0;
    const word = this.#readWord();
    const { written } = word;
    if (written === '') {
      this.#cursor.at++;
      return;
    }
    if (this.#keyword(written)) return;
    const command = this.#begin(word.line);
    const name = starts ? /^([A-Za-z_]\w*)\+?=/.exec(written) : null;
    if (name?.[1] !== undefined) {
      command.assignments.push({ name: name[1], value: withoutStart(word, name[0].length) });
    } else command.words.push(word);
    if (written === '[[' && starts) this.#test(command);
    if (written === 'in' && this.#inPattern() && plainText(command.words[0] ?? word) === 'case') this.#endCommand();
  }

  #keyword(raw: string): boolean {
    if (this.#command !== undefined) return false;
    if (raw === 'function') {
      this.#skipBlanks();
      const name = plainText(this.#readWord());
      this.#skipBlanks();
      this.#emptyParentheses();
      this.#defined = name;
      return true;
    }
    if (BETWEEN.has(raw)) {
      this.#closed = undefined;
      return true;
    }
    if (CLOSERS.has(raw)) {
      this.#close(raw);
      return true;
    }
    if (!OPENERS.has(raw)) return false;
    this.#open(raw);
    return raw !== 'for' && raw !== 'select' && raw !== 'case';
  }

  /** `[[ ... ]]`, in which operators are words. */
  #test(command: Command): void {
    const cursor = this.#cursor;
    for (;;) {
      const character = this.#skipBlanks();
      if (character === '' || character === '\n') return;
      const { at } = cursor;
      const word = this.#readWord();
      if (cursor.at === at) cursor.at++;
      else command.words.push(word);
      if (cursor.text.slice(at, cursor.at) === ']]') return;
    }
  }

  #readWord(): Word {
    const cursor = this.#cursor;
    const { at, line } = cursor;
    const parts = wordParts(cursor, commandsAt);
    return { parts, line, written: cursor.text.slice(at, cursor.at) };
  }
}

const CLOSED_BY: Readonly<Record<string, readonly string[]>> = {
  '(': ['('],
  '}': ['{'],
  fi: ['if'],
  esac: ['case'],
  done: ['while', 'until', 'for', 'select'],
};

/** Cuts `NAME=` off. */
function withoutStart({ parts, line, written }: Word, length: number): Word {
  const [first, ...rest] = parts;
  const cut: Part[] = first?.kind === 'text' ? [{ kind: 'text', text: first.text.slice(length) }, ...rest] : [...parts];
  return { parts: cut, line, written: written.slice(length) };
}
