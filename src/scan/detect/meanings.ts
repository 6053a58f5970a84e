import type { Meaning, Meanings } from '../../kernel/object-kernel.ts';
import { WINDOW } from '../verdict/gather.ts';
import { MOST_PADDING } from './evaluate.ts';
import { EXCERPT_REACH } from './excerpt.ts';
import { NAMED_REACH } from './named-value.ts';
import type { KeywordMeaning, Vocabulary } from './vocabulary.ts';

const NO_MEANING: Meaning = { before: 0, after: 0, comesTo: false, mention: false, marker: false };

/** How far around an anchor the content decides what it comes to, its excerpt included. */
export function meaningsOf({ keywordMeanings, prefixRules }: Vocabulary): Meanings {
  return {
    keywords: keywordMeanings.map((meanings) => meanings.map(meaningOf).reduce(both, NO_MEANING)),
    prefixes: prefixRules.map((rules) => {
      const after = Math.max(0, ...rules.map(({ reach }) => reach)) + EXCERPT_REACH;
      return { ...NO_MEANING, before: EXCERPT_REACH, after, comesTo: true };
    }),
    run: { ...NO_MEANING, before: AROUND, after: AROUND, comesTo: true },
    base64: { ...NO_MEANING, before: AROUND, after: AROUND + MOST_PADDING, comesTo: true },
  };
}

const AROUND = Math.max(WINDOW, EXCERPT_REACH) + 1;

function meaningOf(meaning: KeywordMeaning): Meaning {
  if (meaning.kind === 'marker') return { ...NO_MEANING, marker: true };
  if (meaning.kind === 'name') return { ...NO_MEANING, before: AROUND, after: NAMED_REACH + AROUND, comesTo: true };
  if (meaning.kind !== 'rule') return { ...NO_MEANING, mention: true };
  const { before, after } = meaning.rule.window;
  return { ...NO_MEANING, before: before + EXCERPT_REACH, after: after + EXCERPT_REACH, comesTo: true };
}

function both(a: Meaning, b: Meaning): Meaning {
  return {
    before: Math.max(a.before, b.before),
    after: Math.max(a.after, b.after),
    comesTo: a.comesTo || b.comesTo,
    mention: a.mention || b.mention,
    marker: a.marker || b.marker,
  };
}
