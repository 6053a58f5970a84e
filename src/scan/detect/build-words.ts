import type { KernelConfig } from '../../model/anchor.ts';
import type { PrefixRule, RuleSet } from '../../model/rule.ts';
import { INLINE_MARKERS } from '../suppress/inline.ts';
import { BINARY_WORDS } from './base64-binary.ts';
import { LIST_WORDS, PACKED_WORDS } from './packed.ts';
import type { KeywordMeaning, Meanings, Words } from './words.ts';

export interface BuiltWords extends Words {
  readonly kernel: KernelConfig;
}

/** The words of a rule set, numbered. */
export function buildWords(ruleSet: RuleSet): BuiltWords {
  const keywords = new Index<KeywordMeaning>();
  const prefixes = new Index<PrefixRule>();
  const parts = (word: string) => {
    const cut = ruleSet.cuts?.[word] ?? 0;
    return { head: word.slice(0, cut).toLowerCase(), rest: word.slice(cut) };
  };
  for (const provider of ruleSet.providers) {
    for (const host of provider.hosts) keywords.add(host, { kind: 'host', provider });
    for (const word of provider.words) keywords.add(word, { kind: 'word', provider });
    for (const word of provider.notWords) keywords.add(word, { kind: 'not-word', provider });
  }
  for (const rule of ruleSet.rules) {
    if (rule.kind === 'prefix') for (const prefix of rule.prefixes) prefixes.add(prefix, rule, false);
    if (rule.kind === 'keyword') {
      for (const keyword of rule.keywords) {
        const { head, rest } = parts(keyword);
        keywords.add(rest, { kind: 'rule', rule, head });
      }
    }
    if (rule.kind !== 'bare') continue;
    for (const word of rule.nameWords ?? []) {
      const { head, rest } = parts(word);
      keywords.add(rest, { kind: 'name', head, ends: false });
    }
    for (const word of rule.nameEnds ?? []) keywords.add(word, { kind: 'name', head: '', ends: true });
  }
  for (const word of ruleSet.services.words) {
    const { head, rest } = parts(word);
    keywords.add(rest, { kind: 'service', head });
  }
  for (const marker of INLINE_MARKERS) keywords.add(marker, { kind: 'marker', marker });
  for (const word of LIST_WORDS) keywords.add(word, { kind: 'packed', isList: true });
  for (const word of PACKED_WORDS) keywords.add(word, { kind: 'packed', isList: false });
  for (const word of BINARY_WORDS) keywords.add(word, { kind: 'binary' });
  const kernel = { keywords: keywords.words, prefixes: prefixes.words, ...idsByCondition(keywords.meanings) };
  return { kernel, keywordMeanings: keywords, prefixRules: prefixes };
}

/** Ids of the words that count under a condition only, because all their meanings do. */
function idsByCondition(
  meanings: readonly (readonly KeywordMeaning[])[],
): Pick<Required<KernelConfig>, 'names' | 'ends' | 'lists' | 'schemes'> {
  const ids = {
    names: new Set<number>(),
    ends: new Set<number>(),
    lists: new Set<number>(),
    schemes: new Set<number>(),
  };
  meanings.forEach((all, id) => {
    const [first] = all;
    if (first?.kind === 'name' || first?.kind === 'service') {
      if (all.every(({ kind }) => kind === 'name' || kind === 'service')) ids.names.add(id);
      if (all.every((meaning) => meaning.kind === 'name' && meaning.ends)) ids.ends.add(id);
    } else if (first?.kind === 'packed') {
      if (all.every((meaning) => meaning.kind === 'packed' && meaning.isList)) ids.lists.add(id);
    } else if (first?.kind === 'rule') {
      if (all.every((meaning) => meaning.kind === 'rule' && meaning.rule.userinfo === true)) ids.schemes.add(id);
    }
  });
  return ids;
}

/** Numbers words in the order in which they first come, and collects what each means. */
class Index<T> implements Meanings<T> {
  readonly words: string[] = [];
  readonly meanings: T[][] = [];
  readonly #ids = new Map<string, number>();

  add(word: string, meaning: T, fold = true): void {
    // Nearly all are lower case; a test is quicker than a replacement.
    const key = fold && /[A-Z]/.test(word) ? word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : word;
    const id = this.#ids.get(key);
    if (id !== undefined) {
      this.meanings[id]?.push(meaning);
      return;
    }
    this.#ids.set(key, this.words.length);
    this.words.push(key);
    this.meanings.push([meaning]);
  }
  of(id: number): readonly T[] {
    return this.meanings[id] ?? [];
  }

  all(): Iterable<readonly T[]> {
    return this.meanings;
  }
}
