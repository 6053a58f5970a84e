import type { KeywordRule, RuleSet } from '../../model/rule.ts';
import { measurePattern } from '../../rules/pattern.ts';
import type { BuiltWords } from './build-words.ts';

/**
 * What a word of the kernel asks for beside it. Words of rules: nothing (`keyword`), a line that goes on at its end (`open`) or has
 * a quote in it (`quoted`), nothing but their own line (`inline`), or in an added line a token as of their secrets (`token`).
 */
export type Use =
  | ('keyword' | 'open' | 'quoted' | 'inline')
  | ('line' | 'service' | 'name' | 'end' | 'tied' | 'call' | 'list' | 'scheme');

/** A word of rules whose secrets are tokens: of which characters (a number in `CLASSES`), and how long at least. */
export interface TokenWord {
  readonly word: string;
  readonly characters: number;
  readonly length: number;
}

export interface WordsByUse {
  readonly words: Readonly<Record<Use, ReadonlySet<string>>>;
  readonly tokens: readonly TokenWord[];
}

/**
 * The kernel's keywords by what must follow them. Of rules and services, all of the word: the kernel looks for
 * a rare part of it, and the rule for the rest.
 */
export function wordsByUse(ruleSet: RuleSet, { kernel, keywordMeanings }: BuiltWords): WordsByUse {
  const whole = wholeWords(ruleSet);
  const sets = () => new Set<string>();
  const words = {
    ...{ keyword: sets(), open: sets(), quoted: sets(), inline: sets(), line: sets(), service: sets() },
    ...{ name: sets(), end: sets(), tied: sets(), call: sets(), list: sets(), scheme: sets() },
  };
  const tokens: TokenWord[] = [];
  for (const [id, word] of kernel.keywords.entries()) {
    for (const meaning of keywordMeanings.of(id)) {
      const { kind } = meaning;
      // The others say something about what is found at another place.
      if (kind === 'host' || kind === 'not-word' || kind === 'marker') continue;
      if (kernel.schemes?.has(id)) for (const one of whole.get(word) ?? [word]) words.scheme.add(one);
      else if (kernel.lists?.has(id)) words.list.add(word);
      else if (kind === 'word') words.call.add(word);
      else if (kind === 'service') for (const one of whole.get(word) ?? [word]) words.service.add(one);
      else if (kind === 'name') words[nameUse(word, kernel.ends?.has(id) === true)].add(word);
      else if (kind === 'rule') {
        const { rule } = meaning;
        for (const one of whole.get(word) ?? [word]) {
          const patterns = patternsOf(rule, one);
          if (patterns.length === 0) continue;
          const use = useOf(patterns, rule.flags);
          if (typeof use === 'string') words[use].add(marked(one, patterns));
          else tokens.push({ word: one.toLowerCase(), ...use });
        }
      } else if (/^\n|\n$/.test(word)) words.line.add(word);
      else words.keyword.add(marked(word, []));
    }
  }
  return { words, tokens };
}

/** Whole words by the parts of them that the kernel looks for. */
function wholeWords(ruleSet: RuleSet): ReadonlyMap<string, readonly string[]> {
  const whole = new Map<string, string[]>();
  const ofRules = ruleSet.rules.flatMap((rule) => ('keywords' in rule ? rule.keywords : []));
  for (const word of [...ofRules, ...ruleSet.services.words]) {
    const part = word.slice(ruleSet.cuts?.[word] ?? 0).toLowerCase();
    whole.set(part, [...(whole.get(part) ?? []), word]);
  }
  return whole;
}

function nameUse(word: string, isEnd: boolean): Use {
  if (word.endsWith('\n')) return 'line';
  return isEnd ? 'end' : /[\w\x80-\xff-]$/.test(word) ? 'name' : 'tied';
}

/** Stands before each word of a text, as `staged-filter.sh` writes it. */
export const WORD_MARK = '\x02';

/** A keyword as it stands in such a text: before its first word only where its patterns want it to begin there. */
function marked(keyword: string, patterns: readonly string[]): string {
  const text = keyword.replaceAll(/[A-Za-z0-9_]+/g, `${WORD_MARK}$&`);
  const isStart = patterns.length > 0 && patterns.every((pattern) => STARTS_WORD.test(pattern));
  return isStart || !text.startsWith(WORD_MARK) ? text : text.slice(1);
}

/** The one byte before the keyword that such patterns see is of no word. */
const STARTS_WORD = /^\^(?:\\W|\[\^\\w\.-\])\?/;

/** The patterns that are searched at a keyword. */
function patternsOf({ pattern, keywords }: KeywordRule, keyword: string): readonly string[] {
  const isOne = (some: readonly string[]) => some.some((one) => one.toLowerCase() === keyword.toLowerCase());
  if (typeof pattern === 'string') return isOne(keywords) ? [pattern] : [];
  return pattern.flatMap((one) => (isOne(one.keywords) ? [one.pattern] : []));
}

