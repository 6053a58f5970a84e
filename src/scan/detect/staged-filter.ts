import { ANY } from '../../model/anchor.ts';
import type { RuleSet } from '../../model/rule.ts';
import { measurePattern } from '../../rules/pattern.ts';
import { type BuiltWords, buildWords } from './build-words.ts';

/**
 * What the filter before a hook looks for, as files for `grep -f` with LC_ALL=C, one thing a line. Words are for `-i -F`, which
 * is quick for thousands; the expressions of names and prefixes are for the few lines with `words` only.
 */
export interface StagedFilter {
  /** POSIX ERE, for all lines. */
  readonly shapes: string;
  /** Each is enough. */
  readonly keywords: string;
  /** Lines with one may match `names` or `prefixes`. */
  readonly words: string;
  /** POSIX ERE, for `-i`. */
  readonly names: string;
  /** POSIX ERE. */
  readonly prefixes: string;
}

/** A line that each file matches: a grep that does not count it is none to trust. The script has it, too. */
const CANARY = '~hexhound~';

/** What is behind the names of `git diff-index --raw -p`, whose lines begin with `+`, a blank, `:` or `B`. */
const CHANGES = [
  // Git could not tell what changed, or not as text; a conflict, a changed type, a name with marks in it.
  ...['^B', '^:[^\t]* [^ADM]\t', '^:[^\t]*\t"'],
  // `.env` files by any of their names, in any case (file-rules/dotenv-path.ts).
  ...['^:.*[.][Ee][Nn][Vv]', '^:.*[.][Vv][Aa][Rr][Ss]', '^:.*[.][Ff][Ll][Aa][Ss][Kk]', '^:.*[\t/._-][Ee][Nn][Vv][._-]'],
  // What decides about findings; tables, whose values stand far below their names.
  ...['^:.*(hexhound|gitleaks|secrets[.]baseline)', '^:.*[.]([CcTtPp][Ss][Vv]|[Ss][Qq][Ll])$'],
  // A piece of a value, whose name may stand far above: a literal alone in its line, a line of a list of numbers.
  ...[`^[+][ \t]*[+.&]?[ \t]*["'][A-Za-z0-9+/=_.~-]{4,}["'][ \t]*[+.&,\\\\]?[ \t]*$`],
  ...['^[+][ \t]*((0[xX])?[0-9a-fA-F]{2,3},[ \t]*){4}'],
  // Archives that are text, and what is kept outside of git: all in them counts, changed or not (archives/format.ts).
  ...[
    '^[+ ](%PDF-|version https://git-lfs|!<arch>|# v[23] git bundle|0707)',
    '^[+ ](endobj|endstream|startxref|xref)$',
  ],
];

/**
 * What a staged change must have in it for `hexhound staged` to find something: the anchors of the kernel, which are where
 * rules look, as expressions that match wherever it finds one. Where an anchor's condition takes more than an expression can
 * say, they match more; never less.
 * @throws Error for a rule that finds something without an anchor: no line of a change would give it away
 */
export function stagedFilter(ruleSet: RuleSet): StagedFilter {
  for (const rule of ruleSet.rules) {
    const isUnseen = rule.kind === 'content' || (rule.kind === 'file' && rule.path !== undefined);
    if (isUnseen) throw new Error(`the filter of the hook cannot tell where rule ${rule.id} finds something`);
  }
  const built = buildWords(ruleSet);
  const { keyword, ...words } = wordsByUse(ruleSet, built);
  const expressions = (use: Exclude<Use, 'keyword'>) => group([...words[use]].map(literal));
  const names = [
    ...[...words.line].map(literal),
    afterName(expressions('name'), `${IN_NAME}{0,21}`),
    afterName(expressions('end'), '', ENDS_NAME),
    afterTied(expressions('tied')),
    `${expressions('call')}[(]`,
    `${expressions('list')}[ \t]{0,24}([0-9']|$)`,
    `${expressions('scheme')}[^/<>]{0,160}:[^/<>]{4,}@`,
    // A URL in pieces may go on in the next line.
    `${expressions('scheme')}[^/<> ]{0,160}["'\`][ \t]*[+.&|\\]?[ \t]*$`,
  ];
  const all = [...Object.values(words).flatMap((some) => [...some]), ...built.kernel.prefixes];
  const fixed = new Set(all.map((word) => word.replace(/[\0\n]/g, '').toLowerCase()));
  return {
    shapes: lines([...CHANGES, ...SHAPES]),
    keywords: lines(keyword),
    words: lines([...fixed].filter((word) => ![...fixed].some((part) => part !== word && word.includes(part)))),
    names: lines(names),
    prefixes: lines(prefixed(ruleSet)),
  };
}

type Use = 'keyword' | 'line' | 'name' | 'end' | 'tied' | 'call' | 'list' | 'scheme';

