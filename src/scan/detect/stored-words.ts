import { tablesOf } from '../../kernel/configure.ts';
import { once } from '../../model/once.ts';
import type { PrefixRule, Provider, RuleSet } from '../../model/rule.ts';
import { ownRuleAt, RULE_SET } from '../../rules/rule-set.ts';
import type { BuiltWords } from './build-words.ts';
import type { KeywordMeaning, Meanings, Words } from './words.ts';

/*
 * The words of the built-in rules as the build writes them, so that a start neither numbers words nor fills the kernel's tables.
 * A line `<digest of the build> <number of words> <bytes of memory>`, the kernel's memory, and JSON of `StoredMeanings`.
 */

interface StoredMeanings {
  readonly keywords: StoredLists<StoredMeaning>;
  readonly prefixes: StoredLists<number>;
}

/** What ids stand for: the same lists come again and again. */
interface StoredLists<T> {
  readonly lists: readonly (readonly T[])[];
  /** By id: the number of its list. */
  readonly listOf: readonly number[];
}

/** A `KeywordMeaning` with numbers in the place of its provider and its rule. */
type StoredMeaning = { readonly kind: string; readonly provider?: number; readonly rule?: number };

/** @param build digest of the build */
export function storeWords(
  { kernel, keywordMeanings, prefixRules }: BuiltWords,
  ruleSet: RuleSet,
  build: string,
): Buffer {
  const { words, memory } = tablesOf(kernel);
  const ruleNumbers = new Map(ruleSet.rules.map((rule, number) => [rule, number]));
  const providerNumbers = new Map(ruleSet.providers.map((provider, number) => [provider, number]));
  const stored = (meaning: KeywordMeaning) => ({
    ...meaning,
    ...('provider' in meaning && { provider: providerNumbers.get(meaning.provider) }),
    ...('rule' in meaning && { rule: ruleNumbers.get(meaning.rule) }),
  });
  const meanings = {
    keywords: toLists(keywordMeanings, stored),
    prefixes: toLists(prefixRules, (rule) => ruleNumbers.get(rule)),
  };
  const head = `${build} ${words} ${memory.length}\n`;
  return Buffer.concat([Buffer.from(head), memory, Buffer.from(JSON.stringify(meanings))]);
}

function toLists<T>(meanings: Meanings<T>, stored: (meaning: T) => unknown) {
  const numbers = new Map<string, number>();
  const listOf = Array.from(meanings.all(), (list) => {
    const text = JSON.stringify(list.map(stored));
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  });
  return { lists: Array.from(numbers.keys(), (text) => JSON.parse(text) as unknown), listOf };
}

/** The words of `RULE_SET`; undefined if another build has stored them: what they mean may have changed. */
export function readWords(bytes: Buffer, build: string): Words | undefined {
  const start = bytes.indexOf(LINE_FEED) + 1;
  const [storedBy, words, length] = bytes.toString('latin1', 0, start).split(' ');
  if (storedBy !== build) return undefined;
  const end = start + Number(length);
  // The build has written it.
  const stored = once(() => JSON.parse(bytes.toString('latin1', end)) as StoredMeanings);
  return {
    kernel: { words: Number(words), memory: bytes.subarray(start, end) },
    keywordMeanings: new ListedMeanings(() => stored().keywords, toMeaning),
    prefixRules: new ListedMeanings(
      () => stored().prefixes,
      (rule) => ownRuleAt(rule) as PrefixRule,
    ),
  };
}

const LINE_FEED = 0x0a;

function toMeaning(stored: StoredMeaning): KeywordMeaning {
  const { provider, rule } = stored;
  return {
    ...stored,
    ...(provider !== undefined && { provider: RULE_SET.providers[provider] as Provider }),
    ...(rule !== undefined && { rule: ownRuleAt(rule) }),
  } as KeywordMeaning;
}

/** Reads meanings when they are asked for: most of them never are. */
class ListedMeanings<S, T> implements Meanings<T> {
  readonly #stored: () => StoredLists<S>;
  readonly #read: (stored: S) => T;
  /** By the number of the list. */
  readonly #lists: (readonly T[])[] = [];

  constructor(stored: () => StoredLists<S>, read: (stored: S) => T) {
    this.#stored = stored;
    this.#read = read;
  }

  of(id: number): readonly T[] {
    const { lists, listOf } = this.#stored();
    const number = listOf[id] ?? 0;
    this.#lists[number] ??= (lists[number] ?? []).map(this.#read);
    return this.#lists[number];
  }

  all(): Iterable<readonly T[]> {
    return this.#stored().listOf.map((_, id) => this.of(id));
  }
}
