import { ANY } from '../model/anchor.ts';
import { defined } from '../model/defined.ts';
import type { AllowList, FileRule, Provider, Rule } from '../model/rule.ts';
import { suggest } from '../model/suggest.ts';
import { shownKey } from '../syntax/words.ts';
import { compileExpression } from './compile-expression.ts';
import { compileAllowList, compileContent, compilePath } from './compile-foreign.ts';
import type { RuleFile } from './load.ts';
import { measurePattern } from './pattern.ts';
import type { Problem } from './problem.ts';
import type { RuleForm, UsageForm } from './schema.ts';
import { compileCalls, compileCommands, UsageError } from './usage.ts';

/** Names that rules can refer to. */
export interface Known {
  /** Offline checks: the keys of `CHECKS`. */
  readonly checks: ReadonlySet<string>;
  /** Readers of details: the keys of `DETAILS`. */
  readonly details: ReadonlySet<string>;
  /** Ids of the verifiers in rules/verifiers. */
  readonly verifiers: ReadonlySet<string>;
}

/** Keywords that the kernel accepts; hosts and words become keywords, too. */
const KEYWORD = /^[\x20-\x7e]{5,64}$/;
/** Words in names, and words that names end with: of any alphabet. */
const NAME_WORD = /^[\0\n\r\x20-\x7e\x80-\xff][\n\r\x20-\x7e\x80-\xff]{4,14}$/;
const NAME_END = /^[\0\x20-\x7e\x80-\xff][\x20-\x7e\x80-\xff]{3,14}$/;
const SCHEME = /^.{0,15}$/s;

/** Prefixes that the kernel accepts. */
const PREFIX = /^[\x21-\x7e]{3,32}$/;

const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/**
 * Compiles rules files and checks them: ids must be unique, the kernel must accept the anchors, expressions must be valid
 * and bounded, names must exist. If there are problems, do not use the rest of the result.
 *
 * @param taken ids of existing rules
 */
export function compileRules(
  files: readonly RuleFile[],
  known: Known,
  taken: Iterable<string> = [],
): { providers: Provider[]; rules: Rule[]; allow: AllowList[]; problems: Problem[] } {
  const allow: AllowList[] = [];
  const providers: Provider[] = [];
  const rules: Rule[] = [];
  const problems: Problem[] = [];
  const ids = new Set(taken);
  for (const file of files) {
    providers.push(compileProvider(file, problems));
    for (const [index, form] of file.form.rules.entries()) {
      const complain = (key: string, message: string) => problems.push(file.problem(['rules', index, key], message));
      if (ids.has(form.id)) complain('id', `there is another rule "${form.id}"`);
      ids.add(form.id);
      const rule = compileRule(file.id, form, known, complain);
      if (rule !== undefined) rules.push(rule);
      for (const list of 'allow' in form ? form.allow : [])
        allow.push(...compileAllowList({ ...list, rules: [form.id] }, (message) => complain('allow', message)));
    }
    for (const [index, list] of file.form.allow.entries())
      allow.push(...compileAllowList(list, (message) => problems.push(file.problem(['allow', index], message))));
  }
  for (const file of files) problems.push(...unknownIds(file, ids));
  return { providers, rules, allow, problems };
}

/** Rules that allow-lists name and that do not exist. */
function unknownIds({ form, problem }: RuleFile, known: ReadonlySet<string>): Problem[] {
  return form.allow.flatMap(({ rules = [] }, index) =>
    rules.flatMap((id, at) =>
      known.has(id)
        ? []
        : problem(['allow', index, 'rules', at], `there is no rule "${shownKey(id)}"${suggest(id, known)}`),
    ),
  );
}

/** The word as the bytes of UTF-8, with the kernel's mark for any letter. */
function toNameWord(word: string): string {
  return Buffer.from(word.replace(/^\{any\}/, ANY), 'utf8').toString('latin1');
}

function compileProvider(file: RuleFile, problems: Problem[]): Provider {
  const { provider: name, url, hosts, words, notWords } = file.form;
  const check = (key: 'hosts' | 'words' | 'notWords', fits: (word: string) => boolean, message: string) => {
    for (const [index, word] of file.form[key].entries()) {
      if (!fits(word)) problems.push(file.problem([key, index], `"${word}": ${message}`));
    }
  };
  check('hosts', (host) => HOST.test(host) && KEYWORD.test(host), 'must be a host name in lower case');
  check('words', (word) => KEYWORD.test(word), 'must be 5 to 64 ASCII characters');
  check('notWords', (word) => KEYWORD.test(word), 'must be 5 to 64 ASCII characters');
  const contains = (word: string) => words.some((part) => word.toLowerCase().includes(part.toLowerCase()));
  check('notWords', contains, 'contains none of the words, and so excludes nothing');
  return defined({ id: file.id, name, url, hosts, words, notWords });
}

