/**
 * Lines that say where a command or a call has its secret, as manuals write them:
 *
 *     mysql|mysqldump ... -pSECRET
 *     curl ... -u|--user USER:SECRET
 *     curl ... -u|--user SECRET:
 *     DriverManager.getConnection(URL, USER, SECRET)
 *
 * A word in capitals is any one word or argument, `a|b` one of several. In a command `...` is any number of arguments, and
 * `HTTP` a URL, a string or a variable right behind the program, with any number of arguments. A program may have a path, quotes
 * and `.exe`. After `SECRET:` comes nothing, or a usual dummy password.
 */

import type { KeywordPattern } from '../model/rule.ts';

/** Keywords, and the pattern of what stands between them and the secret. */
interface Line {
  readonly keywords: readonly string[];
  readonly pattern: string;
}

/** Least bytes of a keyword. */
const SHORTEST_KEYWORD = 5;

/** A line that cannot be compiled. */
export class UsageError extends Error {}

const ESCAPE = /[\\^$.*+?()[\]{}|/]/g;
const QUOTE = String.raw`(?:\\?["'\x60])?`;

/** Between two words: blanks, the end of a line that goes on, or what separates the strings of a list. */
const BLANK = String.raw`(?:(?:\\?["'])?[ \t]{1,8}(?:[\\\x60^]\r?\n[ \t]{0,24})?|\\?["'],\s{0,24}(?=\\?["'])|[ \t]{0,4}\\\r?\n[ \t]{1,24})${QUOTE}`;
/** After a program: the ending of its name on Windows, and the quote around its path. */
const PROGRAM_END = String.raw`(?:\.exe)?(?:\\?["'])?`;
/** Replaces a secret that was found while others are searched for; no value contains it. */
export const TAKEN = '\0';

/** Arguments of the same command: up to a separator, over the end of a line only if the command goes on. */
const ARGUMENTS = String.raw`(?:[^\n|;&]|(?<=\w)&(?=\w)|(?<=[\\\x60,[^]\r?)\n){0,240}?(?<=[\s"'(\[])`;
const HTTP = `(?:https?:|["'$])${ARGUMENTS}`;
const HTTP_MARKS = [' http', ' "', " '", ' $'];
const WORD = String.raw`(?:[^\s"'\x60,:%<>{}]{0,100}|\$\{\w{1,40}\}|\{\{ ?[\w.]{1,40} ?\}\})`;
/** The value of a command's option: a string, or a word without variables. */
const WORD_VALUE = [
  String.raw`(?<=")(?!["\\])(?:[^\x00"\n\\$]|\$(?![\w{(])){1,128}(?=\\?")`,
  String.raw`(?<=')[^\x00'\n\\]{1,128}(?=\\?')`,
  String.raw`(?<=["'][^\s"':]{0,64}[:%,])[^\x00\s"'$\\]{1,128}(?=\\?["'])`,
  String.raw`(?<!["'])(?![%<{[(-])(?:[^\x00\s"'\x60|;&<>(),\]$\\]|\\[!-/:-@[-\x60{-~]){1,128}(?![^\s"'\x60|;&<>),\]\\])`,
].join('|');

/** A key in the place of a user, without a password, as many services have it: `KEY:`, `KEY:X`. */
const USER_VALUE = String.raw`[\w.+/=-]{8,128}(?=:(?:[xX_]|api_token|password|unused)?(?:\\?["'\x60]|[\s)\]]|$))`;
const USER_END = 'SECRET:';

/**
 * Compiles lines about commands. All of them have the secret at their end, or all have it before a colon.
 * @throws UsageError
 */
export function compileCommands(lines: readonly string[]): KeywordPattern[] {
  const isUser = lines.every((line) => line.endsWith(USER_END));
  const value = isUser ? USER_VALUE : WORD_VALUE;
  const whole = isUser ? lines.map((line) => line.slice(0, -1)) : lines;
  return byKeyword(whole.map(compileCommand), (command) => `^[^\\w.-]?(?:${command})(?<secret>${value})`);
}

/**
 * A table has many lines, but a text has few of their keywords: each keyword gets a pattern of its own lines. A pattern begins
 * at most one byte before the keyword.
 */
function byKeyword(lines: readonly Line[], complete: (alternatives: string) => string): KeywordPattern[] {
  const linesOf = new Map<string, string[]>();
  for (const { keywords, pattern } of lines) {
    for (const keyword of new Set(keywords.map((word) => word.toLowerCase()))) {
      linesOf.set(keyword, [...(linesOf.get(keyword) ?? []), pattern]);
    }
  }
  const keywordsOf = new Map<string, string[]>();
  for (const [keyword, patterns] of linesOf) {
    const pattern = complete([...new Set(patterns)].join('|'));
    keywordsOf.set(pattern, [...(keywordsOf.get(pattern) ?? []), keyword]);
  }
  return [...keywordsOf].map(([pattern, keywords]) => ({ keywords, pattern }));
}

