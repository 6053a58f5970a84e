import type { KernelConfig, KernelTables } from '../../model/anchor.ts';
import type { KeywordRule, PrefixRule, Provider } from '../../model/rule.ts';

/** What a keyword is for; one word can be for several things. `head`: the part of the whole word before it, in lower case. */
export type KeywordMeaning =
  | { readonly kind: 'host' | 'word' | 'not-word'; readonly provider: Provider }
  | { readonly kind: 'rule'; readonly rule: KeywordRule; readonly head: string }
  /** `ends`: it counts at the end of a name only. */
  | { readonly kind: 'name'; readonly head: string; readonly ends: boolean }
  /** A service's word in a name: of rules/services. */
  | { readonly kind: 'service'; readonly head: string }
  | { readonly kind: 'marker'; readonly marker: string }
  /** Before text in another alphabet. */
  | { readonly kind: 'packed'; readonly isList: boolean }
  /** Before base64 of what is no text. */
  | { readonly kind: 'binary' };

/** What the kernel looks for, and what each id in its answers stands for. */
export interface Words {
  readonly kernel: KernelConfig | KernelTables;
  readonly keywordMeanings: Meanings<KeywordMeaning>;
  readonly prefixRules: Meanings<PrefixRule>;
}

/** What ids stand for. */
export interface Meanings<T> {
  of(id: number): readonly T[];
  /** In the order of their ids. */
  all(): Iterable<readonly T[]>;
}
