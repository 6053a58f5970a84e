import { type Command, everyCommand, withReferences } from '../../../syntax/shell/command.ts';
import { readShell } from '../../../syntax/shell/read.ts';

/** A value that a command is given, and under which name. */
export interface NamedValue {
  /** As it would be called as a variable: `--api-key` gives `api-key`. */
  readonly name: string;
  readonly value: string;
}

export interface ShellLiteral extends NamedValue {
  /** Line in the script of the word it stands in, from 0. */
  readonly line: number;
}

export interface ArgumentLiteral extends NamedValue {
  /** Of the argument it stands in. */
  readonly index: number;
}

/** Here-documents within here-documents that are read as scripts. */
const DEEPEST = 3;

/**
 * The values in a script that have a name: assignments (`export A=b`, `-e A=b`, `echo A=b >> .env`), flags (`--token b`,
 * `--token=b`), settings (`npm config set name b`), headers (`-H 'X-Api-Key: b'`), logins (`curl -u a:b`, `https://a:b@host`).
 * Here-documents are read as scripts, too: they are scripts or files of settings.
 * @param lineEscape what continues a line
 */
export function shellLiterals(script: string, lineEscape = '\\', depth = 0): ShellLiteral[] {
  // What is in a here-document is not asked for: it is read again as a script, once and not at every depth.
  return [...everyCommand(readShell(script, lineEscape), false)].flatMap((command) => [
    ...ofCommand(command),
    ...command.input.flatMap(({ written, line: start }) =>
      depth >= DEEPEST
        ? []
        : shellLiterals(written, lineEscape, depth + 1).map((each) => ({ ...each, line: start + each.line })),
    ),
  ]);
}

function ofCommand({ assignments, words }: Command): ShellLiteral[] {
  const assigned = assignments.flatMap(({ name, value }) =>
    inLines(`${name}=${withReferences(value)}`).map((literal) => ({ ...literal, line: value.line })),
  );
  const given = argumentLiterals(words.map(withReferences)).map(({ name, value, index }) => {
    return { name, value, line: words[index]?.line ?? 0 };
  });
  return [...assigned, ...given];
}

/** The values with a name in the words of one command. */
export function argumentLiterals(words: readonly string[]): ArgumentLiteral[] {
  return words.flatMap((word, index) => {
    const here = inLines(word).map((literal) => ({ ...literal, index }));
    const value = words[index + 1];
    if (value === undefined || value.startsWith('-')) return here;
    const next = namesOfNext(word, words[index - 1] ?? '', value).map((literal) => ({ ...literal, index: index + 1 }));
    return [...here, ...next];
  });
}

/** What a word says that the next one is. */
function namesOfNext(word: string, before: string, value: string): NamedValue[] {
  const found: NamedValue[] = [];
  if (/^--?[A-Za-z][\w.-]+$/.test(word)) found.push({ name: word.replace(/^-+/, ''), value });
  if (/^(?:-u|--user|--proxy-user)$/.test(word) && value.includes(':')) {
    found.push({ name: 'password', value: value.slice(value.indexOf(':') + 1) });
  }
  if (SETS.test(before)) found.push({ name: word.slice(word.lastIndexOf(':') + 1), value });
  return found;
}

function inLines(word: string): NamedValue[] {
  return word
    .split(/\\n|\n/)
    .slice(0, MOST_LINES)
    .flatMap((line) => inText(line.trim()));
}

/** Lines of one word that are looked at: a script that somebody quotes as a whole. */
const MOST_LINES = 500;

/** What a name and its value follow: `npm config set`, `setx`. */
const SETS = /^(?:set|setx|config)$/;

function inText(text: string): NamedValue[] {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const found: NamedValue[] = [];
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

function headerLiteral(header: string, value: string): NamedValue {
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
