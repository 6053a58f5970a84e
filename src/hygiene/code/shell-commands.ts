/** A word of a command: what it is made of. */
export interface ShellWord {
  /** Without variables and substitutions. */
  readonly literal: string;
  /** Variables whose whole value stands in it. */
  readonly variables: readonly string[];
}

/** A simple command of a shell script. */
export interface ShellCommand {
  /** Offset of its first word. */
  readonly from: number;
  readonly words: readonly ShellWord[];
  /** Its output goes to a file or another command, by itself or with the commands around it. */
  readonly captured: boolean;
  /** The function that it stands in; empty outside of one. */
  readonly around: string;
}

const OPENERS = new Set(['{', 'do', 'if', 'case', '(']);
const CLOSERS: Readonly<Record<string, string>> = { '}': '{', done: 'do', fi: 'if', esac: 'case', ')': '(' };
/** Words behind which another command begins. */
const GOES_ON = new Set([
  'then',
  'else',
  'elif',
  'do',
  'if',
  'while',
  'until',
  '!',
  '{',
  'time',
  'sudo',
  'command',
  'builtin',
]);

/** What is read on as output: a terminal, or `tee`, which shows it too. */
const TO_TERMINAL = /[ \t]*(?:1?>>?[ \t]*(?:&2|\/dev\/(?:tty|stderr|stdout))(?=\s|;|$)|\|[ \t]*(?:sudo[ \t]+)?tee\b)/y;
const AWAY = /[ \t]*(?:2>&1[ \t]*)?(?:(?:1|&)?>>?|\|(?!\|)&?)/y;

const MOST_COMMANDS = 100_000;

/** Commands within substitutions are left out: somebody else reads their output. */
export function shellCommands(text: string): ShellCommand[] {
  return new ShellReader(text).read();
}

interface Open {
  readonly opener: string;
  /** How many commands were read before. */
  readonly first: number;
  readonly around: string;
}