/**
 * The kernel's keywords by what must follow them. Of rules and services, all of the word: the kernel looks for
 * a rare part of it, and the rule for the rest.
 */
function wordsByUse(ruleSet: RuleSet, { kernel, keywordMeanings }: BuiltWords): Record<Use, Set<string>> {
  const whole = new Map<string, string[]>();
  for (const word of [
    ...ruleSet.rules.flatMap((rule) => ('keywords' in rule ? rule.keywords : [])),
    ...ruleSet.services.words,
  ]) {
    const part = word.slice(ruleSet.cuts?.[word] ?? 0).toLowerCase();
    whole.set(part, [...(whole.get(part) ?? []), word]);
  }
  const sets = () => new Set<string>();
  const words = {
    keyword: sets(),
    line: sets(),
    name: sets(),
    end: sets(),
    tied: sets(),
    call: sets(),
    list: sets(),
    scheme: sets(),
  };
  for (const [id, word] of kernel.keywords.entries()) {
    for (const { kind } of keywordMeanings.of(id)) {
      // The others say something about what is found at another place.
      if (kind === 'host' || kind === 'not-word' || kind === 'marker') continue;
      let use: Use = kind === 'word' ? 'call' : 'keyword';
      if (kernel.schemes?.has(id)) use = 'scheme';
      if (kernel.lists?.has(id)) use = 'list';
      if (kind === 'name') use = kernel.ends?.has(id) ? 'end' : /[\w\x80-\xff-]$/.test(word) ? 'name' : 'tied';
      if (word.endsWith('\n') || (use === 'keyword' && word.startsWith('\n'))) use = 'line';
      const all = kind === 'rule' || kind === 'service' ? (whole.get(word) ?? [word]) : [word];
      for (const one of all) words[use].add(one);
    }
  }
  return words;
}

function group(words: Iterable<string>): string {
  return `(${[...words].join('|')})`;
}

/** Most characters behind a prefix that are asked for: with more, expressions take longer and tell no more. */
const MOST_BODY = 20;

/** Prefixes with what must follow: as much as a rule asks for, or less that goes on behind a joint or in the next line. */
function prefixed(ruleSet: RuleSet): string[] {
  const byBody = new Map<number, string[]>();
  const bodies = new Map<string, number>();
  for (const rule of ruleSet.rules) {
    if (rule.kind !== 'prefix') continue;
    const least = Math.min(MOST_BODY, measurePattern(rule.pattern).min);
    for (const prefix of rule.prefixes) bodies.set(prefix, Math.min(least, bodies.get(prefix) ?? MOST_BODY));
  }
  for (const [prefix, least] of bodies) byBody.set(least, [...(byBody.get(least) ?? []), literal(prefix)]);
  return [
    ...[...byBody].map(([least, prefixes]) => `${WORD_START}${group(prefixes)}${BEHIND_PREFIX}{${least}}`),
    `${WORD_START}${group([...bodies.keys()].map(literal))}${IN_BODY}{0,${MOST_BODY}}(${CUT}|$)`,
  ];
}

function lines(expressions: Iterable<string>): string {
  return [...expressions, CANARY, ''].join('\n');
}

