import { isDeepStrictEqual } from 'node:util';
import { HexhoundError } from '../../model/errors.ts';
import type { KeywordRule, PrefixRule } from '../../model/rule.ts';
import { ownRule } from '../../rules/rule-set.ts';
import { limited } from '../../syntax/limited.ts';

/** In milliseconds: for one search, and for all of one rule. A search in the longest window takes a few. */
const [MOST_AT_ONCE, MOST_IN_ALL] = [500, 20_000];

/**
 * The same in parts of whole contents, each in milliseconds on a machine that has other things to do; and how many characters a
 * millisecond is allowed for beyond that, in all.
 */
const [MOST_IN_PART, CHARACTERS_PER_MS] = [5000, 256];

/** By rule: whether it is none of ours. */
const foreign = new WeakMap<ExpressionRule, boolean>();

type ExpressionRule = KeywordRule | PrefixRule;

/** By rule: milliseconds, and characters of contents. */
const spent = new Map<string, number>();
const searched = new Map<string, number>();

/** Whether a rule is none of ours: a scanned repository may have brought it. */
export function isForeign(rule: ExpressionRule): boolean {
  let isOther = foreign.get(rule);
  if (isOther === undefined) {
    const own = ownRule(rule.id);
    // A thread has copies, and a configuration can change the severity.
    isOther = own === undefined || !('pattern' in own) || !isDeepStrictEqual(own.pattern, rule.pattern);
    foreign.set(rule, isOther);
  }
  return isOther;
}

/**
 * Searches with an expression that may be written to run for ever, such as nested repetitions.
 * @throws HexhoundError E_RULE that names the rule
 */
export function guarded<T>(id: string, search: () => T): T {
  return run(id, search, MOST_AT_ONCE, MOST_IN_ALL);
}

/** The same in a part of a content of that many characters. @throws HexhoundError E_RULE that names the rule */
export function guardedContent<T>(id: string, characters: number, search: () => T): T {
  const seen = (searched.get(id) ?? 0) + characters;
  searched.set(id, seen);
  return run(id, search, MOST_IN_PART, MOST_IN_ALL + seen / CHARACTERS_PER_MS);
}

function run<T>(id: string, search: () => T, mostAtOnce: number, mostInAll: number): T {
  const started = performance.now();
  const done = limited(mostAtOnce, search);
  const all = (spent.get(id) ?? 0) + performance.now() - started;
  spent.set(id, all);
  if (done !== undefined && all <= mostInAll) return done.value;
  throw new HexhoundError('E_RULE', id, 'its pattern takes too long: it can match the same text in too many ways');
}