class ShellReader {
  readonly #text: string;
  readonly #commands: { command: ShellCommand; captured: boolean }[] = [];
  readonly #open: Open[] = [];
  #words: ShellWord[] = [];
  #from = 0;
  #captured = false;
  #around = '';
  #named = '';
  #heredocs: string[] = [];
  #failures = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): ShellCommand[] {
    const text = this.#text;
    let at = 0;
    while (at < text.length && this.#commands.length < MOST_COMMANDS) {
      const char = text.charAt(at);
      if (char === '\n') {
        this.#end();
        at = this.#afterHeredocs(at + 1);
      } else if (char === '#' && /^[\s;]?$/.test(text.charAt(at - 1))) {
        at = indexOr(text, '\n', at);
      } else if (char === ' ' || char === '\t' || char === '\r') at++;
      else if (char === '\\' && text[at + 1] === '\n') at += 2;
      else at = this.#piece(at, char);
    }
    this.#end();
    return this.#commands.map(({ command, captured }) => ({ ...command, captured }));
  }

  #piece(at: number, char: string): number {
    const text = this.#text;
    if (char === ';' || char === '&' || char === '|') {
      const isPipe = char === '|' && text[at + 1] !== '|';
      if (isPipe && !matches(TO_TERMINAL, text, at)) this.#captured = true;
      if (char === '&' && text[at + 1] === '>') {
        this.#captured = true;
        return at + 2;
      }
      this.#end();
      return at + (text[at + 1] === char ? 2 : 1);
    }
    if (char === '>' || (char === '1' && text[at + 1] === '>')) {
      const isTerminal = matches(TO_TERMINAL, text, at);
      if (!isTerminal) this.#captured = true;
      return this.#target(at + (char === '1' ? 1 : 0));
    }
    if (char === '2' && text[at + 1] === '>' && /\s/.test(text.charAt(at - 1))) return this.#target(at + 1);
    if (char === '<') return this.#input(at);
    if (char === '(') {
      // name() {
      if (text[at + 1] === ')' && this.#words.length === 1) {
        this.#named = this.#words[0]?.literal ?? '';
        this.#words = [];
        return at + 2;
      }
      this.#push('(');
      return at + 1;
    }
    if (char === ')') {
      this.#end();
      this.#close(')', at + 1);
      return at + 1;
    }
    return this.#word(at);
  }

  #word(start: number): number {
    const text = this.#text;
    const variables: string[] = [];
    let literal = '';
    let at = start;
    let quoted = false;
    while (at < text.length) {
      const char = text.charAt(at);
      if (!quoted && /[\s;|&<>()]/.test(char)) break;
      if (char === '\\') {
        literal += text.charAt(at + 1);
        at += 2;
      } else if (char === "'" && !quoted) {
        const end = indexOr(text, "'", at + 1);
        literal += text.slice(at + 1, end);
        at = end + 1;
      } else if (char === '"') {
        quoted = !quoted;
        at++;
      } else if (char === '`') at = indexOr(text, '`', at + 1) + 1;
      else if (char === '$') {
        const { end, variable } = this.#dollar(at);
        if (variable !== undefined) variables.push(variable);
        at = end;
      } else {
        literal += char;
        at++;
      }
    }
    this.#add({ literal, variables }, start, at);
    return at;
  }

  #dollar(at: number): { end: number; variable?: string } {
    const text = this.#text;
    if (text[at + 1] === '(') return { end: this.#closing(at + 1) };
    BRACED.lastIndex = at;
    const braced = BRACED.exec(text);
    if (braced !== null) {
      const end = braced[2] === '}' ? BRACED.lastIndex : this.#closing(at + 1);
      const isWhole = braced[2] !== '' && braced[1] !== undefined;
      return { end, ...(isWhole ? { variable: braced[1] ?? '' } : {}) };
    }
    if (text[at + 1] === '{') return { end: this.#closing(at + 1) };
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(text);
    return plain === null ? { end: at + 1 } : { end: PLAIN.lastIndex, variable: plain[1] ?? '' };
  }

  #add(word: ShellWord, from: number, end: number): void {
    const { literal } = word;
    const isPlain = word.variables.length === 0 && this.#text.slice(from, end) === literal;
    if (this.#words.length === 0) {
      this.#from = from;
      if (isPlain && literal === 'function') {
        FUNCTION.lastIndex = end;
        this.#named = FUNCTION.exec(this.#text)?.[1] ?? '';
      }
      if (isPlain && CLOSERS[literal] !== undefined) {
        this.#close(literal, end);
        return;
      }
      if (isPlain && OPENERS.has(literal)) this.#push(literal);
      if (isPlain && GOES_ON.has(literal)) return;
      // A variable that is set for the command.
      if (/^[A-Za-z_]\w*\+?=/.test(literal)) return;
    }
    this.#words.push(word);
  }

  #push(opener: string): void {
    this.#open.push({ opener, first: this.#commands.length, around: this.#around });
    if (opener === '{' && this.#named !== '') this.#around = this.#named;
    if (opener !== '(') this.#named = '';
    if (opener === '(') this.#words = [];
  }

  #close(closer: string, end: number): void {
    if (this.#open.at(-1)?.opener !== CLOSERS[closer]) return;
    const open = this.#open.pop();
    if (open === undefined) return;
    this.#around = open.around;
    if (!matches(AWAY, this.#text, end) || matches(TO_TERMINAL, this.#text, end)) return;
    for (const command of this.#commands.slice(open.first)) command.captured = true;
  }

  #end(): void {
    if (this.#words.length > 0) {
      const command = { from: this.#from, words: this.#words, captured: false, around: this.#around };
      this.#commands.push({ command, captured: this.#captured });
    }
    this.#words = [];
    this.#captured = false;
  }

  /** Behind the file that a `>` leads to. */
  #target(at: number): number {
    const target = /(?:>>?\|?&?)[ \t]*/y;
    target.lastIndex = at;
    target.exec(this.#text);
    const words = this.#words;
    this.#words = [{ literal: '', variables: [] }];
    const end = target.lastIndex === 0 ? at + 1 : this.#word(target.lastIndex);
    this.#words = words;
    return end;
  }

  #input(at: number): number {
    HEREDOC.lastIndex = at;
    const heredoc = HEREDOC.exec(this.#text);
    if (heredoc !== null) {
      this.#heredocs.push(heredoc[1] ?? '');
      return HEREDOC.lastIndex;
    }
    if (this.#text[at + 1] === '(') return this.#closing(at + 1);
    return at + 1;
  }

  /** Behind the bracket that closes the one at `at`. */
  #closing(at: number): number {
    const text = this.#text;
    if (this.#failures > MOST_FAILURES) return at + 1;
    const open = text.charAt(at);
    const close = open === '(' ? ')' : '}';
    const limit = Math.min(text.length, at + LONGEST);
    let depth = 0;
    let quoted = false;
    for (let index = at; index < limit; index++) {
      const char = text[index];
      if (char === '\\') index++;
      else if (char === '"') quoted = !quoted;
      else if (char === "'" && open === '(' && !quoted) index = Math.min(indexOr(text, "'", index + 1), limit);
      else if (char === open) depth++;
      else if (char === close && --depth === 0) return index + 1;
    }
    this.#failures++;
    return at + 1;
  }

  #afterHeredocs(start: number): number {
    let at = start;
    for (const word of this.#heredocs) {
      while (at < this.#text.length) {
        const end = indexOr(this.#text, '\n', at);
        const line = this.#text.slice(at, end);
        at = end + 1;
        if (line.trim() === word) break;
      }
    }
    this.#heredocs = [];
    return at;
  }
}

/** `${NAME}`, and with a default; the second group is empty where only a part of it is given. */
const BRACED = /\$\{([A-Za-z_]\w*)(\}|:?[-=?]|)/y;
const PLAIN = /\$([A-Za-z_]\w*)/y;
const FUNCTION = /[ \t]+([\w:.-]+)/y;
const HEREDOC = /<<-?[ \t]*\\?['"]?([A-Za-z_]\w*)['"]?/y;
/** Characters of a substitution. */
const LONGEST = 20_000;
/** Substitutions without an end that are looked through: more of them are made to cost time. */
const MOST_FAILURES = 50;

function indexOr(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? text.length : found;
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
