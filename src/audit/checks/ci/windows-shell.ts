import type { Command, Part, Word } from '../../../syntax/shell/command.ts';

const EXPRESSION = /\$\{\{((?:[^}$]|\}(?!\})|\$(?!\{\{)){0,2000})\}\}/y;
const POWERSHELL_VARIABLE =
  /\$(?:\{(?:env:)?([\w:]+)\}|(?:env|global|script|private):(\w+)|\(\s*\$env:(\w+)\s*\)|(\w+))/iy;
const CMD_VARIABLE = /%(\w+)(?::[^%\n]{0,60})?%|!(\w+)!/y;

/** Reads commands of PowerShell or of cmd: their words, pipes and redirections. Blocks are read through. */
export function readWindowsShell(text: string, shell: 'powershell' | 'cmd'): Command[] {
  return new WindowsReader(text, shell === 'cmd').read();
}

class WindowsReader {
  readonly #text: string;
  readonly #cmd: boolean;
  readonly #commands: Command[] = [];
  #at = 0;
  #line = 0;
  #command: Command | undefined;
  #piped: Command | undefined;

  constructor(text: string, cmd: boolean) {
    this.#text = text;
    this.#cmd = cmd;
  }

  read(): Command[] {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      const next = this.#text[this.#at + 1] ?? '';
      if (character === (this.#cmd ? '^' : '`') && /[\r\n]/.test(next)) this.#skip(next === '\r' ? 3 : 2);
      else if (character === '\n') this.#end(1);
      else if (/\s/.test(character)) this.#at++;
      else if (this.#comment(character, next)) this.#skipLine();
      else if (!this.#cmd && character === '<' && next === '#') this.#skipTo('#>');
      else if (character === '|' && next !== '|') this.#pipe();
      else if ((this.#cmd ? '&|()' : ';&|{}()').includes(character)) this.#end(1);
      else if (/[\d*]?>/.test(character + (/[\d*]/.test(character) ? next : ''))) this.#redirect();
      else this.#word();
    }
    return this.#commands;
  }

  #comment(character: string, next: string): boolean {
    if (!this.#cmd) return character === '#';
    if (this.#command !== undefined) return false;
    return (character === ':' && next === ':') || /^rem\s/i.test(this.#text.slice(this.#at, this.#at + 4));
  }

  #skip(count: number): void {
    const to = Math.min(this.#at + count, this.#text.length);
    for (; this.#at < to; this.#at++) if (this.#text[this.#at] === '\n') this.#line++;
  }

  #skipLine(): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at++;
  }

  #skipTo(end: string): void {
    const at = this.#text.indexOf(end, this.#at);
    this.#skip((at === -1 ? this.#text.length : at + end.length) - this.#at);
  }

  #end(count: number): void {
    this.#command = undefined;
    this.#skip(count);
  }

  #pipe(): void {
    this.#piped = this.#command;
    if (this.#piped !== undefined) this.#piped.output = 'pipe';
    this.#end(1);
  }

  #begin(): Command {
    if (this.#command === undefined) {
      const line = this.#line;
      this.#command = { words: [], assignments: [], input: [], output: 'log', subshells: [], around: '', line };
      this.#commands.push(this.#command);
      if (this.#piped !== undefined) this.#piped.next = this.#command;
      this.#piped = undefined;
    }
    return this.#command;
  }

  #redirect(): void {
    const errors = this.#text[this.#at] === '2';
    while (/[\d*>]/.test(this.#text[this.#at] ?? '')) this.#at++;
    while (' \t'.includes(this.#text[this.#at] ?? '-')) this.#at++;
    if (this.#text[this.#at] === '&') {
      this.#at += 2;
      return;
    }
    const target = this.#readWord();
    const command = this.#begin();
    if (errors) return;
    command.output = 'file';
    command.target = target;
  }

  #word(): void {
    const { length } = this.#commands;
    const at = this.#at;
    const command = this.#begin();
    const word = this.#readWord();
    if (this.#at === at) {
      this.#skip(1);
      return;
    }
    // `@echo off`, `& tool`
    const [first] = word.parts;
    const bare = first?.kind === 'text' && command.words.length === 0 ? first.text.replace(/^@/, '') : undefined;
    const cut: Part[] = bare === undefined ? [...word.parts] : [{ kind: 'text', text: bare }, ...word.parts.slice(1)];
    command.words.push({ ...word, parts: cut });
    if (length < this.#commands.length && !this.#cmd) this.#assignment(command);
  }

  /** `$name = ...` is read as an assignment of the rest of the statement. */
  #assignment(command: Command): void {
    const assigned = /[ \t]*\+?=(?!=)/y;
    assigned.lastIndex = this.#at;
    const [first] = command.words[0]?.parts ?? [];
    const match = assigned.exec(this.#text);
    if (match === null || first?.kind !== 'variable') return;
    this.#skip(match[0].length);
    while (' \t'.includes(this.#text[this.#at] ?? '-')) this.#at++;
    command.words.length = 0;
    command.output = 'capture';
    const value = this.#readWord();
    command.assignments.push({ name: first.name, value });
  }

  #readWord(): Word {
    const line = this.#line;
    const from = this.#at;
    const parts: Part[] = [];
    let text = '';
    let quote = '';
    const push = (part: Part) => {
      if (text !== '') parts.push({ kind: 'text', text });
      text = '';
      parts.push(part);
    };
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      const here = !this.#cmd && quote === '' && /^@["']\r?\n/.test(this.#text.slice(this.#at, this.#at + 4));
      if (here) {
        quote = `\n${this.#text[this.#at + 1]}@`;
        this.#skip(2);
      } else if (quote !== '' && this.#text.startsWith(quote, this.#at)) {
        this.#skip(quote.length);
        quote = '';
      } else if (quote === '' && (character === '"' || (character === "'" && !this.#cmd))) {
        quote = character;
        push({ kind: 'text', text: '' });
        this.#at++;
      } else if (quote === '' && (this.#cmd ? /[\s&|<>()]/ : /[\s;|<>(){}&,]/).test(character)) break;
      else if (!quote.includes("'") && character === (this.#cmd ? '^' : '`')) {
        text += this.#text[this.#at + 1] ?? '';
        this.#skip(2);
      } else {
        const part = this.#reference(quote);
        if (part !== undefined) push(part);
        else {
          text += character;
          this.#skip(1);
        }
      }
    }
    if (text !== '') parts.push({ kind: 'text', text });
    return { parts, line, written: this.#text.slice(from, this.#at) };
  }

  #reference(quote: string): Part | undefined {
    const expression = this.#match(EXPRESSION);
    if (expression !== null) return { kind: 'expression', text: (expression[1] ?? '').trim(), written: expression[0] };
    if (quote.includes("'")) return undefined;
    const variable = this.#match(this.#cmd ? CMD_VARIABLE : POWERSHELL_VARIABLE);
    const name = variable?.slice(1).find((each) => each !== undefined);
    if (variable === null || name === undefined) return undefined;
    return { kind: 'variable', name, operation: '', defaults: 0, written: variable[0] };
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#skip(match[0].length);
    return match;
  }
}
