/** A word of a shell's command, its quotes and escapes taken out. Where `operator` is set it is `;`, `&&`, a new line and so on. */
export interface ShellWord {
  readonly text: string;
  /** Offset in the text where it begins, its quotation mark included. */
  readonly from: number;
  readonly operator?: true;
}

const OPERATOR = new Set([';', '&', '|', '(', ')', '<', '>', '\n']);

/**
 * Takes shell text apart into words: quotes, escapes, comments, continued lines. Substitutions stay as they are written.
 * One pass, whatever the text is.
 * @param lineEscape what continues a line: a Dockerfile can choose the backtick
 */
export function shellWords(text: string, lineEscape = '\\'): ShellWord[] {
  const words: ShellWord[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const continued = continuation(text, at, lineEscape);
    if (continued > 0) at += continued;
    else if (char === '#') at = lineEnd(text, at);
    else if (OPERATOR.has(char)) {
      words.push({ text: char, from: at, operator: true });
      at++;
    } else if (/\s/.test(char)) at++;
    else {
      const word = readWord(text, at, lineEscape);
      words.push({ text: word.text, from: at });
      at = word.to;
    }
  }
  return words;
}

function readWord(text: string, from: number, lineEscape: string): { text: string; to: number } {
  const parts: string[] = [];
  let quote = '';
  let at = from;
  while (at < text.length) {
    const char = text.charAt(at);
    const continued = continuation(text, at, lineEscape);
    if (continued > 0 && quote !== "'") {
      at += continued;
      continue;
    }
    if (quote === '' && (/\s/.test(char) || OPERATOR.has(char))) break;
    if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else if (char === '\\' && quote !== "'" && isEscapable(text.charAt(at + 1), quote)) {
      parts.push(text.charAt(at + 1));
      at++;
    } else parts.push(char);
    at++;
  }
  return { text: parts.join(''), to: at };
}

/** Within double quotes a backslash stands for itself before most characters (POSIX, 2.2.3). */
function isEscapable(next: string, quote: string): boolean {
  return next !== '' && (quote === '' || '"\\$`'.includes(next));
}

/** How many characters an escaped end of line has here: 0 where there is none. */
function continuation(text: string, at: number, lineEscape: string): number {
  if (text.charAt(at) !== lineEscape) return 0;
  if (text.charAt(at + 1) === '\n') return 2;
  return text.startsWith('\r\n', at + 1) ? 3 : 0;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