function compileCommand(line: string): Line {
  const words = line.split(' ');
  const fixed = words.findIndex((word) => word === '...' || /[A-Z]{3}/.test(word));
  if (fixed < 1) throw new UsageError(`"${line}" does not begin with a program, or has no SECRET`);
  const heads = words
    .slice(0, fixed)
    .reduce<string[]>(
      (heads, word) => heads.flatMap((head) => word.split('|').map((one) => (head === '' ? one : `${head} ${one}`))),
      [''],
    );
  // The name alone is in every text about the program.
  const option = words.some((word) => word.startsWith('/')) ? ' /' : ' -';
  const marks = fixed > 1 ? [''] : words[1] === '...' ? [option] : words[1] === 'HTTP' ? HTTP_MARKS : [''];
  const programs = (words[0] ?? '').split('|');
  // Paths in single quotes are those of Windows, which end in .exe.
  const quoted = heads.map((head) => head.replace(/^\S+/, '$&"'));
  const [last = ''] = words.slice(-1);
  if (!last.endsWith('SECRET')) throw new UsageError(`"${line}" does not end with SECRET`);
  return {
    keywords: [
      ...heads.flatMap((head) => marks.map((mark) => head + (head.length < SHORTEST_KEYWORD ? mark || ' ' : mark))),
      ...quoted.flatMap((head) => marks.map((mark) => head + (mark || (fixed > 1 ? '' : ' ')))),
      ...programs.flatMap((program) => [`${program}",`, `${program}',`, `${program}.exe`]),
    ].filter((word) => word.length >= SHORTEST_KEYWORD),
    pattern: words
      .map((word, at) => separate(word, words[at - 1]) + compileWord(word) + (at === 0 ? PROGRAM_END : ''))
      .join(''),
  };
}

/** What stands between a word and the one before it. An option may have its value behind `=`. */
function separate(word: string, before: string | undefined): string {
  if (before === undefined) return '';
  if (word === '...') return '(?=[ \\t"\'])';
  if (before === '...' || before === 'HTTP') return '';
  return before.startsWith('-') ? `(?:${BLANK}|=${QUOTE})` : BLANK;
}

function compileWord(word: string): string {
  if (word === '...') return ARGUMENTS;
  const choices = word.split('|').map((choice) =>
    choice
      // In `-PSECRET`, the P is the option's.
      .split(/(SECRET|(?:(?!SECRET)[A-Z]){3,})/)
      .map((part) =>
        part === 'SECRET' ? '' : part === 'HTTP' ? HTTP : /^[A-Z]{3,}$/.test(part) ? WORD : literal(part),
      )
      .join(''),
  );
  const pattern = choices.length > 1 ? `(?:${choices.join('|')})` : choices.join('');
  // `-pSECRET` and `-p"SECRET"`.
  return word !== 'SECRET' && word.endsWith('SECRET') ? pattern + QUOTE : pattern;
}

const ARGUMENT = String.raw`(?:[@$bBrRuU]{0,2}(?:"(?:[^"\n\\]|\\.){0,160}"|'(?:[^'\n\\]|\\.){0,160}'|\x60[^\x60\n]{0,160}\x60)(?:\s{0,4}[+.][^,;\n]{0,120})?|\{[^{};]{0,200}\}|[\w$][^,()"'\x60\n;]{0,80}(?:\([^()\n]{0,60}\))?[^,()"'\x60\n;]{0,20})`;
/** A call around the string, and the marks of strings that hold no variables. */
const WRAPPER = String.raw`(?:(?:new )?[\w.[\]:]{1,40}\()?[@bBrRuU]{0,2}["'\x60]`;
const STRING_VALUE = [
  String.raw`(?<=")(?:[^\x00"\n\\]|\\.){3,420}(?=")`,
  String.raw`(?<=')(?:[^\x00'\n\\]|\\.){3,420}(?=')`,
  String.raw`(?<=\x60)[^\x00\x60\n\\]{3,420}(?=\x60)`,
].join('|');
/** The string is the whole argument. */
const ARGUMENT_END = String.raw`(?=["'\x60]\s{0,16}(?:[),\].;}]|$|[\r\n]| do\b))`;

/**
 * Compiles lines about calls.
 * @throws UsageError
 */
export function compileCalls(lines: readonly string[]): KeywordPattern[] {
  return byKeyword(
    lines.map(compileCall),
    (call) => `^\\W?(?:${call})${WRAPPER}(?<secret>${STRING_VALUE})${ARGUMENT_END}`,
  );
}

function compileCall(line: string): Line {
  const [, names, between, rest] = /^((?:new )?[\w.$:>|-]+)( ?= ?\(|\(| )(.*)SECRET\)?$/.exec(line) ?? [];
  if (names === undefined || between === undefined || rest === undefined) {
    throw new UsageError(`"${line}" is not a call whose last argument here is SECRET`);
  }
  const pattern = rest
    .split(/([A-Z]{3,}|, )/)
    .map((part) => {
      if (part === ', ') return String.raw`\s{0,16},\s{0,24}`;
      return /^[A-Z]{3,}$/.test(part) ? ARGUMENT : literal(part);
    })
    .join('');
  return {
    keywords: names.split('|').map((name) => name + between),
    pattern: `(?:${names.split('|').map(literal).join('|')})${literal(between)}\\s{0,24}${pattern}`,
  };
}

function literal(text: string): string {
  return text.replace(ESCAPE, '\\$&');
}