function compileRule(
  provider: string,
  form: RuleForm,
  known: Known,
  complain: (key: string, message: string) => void,
): Rule | undefined {
  const { id, title, severity, risk, fix } = form;
  const { rotate, steps } = fix;
  const about: Omit<FileRule, 'kind'> = { id, title, provider, severity, risk, fix: defined({ rotate, steps }) };
  if ('file' in form) return { ...about, kind: 'file' };
  if ('filePath' in form) return compilePath(about, form, complain);
  if ('search' in form) return compileContent(about, form, complain);
  if ('commands' in form || 'calls' in form) return compileUsage(about, form, complain);

  const { verify } = form;
  if (verify !== undefined && !known.verifiers.has(verify))
    complain('verify', `there is no verifier "${verify}"${suggest(verify, known.verifiers)}`);
  const base = defined({ ...about, verify });
  if ('shape' in form) {
    const { shape, names } = form;
    const nameWords = form.nameWords.map(toNameWord);
    const nameEnds = form.nameEnds.map(toNameWord);
    if ((shape === 'value') !== nameWords.length + nameEnds.length > 0)
      complain('nameWords', 'goes with the shape "value"');
    checkWords('nameWords', nameWords, NAME_WORD, '5 to 15 bytes', complain);
    checkWords('nameEnds', nameEnds, NAME_END, '4 to 15 bytes', complain);
    return { ...base, kind: 'bare', shape, names, ...(shape === 'value' ? { nameWords, nameEnds } : {}) };
  }

  if (form.check !== undefined && !known.checks.has(form.check))
    complain('check', `there is no check "${form.check}"${suggest(form.check, known.checks)}`);
  if (form.details !== undefined && !known.details.has(form.details))
    complain('details', `there are no details "${form.details}"${suggest(form.details, known.details)}`);
  const expression = compileExpression(form, (message) => complain('pattern', message));
  if (expression === undefined) return undefined;
  const { pattern, reach, run } = expression;
  const common = {
    ...base,
    pattern,
    ...defined({
      check: form.check,
      part: form.part && defined(form.part),
      public: form.public,
      details: form.details,
    }),
    entropy: form.entropy ?? DEFAULT_ENTROPY,
  };

  if ('prefixes' in form) {
    checkWords('prefixes', form.prefixes, PREFIX, '3 to 32 ASCII characters without blanks', complain);
    return { ...common, kind: 'prefix', prefixes: form.prefixes, reach };
  }
  checkWords('keywords', form.keywords, KEYWORD, '5 to 64 ASCII characters', complain);
  if (form.userinfo) checkWords('keywords', form.keywords, SCHEME, '15 characters at most, with userinfo', complain);
  const { before, after } = form.window;
  const seen = before + Math.max(...form.keywords.map((keyword) => keyword.length)) + after;
  if (reach > seen) complain('window', `the pattern can match ${reach} bytes, the window shows ${seen}`);
  return {
    ...common,
    kind: 'keyword',
    keywords: form.keywords,
    ...defined({ userinfo: form.userinfo, named: form.named }),
    flags: form.flags,
    window: { before, after },
    ...(run >= LEAST_RUN ? { run } : {}),
  };
}

/** Shorter runs are in every text. */
const LEAST_RUN = 16;

/** Complains about words that the kernel does not accept. */
function checkWords(
  key: string,
  words: readonly string[],
  accepted: RegExp,
  form: string,
  complain: (key: string, message: string) => void,
): void {
  for (const word of words) if (!accepted.test(word)) complain(key, `"${word}": must be ${form}`);
}

/** Bytes of a call that are read. */
const LONGEST_USAGE = 768;

/** Compiles a table of commands or calls: a pattern for each keyword, which begins where the keyword does. */
function compileUsage(
  about: Omit<FileRule, 'kind'>,
  form: UsageForm,
  complain: (key: string, message: string) => void,
): Rule | undefined {
  const key = 'commands' in form ? 'commands' : 'calls';
  try {
    const patterns = 'commands' in form ? compileCommands(form.commands) : compileCalls(form.calls);
    const keywords = patterns.flatMap((one) => one.keywords);
    checkWords(key, keywords, KEYWORD, '5 to 64 ASCII characters', complain);
    const reaches = patterns.map(({ pattern }) => measurePattern(pattern)).map(({ max, ahead }) => max + ahead);
    const window = { before: 1, after: Math.min(Math.max(...reaches), LONGEST_USAGE) };
    return { ...about, kind: 'keyword', keywords, pattern: patterns, flags: '', window, named: form.named, entropy: 0 };
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    complain(key, thrown.message);
    return undefined;
  }
}

/** Bits per character. Most placeholders have less, and one in a million of random strings of 32 hexadecimal digits. */
const DEFAULT_ENTROPY = 2.8;
