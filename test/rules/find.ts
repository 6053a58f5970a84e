import type { KeywordRule, PrefixRule } from '../../src/model/rule.ts';
import { CHECKS } from '../../src/rules/checks.ts';
import { entropyOf } from '../../src/rules/entropy.ts';

/** A key may begin here: nothing or no word character before, or the end of an escape (src/model/anchor.ts). */
const WORD_BEGIN = /(?:^|[^A-Za-z0-9_]|\\[nrt]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2})$/;

/** What a rule finds in a text, by the words of rule.ts and as slowly as one likes: what the detector is measured by. */
export function findSecrets(rule: PrefixRule | KeywordRule, text: string): string[] {
  const found = rule.kind === 'prefix' ? findByPrefix(rule, text) : findByKeyword(rule, text);
  const check = rule.check === undefined ? undefined : CHECKS[rule.check];
  return [...new Set(found.filter((secret) => check === undefined || check(secret)))];
}

function findByPrefix(rule: PrefixRule, text: string): string[] {
  const pattern = new RegExp(rule.pattern, 'y');
  return rule.prefixes.flatMap((prefix) =>
    positionsOf(prefix, text).flatMap((start) => {
      if (!WORD_BEGIN.test(text.slice(0, start))) return [];
      pattern.lastIndex = prefix.length;
      const rest = pattern.exec(text.slice(start, start + rule.reach))?.[0];
      return rest === undefined || entropyOf(rest) < rule.entropy ? [] : [prefix + rest];
    }),
  );
}

function findByKeyword(rule: KeywordRule, text: string): string[] {
  return rule.keywords.flatMap((keyword) =>
    positionsOf(keyword.toLowerCase(), text.toLowerCase()).flatMap((start) => {
      const end = start + keyword.length;
      const from = Math.max(0, start - rule.window.before);
      const window = text.slice(from, end + rule.window.after);
      const pattern = patternAt(rule, keyword);
      const matches = [...window.matchAll(new RegExp(pattern, `${rule.flags}g`))];
      const covering = matches.filter(({ index, 0: all }) => from + index <= start && from + index + all.length >= end);
      const secrets = covering.map((match) => match.groups?.secret ?? match[0]);
      return secrets.filter((secret) => entropyOf(secret) >= rule.entropy);
    }),
  );
}

function patternAt({ pattern }: KeywordRule, keyword: string): string {
  if (typeof pattern === 'string') return pattern;
  return pattern.find(({ keywords }) => keywords.includes(keyword))?.pattern ?? '(?!)';
}

function positionsOf(word: string, text: string): number[] {
  const positions: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) positions.push(at);
  return positions;
}