/** A word of the kernel as an expression. It may begin or end with the end of a line, where a diff has a mark before the line. */
function literal(word: string): string {
  const escaped = word.replace(/[[.*^$()|{?+\\]/g, '\\$&').replace(ANY, '[A-Za-z_-]');
  return escaped.replace(/^\n/, '^.').replace(/\n$/, '$');
}

/*
 * What follows a name, as in kernel/assembly/conditions.ts: marks that close, what ties a value to it, and within a few bytes a
 * value; or the line ends, and the value is in the next.
 */
const IN_NAME = '[A-Za-z0-9_.\x80-\xff-]';
const CLOSERS = `[]"'\`)/\\}*i \t]{0,8}`;
const TIE = `[]!"%&'(+,.:<=>?[{|\`]`;
const ENDS_NAME = `([]"%'<>\\\`:=]|[[][]]| ([:=|?"']|as |[.]=))`;
const IN_WORD = `[^]\x01- "&'(),:;<=>[\\\`{|}]`;
/** A token that has, among four characters of it, a digit or what is as telling. */
const TELLING = `${IN_WORD}{0,40}(${[0, 1, 2, 3].map((at) => `${times(at)}[0-9!#@]${times(3 - at)}`).join('|')})`;
const VALUE = [
  `["'\`][^"'\`]{10}`,
  `["'\`]${IN_WORD}{4,}["'\`\\=]`,
  `[:=]${IN_WORD}{4,}([^([]|$)`,
  TELLING,
  `${IN_WORD}{16}${IN_NAME}{0,24}([^A-Za-z0-9_.();[\x80-\xff-]|$)`,
  `${IN_WORD}{4,}$`,
  `[:=] ?[^ "'\`]*[0-9][^ "'\`]*(["'\`]|$)`,
].join('|');

/** @param rest of the name @param end of the name, where its word must be the last */
function afterName(word: string, rest: string, end?: string): string {
  const behind = [
    `${end ?? `${CLOSERS}${TIE}`}.{0,24}(${VALUE})`,
    // Control sequences around either.
    `.{0,12}[[][0-9;:]{0,28}[A-Za-z].{0,60}(${VALUE})`,
    // The value is in the next line, behind nothing but marks, or not behind an operator; or in the lines below a header.
    `["'\`]?$`,
    `${CLOSERS}[^]A-Za-z0-9_);}{][^A-Za-z0-9_);{}]{0,24}$`,
    `${CLOSERS}[,(.|<>?%&!+][^:=;{}]{0,24}$`,
    `["\`]? *[,;|][]A-Za-z0-9_.\x80-\xff ,;|"\`-]*[)]?[ \t]*(values)?[ \t]*[(]?$`,
  ];
  // Prose: the next word, or the one behind it.
  const second = `${IN_WORD}{0,40}[]\t "&'(),:;<=>[\\\`{|}]{1,24}`;
  const prose = `[]"'\`)/\\}*i]{0,6}[ \t]+(${second}(${TELLING}|["'\`][^"'\`]{10})|${TELLING}|${IN_WORD}{4,}$)`;
  return `${word}${rest}(${[...behind, ...(end === undefined ? [prose] : [])].join('|')})`;
}

/** Of words in which the tie is, and perhaps the quote of the value. */
function afterTied(word: string): string {
  return `${word}(.{0,24}(${VALUE})|[^"'\`]{10}|${IN_WORD}{4,}["'\`\\=]|.{0,24}$)`;
}

function times(count: number): string {
  return count === 0 ? '' : `${IN_WORD}{${count}}`;
}

/** Control characters, NUL among them (the script makes it \x01), and what is no UTF-8: git calls little of it binary. */
const NOT_TEXT = [
  '[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]',
  '[\xc0\xc1\xf5-\xff]',
  '[ -~][\x80-\xbf]',
  '[\xc2-\xf4]([ -~]|$)',
];

/** Where a word begins: behind a mark, or behind an escape or control sequence (kernel/assembly/escapes.ts). */
const WORD_START =
  '([^A-Za-z0-9_]|\\\\[A-Za-z0-9]{1,9}|%[0-9A-Fa-f]{2}|[[][0-9:;<=>?]{0,28}[ -/]{0,2}[@-~]|[\x80-\xff][0-9:;<=>?]{0,28}[0-9@-~])';

/** What a key is made of behind its prefix, whole or cut (scan/detect/packed.ts), and where it may be cut (packed-expressions.ts). */
const BEHIND_PREFIX = '[^] \t"\'`<>(){};,[]';
const IN_BODY = '[A-Za-z0-9_.+/~:!%=-]';
const CUT = `[\x80-\xff]|[\\\\^]+([xuU0-7"'\`]|$)|["'\`] *([]+.&|<^~\\}[$]|$|[bBfFrRuULN@$]{0,2}["'\`])|["'\`][A-Za-z0-9_+/=.~%-]`;

/** Four characters of base64 that three of ASCII make: of the first two of them the highest bit is clear. */
const BASE64_OF_TEXT = '[CDI-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]';

/** Of a visible character, as in kernel/assembly/packed.ts. */
const ESCAPE = [
  ...['(%|\\\\x|\\\\u00|\\\\U000000|\\\\0000)[2-7][0-9A-Fa-f]', '\\\\[xu][{][2-7][0-9A-Fa-f][}]'],
  ...['\\\\[01][0-7]{2}', '\\\\[2-7][0-9A-Fa-f] '],
].join('|');

/** Anchors of the kernel that no words make, and what is no text. */
const SHAPES = [
  ...NOT_TEXT,
  `${WORD_START}[A-Za-z0-9]{32}([^A-Za-z0-9_]|$)`,
  `(${BASE64_OF_TEXT}){6}`,
  // A line of more base64: the middle of a key, of which the beginning is far above.
  '^[+][^A-Za-z0-9+/]*[A-Za-z0-9+/=]{40}',
  `(${ESCAPE}){6}`,
  `(${WORD_START}|0[xX]|\\\\x)([2-7][0-9A-Fa-f]|0[aAdD]){16}`,
  // A list of literals that are joined.
  ...[`(''|"")[.]join[(]`, `(join|implode) ?[[(] ?(""|'')`, `[.]join[(] ?(""|''|\`\`)`, ', ?"" ?[)]'],
  `([Cc]oncat|CONCAT|strcat|paste0)!?[(] ?["'\`]`,
];
