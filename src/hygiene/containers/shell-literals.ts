import type { ShellWord } from './shell-words.ts';

/** A value that a command is given, and under which name. */
export interface ShellLiteral {
  /** As it would be called as a variable: `--api-key` gives `api-key`. */
  readonly name: string;
  readonly value: string;
  /** Offset of the word it stands in. */
  readonly from: number;
}

/**
 * The values in a command that have a name: assignments (`export A=b`, `-e A=b`, `echo A=b >> .env`), flags (`--token b`,
 * `--token=b`), settings (`npm config set name b`), headers (`-H 'X-Api-Key: b'`), logins (`curl -u a:b`, `https://a:b@host`).
 */
export function shellLiterals(words: readonly ShellWord[]): ShellLiteral[] {
  const found: ShellLiteral[] = [];
  for (const [index, word] of words.entries()) {
    if (word.operator) continue;
    const next = words[index + 1];
    const argument = next === undefined || next.operator || next.text.startsWith('-') ? undefined : next;
    const { from } = word;
    for (const line of word.text.split(/\\n|\n/).slice(0, MOST_LINES)) {
      found.push(...inText(line.trim()).map((literal) => ({ ...literal, from })));
    }
    if (argument === undefined) continue;
    const at = { value: argument.text, from: argument.from };
    if (/^--?[A-Za-z][\w.-]+$/.test(word.text)) found.push({ name: word.text.replace(/^-+/, ''), ...at });
    if (/^(?:-u|--user|--proxy-user)$/.test(word.text) && argument.text.includes(':')) {
      found.push({ name: 'password', value: argument.text.slice(argument.text.indexOf(':') + 1), from: argument.from });
    }
    if (SETS.test(words[index - 1]?.text ?? '')) {
      found.push({ name: word.text.slice(word.text.lastIndexOf(':') + 1), ...at });
    }
  }
  return found;
}

/** Lines of one word that are looked at: a script that somebody quotes as a whole. */
const MOST_LINES = 500;

/** What a name and its value follow: `npm config set`, `setx`. */
const SETS = /^(?:set|setx|config)$/;

function inText(text: string): Omit<ShellLiteral, 'from'>[] {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const found: Omit<ShellLiteral, 'from'>[] = [];
  if (isUrl) {
    found.push({ name: 'url', value: text });
    const [, token] = /^[^:]*:\/\/([^/?#@:]+)@/.exec(text) ?? [];
    if (token !== undefined) found.push({ name: 'token', value: token });
  }
  const sign = text.indexOf('=');
  const [name = ''] = /[A-Za-z_][\w-]*$/.exec(text.slice(Math.max(0, sign - LONGEST_NAME), Math.max(0, sign))) ?? [];
  if (name !== '') {
    const value = text.slice(sign + 1);
    found.push({ name, value: unquoted(isUrl ? (value.split(/[&#]/, 1)[0] ?? '') : value) });
  } else if (!isUrl) {
    const [, header, value] = /^([A-Za-z][\w-]*):\s*(\S.*)$/s.exec(text) ?? [];
    if (header !== undefined && value !== undefined) found.push(headerLiteral(header, value));
  }
  return found;
}

const LONGEST_NAME = 128;

function headerLiteral(header: string, value: string): Omit<ShellLiteral, 'from'> {
  const [, scheme = '', rest = value] = /^(Bearer|Token|Basic)\s+(\S+)$/i.exec(value) ?? [];
  if (scheme.toLowerCase() === 'basic') {
    const login = Buffer.from(rest, 'base64').toString('latin1');
    return { name: 'password', value: login.slice(login.indexOf(':') + 1) };
  }
  return { name: scheme === '' ? header : `${header}-token`, value: rest };
}

function unquoted(text: string): string {
  const quote = text.charAt(0);
  return text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
}
