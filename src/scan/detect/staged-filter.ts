import { ANY } from '../../model/anchor.ts';
import type { RuleSet } from '../../model/rule.ts';
import { measurePattern } from '../../rules/pattern.ts';
import { buildWords } from './build-words.ts';
import { type Use, WORD_MARK, type WordsByUse, wordsByUse } from './staged-filter-words.ts';

/**
 * What the filter before a hook looks for in the lines that `staged-filter.awk` gives, as files for `grep -f` with LC_ALL=C, one thing
 * a line. Words are for `-i -F`, which is quick for thousands; expressions (POSIX ERE) that need a word are for the few lines
 * with one.
 */
export interface StagedFilter {
  /** For all lines. */
  readonly shapes: string;
  /** Of all files below: where there is none of them, nothing needs a word. */
  readonly words: string;
  /** Of the next four. */
  readonly loud: string;
  /** Words of rules, each of which is enough, wherever it stands near an added line. */
  readonly keywords: string;
  /** For an added line, or one that goes on at its end. */
  readonly open: string;
  /** The same, and there is a quote or `goesOn` in it. */
  readonly quoted: string;
  readonly goesOn: string;
  /** For an added line only: their secrets are in the same line. */
  readonly inline: string;
  /** Words of rules for which there must be a token in an added line. */
  readonly tokens: string;
  /** The same with the class of the token's characters and its length, between tabs. */
  readonly kinds: string;
  /** Runs of 32 characters, which count with a digit and a letter in them. */
  readonly runs: string;
  /** Of services, for `-i -F`; with a value, for `-i -E`. */
  readonly services: string;
  readonly serviceValues: string;
  /** In names, for `-i -F`; with a value, for `-i -E`. */
  readonly names: string;
  readonly values: string;
  /** For `-F`; with what follows, for `-E`. */
  readonly prefixes: string;
  readonly bodies: string;
}

/** A line that each file matches: a grep that does not count it is none to trust. The script has it, too. */
const CANARY = '~hexhound~';

/** What starts Node.js by itself. */
const CHANGES = [
  '^!',
  // A line of a list of numbers, whose name may stand far above.
  '^[+][ \t]*((0[xX])?[0-9a-fA-F]{2,3},[ \t]*){4}',
  // Archives that are text, and what is kept outside of git: all in them counts, changed or not (archives/format.ts).
  '^[+ #](%PDF-|version https://git-lfs|!<arch>|# v[23] git bundle|0707)',
  '^[+ #](endobj|endstream|startxref|xref)$',
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
  const { words, tokens } = wordsByUse(ruleSet, built);
  const expressions = (use: Use) => group([...words[use]].map(literal));
  const values = [
    ...[...words.line].map(literal),
    ...namedValues(words),
    `${expressions('call')}[(]`,
    `${expressions('list')}[ \t]{0,24}([0-9']|$)`,
    `${expressions('scheme')}[^/<>]{0,160}:[^/<>]{4,}@`,
    // In pieces.
    `${expressions('scheme')}[^/<> ]{0,160}["'\`][ \t]*([+.&|\\]|[bBfFrRuULN@$]{0,2}["'\`])`,
  ];
  const inNames = [words.line, words.name, words.end, words.tied, words.call, words.list, words.scheme];
  const names = inNames.flatMap((some) => [...some]);
  const tokenWords = tokens.map(({ word }) => word);
  const loud = [...words.keyword, ...words.open, ...words.quoted, ...words.inline];
  const { prefixes } = built.kernel;
  return {
    shapes: lines([...CHANGES, ...SHAPES]),
    runs: lines([`${WORD_START}[A-Za-z0-9]{32}([^A-Za-z0-9_]|$)`]),
    words: lines(distinct([...names, ...tokenWords, ...words.service, ...prefixes, ...loud])),
    loud: lines(distinct(loud)),
    keywords: lines(words.keyword),
    open: lines(words.open),
    quoted: lines(words.quoted),
    goesOn: lines(GOES_ON),
    inline: lines(words.inline),
    tokens: lines(distinct(tokenWords)),
    kinds: tokens.map(({ word, characters, length }) => `${characters}\t${length}\t${word}\n`).join(''),
    services: lines(distinct(words.service)),
    serviceValues: lines([serviceValues(words.service)]),
    names: lines(distinct(names)),
    values: lines(values),
    prefixes: lines(prefixes),
    bodies: lines(prefixed(ruleSet)),
  };
}

/** `ANY`, a line end and the mark of a word. */
const NO_TEXT = new RegExp(`[${ANY}\n${WORD_MARK}]`, 'g');

