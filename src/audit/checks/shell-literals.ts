import { type Command, everyCommand, withReferences } from '../../syntax/shell/command.ts';
import { readShell } from '../../syntax/shell/read.ts';

/** A value in a command, with its name. */
export interface NamedValue {
  /** Without dashes: `--api-key` gives `api-key`. */
  readonly name: string;
  readonly value: string;
}

export interface ShellLiteral extends NamedValue {
  /** The line of its word in the script, from 0. */
  readonly line: number;
}

export interface ArgumentLiteral extends NamedValue {
  /** Index of its argument. */
  readonly index: number;
}

/** Here-documents within here-documents that are read as scripts. */
const DEEPEST = 3;

/**
 * The named values in a script: assignments (`export A=b`, `-e A=b`, `echo A=b >> .env`), flags (`--token b`,
 * `--token=b`), settings (`npm config set name b`), headers (`-H 'X-Api-Key: b'`), logins (`curl -u a:b`, `https://a:b@host`).
 * Here-documents are scripts or settings files, and are read as scripts.
 * @param lineEscape what continues a line
 */
export function shellLiterals(script: string, lineEscape = '\\', depth = 0): ShellLiteral[] {
  // Without the commands in here-documents, which are read below as scripts of their own.
  return [...everyCommand(readShell(script, lineEscape), false)].flatMap((command) => [
    ...commandLiterals(command),
    ...command.input.flatMap(({ written, line: start }) =>
      depth >= DEEPEST
        ? []
        : shellLiterals(written, lineEscape, depth + 1).map((each) => ({ ...each, line: start + each.line })),
    ),
  ]);
}

/** The same in one command, without its here-documents. */
export function commandLiterals({ assignments, words }: Command): ShellLiteral[] {
  const assigned = assignments.flatMap(({ name, value }) =>
    inLines(`${name}=${withReferences(value)}`).map((literal) => ({ ...literal, line: value.line })),
  );
  const given = argumentLiterals(words.map(withReferences)).map(({ name, value, index }) => {
    return { name, value, line: words[index]?.line ?? 0 };
  });
  return [...assigned, ...given];
}

/** The named values in the words of one command. */
export function argumentLiterals(words: readonly string[]): ArgumentLiteral[] {
  const isLogin = words[0] === 'sshpass' || words.slice(1, 4).includes('login');
  return words.flatMap((word, index) => {
    const here = inLines(word).map((literal) => ({ ...literal, index }));
    const value = words[index + 1];
    if (value === undefined || value.startsWith('-')) return here;
    const names = [...namesOfNext(word, words[index - 1] ?? '', value)];
    if (isLogin && word === '-p') names.push({ name: 'password', value });
    return [...here, ...names.map((literal) => ({ ...literal, index: index + 1 }))];
  });
}

/** The names that a word gives to the next one. */
function namesOfNext(word: string, before: string, value: string): NamedValue[] {
  const found: NamedValue[] = [];
  if (/^--?[A-Za-z][\w.-]+$/.test(word) && !TAKES_NO_VALUE.test(word)) {
    found.push({ name: word.replace(/^-+/, ''), value });
  }
  if (/^(?:-u|--user|--proxy-user)$/.test(word) && value.includes(':')) {
    found.push({ name: 'password', value: value.slice(value.indexOf(':') + 1) });
  }
  if (SETS.test(before)) found.push({ name: word.slice(word.lastIndexOf(':') + 1), value });
  return found;
}

/** The value is read from elsewhere: `--password-stdin`, `--token-file`. */
const TAKES_NO_VALUE = /-(?:stdin|file)$/;

function inLines(word: string): NamedValue[] {
  return word
    .split(/\\n|\n/)
    .slice(0, MOST_LINES)
    .flatMap((line) => inText(line.trim()));
}

/** Lines of one word that are read. A word can be a whole quoted script. */
const MOST_LINES = 500;

/** A name and its value follow these words: `npm config set`, `setx`. */
const SETS = /^(?:set|setx|config)$/;

function inText(text: string): NamedValue[] {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const found: NamedValue[] = [];
  if (isUrl) {
    found.push({ name: 'url', value: text });
    const [, token] = /^[^:]*:\/\/([^/?#@:]+)@/.exec(text) ?? [];
    if (token !== undefined) found.push({ name: 'token', value: token });
  }
  for (const [, name = '', value = ''] of text.matchAll(PARAMETER)) found.push({ name, value });
  const sign = isUrl ? -1 : text.indexOf('=');
  const [name = ''] = /[A-Za-z_][\w-]*$/.exec(text.slice(Math.max(0, sign - LONGEST_NAME), Math.max(0, sign))) ?? [];
  if (name !== '') found.push({ name, value: unquoted(text.slice(sign + 1)) });
  else if (!isUrl) {
    const [, header, value] = /^([A-Za-z][\w-]*):\s*(\S.*)$/s.exec(text) ?? [];
    if (header !== undefined && value !== undefined) found.push(headerLiteral(header, value));
  }
  return found;
}

const LONGEST_NAME = 128;

/** Of an address. */
const PARAMETER = /[?&]([A-Za-z_][\w-]{1,60})=([^&#\s]+)/g;

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