type LoudUse = 'keyword' | 'open' | 'quoted' | 'inline';
type Token = Omit<TokenWord, 'word'>;

const uses = new Map<string, LoudUse | Token>();

/** What keywords with some patterns ask for. */
function useOf(patterns: readonly string[], flags: string): LoudUse | Token {
  const key = `${flags} ${patterns.join(' ')}`;
  const use = uses.get(key) ?? tokenOf(patterns) ?? loudUse(patterns, flags);
  uses.set(key, use);
  return use;
}

/** What tokens are made of: `staged-filter-tokens.awk` has the same by their numbers, from 1. */
const CLASSES = [/[A-Za-z0-9]/, /[A-Za-z0-9+/=]/, /[A-Za-z0-9_-]/, /[^\] \t\n"'`(),]/];
/** Fewer characters tell nothing. */
const SHORTEST_TOKEN = 16;

/** ASCII. */
const CHARACTERS = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** The narrowest kind of tokens that all secrets of some patterns are of. */
function tokenOf(patterns: readonly string[]): Token | undefined {
  const secrets = patterns.map(secretOf);
  const length = Math.min(...secrets.map((secret) => measurePattern(secret).min));
  const used = CHARACTERS.filter((character) => secrets.some((secret) => canMatch(secret, [character])));
  const found = CLASSES.findIndex((one) => used.every((character) => one.test(character)));
  return found < 0 || length < SHORTEST_TOKEN ? undefined : { characters: found + 1, length };
}

function loudUse(patterns: readonly string[], flags: string): LoudUse {
  const crosses = (texts: readonly string[]) =>
    texts.some((text) => canMatch(withoutLooks(text), ['\n'], flags.includes('s')));
  if (!crosses(patterns)) return 'inline';
  if (crosses(patterns.map((pattern) => pattern.replace(STARTS_WORD, '').replaceAll(GOES_ON, '')))) return 'keyword';
  return patterns.every((pattern) => QUOTED.test(pattern)) ? 'quoted' : 'open';
}

/** A quote opens before the secret. */
const QUOTED = /\["'(?:\\x60)?\]\(\?<secret>/;

/**
 * Parts of patterns that go on in the next line: behind what opens or ends an item or with a mark for it, between brackets, or
 * before a comma or an operator there.
 */
const GOES_ON = new RegExp(
  [
    String.raw`(?:\\\(|,)\\s\{0,\d+\}`,
    String.raw`\\s\{0,\d+\}(?:,(?:\\s\{0,\d+\})?|\[\+\.\])`,
    String.raw`\\\{\[\^\{\};\]\{0,\d+\}\\\}`,
    String.raw`\(\?<=\[\\\\\\x60,\[\^\]\\r\?\)\\n`,
    String.raw`(?:\[\\\\\\x60\^\]|\\\\)\\r\?\\n`,
  ].join('|'),
  'g',
);

/** The group named `secret`, or all of a pattern. */
function secretOf(pattern: string): string {
  const start = pattern.indexOf('(?<secret>');
  let depth = 0;
  for (const { 0: atom, index } of start < 0 ? [] : pattern.slice(start).matchAll(ATOM)) {
    if (atom.startsWith('(')) depth++;
    if (atom === ')' && --depth === 0) return pattern.slice(start + '(?<secret>'.length, start + index);
  }
  return pattern;
}

/** A pattern without what only looks ahead or behind. */
function withoutLooks(pattern: string): string {
  let text = '';
  let depth = 0;
  let look = 0;
  for (const [atom] of pattern.matchAll(ATOM)) {
    if (atom.startsWith('(')) depth++;
    if (look === 0 && /^\(\?<?[=!]/.test(atom)) look = depth;
    if (look === 0) text += atom;
    if (atom === ')' && look === depth--) look = 0;
  }
  return text;
}

/** Of a pattern that `measurePattern` takes. */
const ATOM = /\[(?:\\[\s\S]|[^\]\\])*\]|\\x[\da-fA-F]{2}|\\[\s\S]|\((?:\?(?:<?[=!]|:|<\w+>))?|\{\d+,?\d*\}|[\s\S]/g;

/** Whether any part of a pattern can match one of some characters, with any case. */
function canMatch(pattern: string, characters: readonly string[], isDotAll = true): boolean {
  return [...pattern.matchAll(ATOM)].some(([atom]) => {
    if (/^(?:[()|*+?^$]|\(\?.*|\{\d.*|\\[bB])$/.test(atom)) return false;
    const expression = new RegExp(`^${atom}$`, isDotAll ? 'is' : 'i');
    return characters.some((character) => expression.test(character));
  });
}