/** Words for `-i -F` without marks of their ends, and without those that hold another. */
function distinct(words: Iterable<string>): string[] {
  const all = new Set([...words].map((word) => word.replaceAll(NO_TEXT, '').toLowerCase()));
  return [...all].filter((word) => ![...all].some((part) => part !== word && word.includes(part)));
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
    `${WORD_START}${group([...bodies.keys()].map(literal))}${IN_BODY}{0,${MOST_BODY}}(${CUT})`,
    // In the next line it goes on where nothing but the token is in its line.
    `^.[ \t]*((- )?["']?[A-Za-z0-9_.-]{1,60}["']?:[ \t]{1,8})?[|]?[A-Za-z0-9_+/.=~-]{3,}$`,
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
/** Behind an operator, up to the end of its line or string, with any marks. */
const SETTING = ` ?[^ "'\`]*[0-9][^ "'\`]*(["'\`]|$)`;
/** What a shell joins: `abc''def9`. */
const JOINED = `${IN_WORD}{1,40}["'\`][^] \t,;:)}>]`;
const VALUE = [
  `["'\`][^"'\`]{10}`,
  `["'\`]${IN_WORD}{4,}["'\`\\=]`,
  `[:=]${IN_WORD}{4,}([^([]|$)`,
  TELLING,
  `${IN_WORD}{16}${IN_NAME}{0,24}([^A-Za-z0-9_.();[\x80-\xff-]|$)`,
  `${IN_WORD}{4,}$`,
  `[:=]${SETTING}`,
].join('|');

/** The value is in the next line, behind nothing but marks, or not behind an operator. */
const NEXT_LINE = [
  `[^]A-Za-z0-9_);}{][^A-Za-z0-9_);{}]{0,24}$`,
  `[,(.|<>?%&!+][^:=;{}]{0,24}$`,
  `[:=][^A-Za-z0-9_);}]{0,24}$`,
].join('|');
/** The values are in the next lines behind VALUES. */
const INSERTED = `[],;|A-Za-z0-9_.\x80-\xff "\`-]*[)][ \t]*values[ \t]*[(]?$`;

/** What a line ends with that goes on, or has in it before it does. */
const GOES_ON = ['["\'`]', '[(,{+.\\[]$', '[{][^}]*$'];

const SEQUENCE = `([[][0-9][0-9;:]{0,27}[A-Za-z]|[[]m|[\\\\^%][A-Za-z0-9]{0,9}[[])`;
const PROSE_CLOSERS = `[]"'\`)/\\}*i]{0,6}`;
/** What may stand before a value: line ends and `isDelimiter` of kernel/assembly/marks.ts. */
const IN_GAP = `[]\x01- "&'(),:;<=>[\\\\\`{|}]`;
/** The next word, or the one behind it. */
const PROSE = `${IN_WORD}{0,40}${IN_GAP}{1,24}(${TELLING}|["'\`][^"'\`]{10})|${TELLING}|${IN_WORD}{4,}$`;

/** Names with what follows them. Each part is there once for all kinds of words, as expressions take the longer to read, the longer they are. */
function namedValues(words: WordsByUse['words']): string[] {
  const [blank, operator, others]: [string[], string[], string[]] = [[], [], []];
  for (const word of words.tied)
    (/[:=] ?$/.test(word) ? operator : word.endsWith(' ') ? blank : others).push(literal(word));
  const name = `${group([...words.name].map(literal))}${IN_NAME}{0,21}`;
  const ends = group([...words.end].map(literal));
  const end = `${ends}${ENDS_NAME}`;
  const spaced = group(blank);
  return [
    `(${name}${CLOSERS}${TIE}|${end}|${spaced}[ \t]*${TIE}|${group([...operator, ...others])}).{0,24}(${VALUE})`,
    `((${name}${CLOSERS}|${ends}${CLOSERS}|${spaced}[ \t]*)[:=|?]|${group(operator)})(${SETTING}|${JOINED})`,
    `(${name}${CLOSERS}|${end}${CLOSERS}|${spaced}[ \t]*)(${NEXT_LINE})`,
    `(${name}["'\`]?|${end}${CLOSERS}|${spaced})$`,
    `(${name}|${end}|${spaced}|${group(others)})${INSERTED}`,
    // A control sequence that is written as an escape.
    `${name}.{0,12}${SEQUENCE}`,
    `(${name}${PROSE_CLOSERS}[ \t]+|${spaced})(${PROSE})`,
    `${group(others)}([^"'\`]{10}|${IN_WORD}{4,}["'\`\\=]|.{0,24}$)`,
    // The line ends before the first word, or in brackets.
    `${group(operator)}(${IN_GAP}{0,24}$|${IN_GAP}{0,12}[[({].{0,24}$)`,
    // A setting that begins its line, with marks that code does not have there.
    `^.[ \t]*(- )?["']?${IN_NAME}*${group(operator)}.*["'\`!#$%&*+/?@^~\\=]`,
    // A header, with the values in the lines below.
    `^%(.*[,;|\t(])?[ "'\`[]*${IN_NAME}*${group([...words.name, ...words.end, ...words.tied].map(literal))}${IN_NAME}*[] "'\`]*([,;|\t)]|$)`,
  ];
}

/** The same for words of services. */
function serviceValues(words: Iterable<string>): string {
  const rest = [
    `${CLOSERS}(${TIE}.{0,24}(${VALUE})|${NEXT_LINE})`,
    `["'\`]?$`,
    INSERTED,
    `.{0,12}${SEQUENCE}`,
    `${PROSE_CLOSERS}[ \t]+(${PROSE})`,
  ];
  return `${group([...words].map(literal))}${IN_NAME}{0,21}(${rest.join('|')})`;
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
const CUT = `=$| +[|][A-Za-z0-9_]|[\x80-\xff]|[\\\\^]+([xuU0-7"'\`]|$)|["'\`] *([]+.&|<^~\\}[$]|$|[bBfFrRuULN@$]{0,2}["'\`])|["'\`][A-Za-z0-9_+/=.~%-]`;

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
  `(${BASE64_OF_TEXT}){6}`,
  // A line of more base64: the middle of a key, of which the beginning is far above.
  '^[+][^A-Za-z0-9+/]*[A-Za-z0-9+/]{38}[A-Za-z0-9+/=]{2}',
  `(${ESCAPE}){6}`,
  `(${WORD_START}|0[xX]|\\\\x)([2-7][0-9A-Fa-f]|0[aAdD]){16}`,
  // A list of literals that are joined.
  ...[`(''|"")[.]join[(]`, `(join|implode) ?[[(] ?(""|'')`, `[.]join[(] ?(""|''|\`\`)`, '[}] ?, ?"" ?[)]'],
  `([Cc]oncat|CONCAT|strcat|paste0)!?[(] ?["'\`]`,
];
