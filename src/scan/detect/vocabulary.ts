import type { KernelConfig } from '../../model/anchor.ts';
import type { KeywordRule, PrefixRule, Provider, RuleSet } from '../../model/rule.ts';
import { pairBits } from '../verdict/randomness.ts';

/** What a keyword is for; one word can be for several things. */
export type KeywordMeaning =
  | { readonly kind: 'host' | 'word' | 'not-word'; readonly provider: Provider }
  /** `skipped`: how many characters of the rule's keyword stand before the word. */
  | { readonly kind: 'rule'; readonly rule: KeywordRule; readonly skipped: number }
  | { readonly kind: 'name' }
  | { readonly kind: 'marker'; readonly marker: string };

/** What the kernel looks for, and what each id in its answers stands for. */
export interface Vocabulary {
  readonly kernel: KernelConfig;
  readonly keywordMeanings: readonly (readonly KeywordMeaning[])[];
  readonly prefixRules: readonly (readonly PrefixRule[])[];
}

/** @param markers beginnings of inline comments */
export function buildVocabulary(ruleSet: RuleSet, markers: readonly string[]): Vocabulary {
  const keywords = new Index<KeywordMeaning>();
  const prefixes = new Index<PrefixRule>();
  for (const provider of ruleSet.providers) {
    for (const host of provider.hosts) keywords.add(host, { kind: 'host', provider });
    for (const word of provider.words) keywords.add(word, { kind: 'word', provider });
    for (const word of provider.notWords) keywords.add(word, { kind: 'not-word', provider });
  }
  for (const rule of ruleSet.rules) {
    if (rule.kind === 'bare') for (const word of rule.nameWords ?? []) keywords.add(word, { kind: 'name' });
  }
  for (const rule of ruleSet.rules) {
    if (rule.kind === 'keyword') {
      for (const keyword of rule.keywords) {
        // A word that is looked for anyway costs nothing.
        const skipped = keywords.has(keyword) ? 0 : rareStart(keyword);
        keywords.add(keyword.slice(skipped), { kind: 'rule', rule, skipped });
      }
    }
    if (rule.kind === 'prefix') for (const prefix of rule.prefixes) prefixes.add(prefix, rule, false);
  }
  for (const marker of markers) keywords.add(marker, { kind: 'marker', marker });
  return {
    kernel: {
      keywords: keywords.words,
      prefixes: prefixes.words,
      names: idsOf(keywords.meanings, ({ kind }) => kind === 'name'),
      schemes: idsOf(keywords.meanings, (meaning) => meaning.kind === 'rule' && meaning.rule.userinfo === true),
    },
    keywordMeanings: keywords.meanings,
    prefixRules: prefixes.meanings,
  };
}

/** Characters that may be cut off, and that have to stay. */
const MOST_SKIPPED = 4;
const LEAST_LEFT = 8;

/**
 * Where to cut a keyword's beginning off. The kernel looks at the first five bytes of a word first (assembly/keywords.ts):
 * `type` and `user` are everywhere, `pete` and `rnam` are not.
 */
function rareStart(keyword: string): number {
  let [best, rarest] = [0, rarityOf(keyword)];
  for (let at = 1; at <= Math.min(MOST_SKIPPED, keyword.length - LEAST_LEFT); at++) {
    const rarity = rarityOf(keyword.slice(at));
    if (rarity > rarest + WORTH_IT) [best, rarest] = [at, rarity];
  }
  return best;
}

/** Groups of four bytes that source text is full of, as counted on public trees. */
const FREQUENT = new Set(
  `type with time user stri trin eque requ curl ault ult  crea reat sett opt_ url. ssl_ key= nter inte ocke sock stor tore make hash
   buil uild pres send tran rans ener gene cook ooki impl mess essa ssag erna real open pens nssl veri erif inpu nput gith ithu
   mysq ysql est_ urlo ool_ tool rang ange equi essi sess key_ auth thor oken toke pass assw swor ord_ word name http ttps ttp:
   name file read writ rite conn onne nnec clie lien ient data base able tion ment this retu self func list valu alue conf onfi
   serv erve rver logi ogin host port path test erro rror lass clas publ ubli priv riva vate stat tati able even vent ting esti`.split(
    /\s+/,
  ),
);

/** Bits by which another beginning has to be rarer. */
const WORTH_IT = 2;

/** How rare the more frequent of a word's two first groups of four bytes is, in bits. */
function rarityOf(word: string): number {
  return Math.min(bitsOf(word.slice(0, 4)), bitsOf(word.slice(1, 5)));
}

function bitsOf(group: string): number {
  if (FREQUENT.has(group.toLowerCase())) return 0;
  let bits = 0;
  for (let at = 1; at < group.length; at++) bits += pairBits(group.charAt(at - 1), group.charAt(at));
  return bits;
}

/** Ids of the words whose meanings are all of this kind. */
function idsOf(
  meanings: readonly (readonly KeywordMeaning[])[],
  isOfKind: (meaning: KeywordMeaning) => boolean,
): ReadonlySet<number> {
  const ids = [...meanings.keys()];
  return new Set(ids.filter((id) => meanings[id]?.every(isOfKind)));
}

/** Numbers words in the order in which they first come, and collects what each means. */
class Index<T> {
  readonly words: string[] = [];
  readonly meanings: T[][] = [];
  readonly #ids = new Map<string, number>();

  has(word: string): boolean {
    return this.#ids.has(word.toLowerCase());
  }

  add(word: string, meaning: T, fold = true): void {
    const key = fold ? word.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : word;
    const id = this.#ids.get(key);
    if (id !== undefined) {
      this.meanings[id]?.push(meaning);
      return;
    }
    this.#ids.set(key, this.words.length);
    this.words.push(key);
    this.meanings.push([meaning]);
  }
}
