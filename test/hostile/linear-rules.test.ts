import { expect, test } from 'vitest';
import { START } from '../../src/model/fragment.ts';
import type { KeywordRule, PrefixRule } from '../../src/model/rule.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { Detector } from '../../src/scan/detect/detector.ts';
import { TimeLimit } from '../../src/scan/detect/time-limit.ts';
import { type Atom, atomsOf } from './expression.ts';

const RULES = RULE_SET.rules.filter(
  (rule): rule is KeywordRule | PrefixRule => rule.kind === 'prefix' || rule.kind === 'keyword',
);

/** A pattern of a rule, with its words and the bytes that it may see at once. */
interface Expression {
  readonly id: string;
  readonly words: readonly string[];
  readonly pattern: RegExp;
  readonly atoms: readonly Atom[];
  readonly size: number;
}

function expressionsOf(rule: KeywordRule | PrefixRule): Expression[] {
  const { id } = rule;
  if (rule.kind === 'prefix') {
    const pattern = new RegExp(rule.pattern, 'y');
    return [{ id, words: rule.prefixes, pattern, atoms: atomsOf(rule.pattern), size: rule.reach }];
  }
  const patterns =
    typeof rule.pattern === 'string' ? [{ keywords: rule.keywords, pattern: rule.pattern }] : rule.pattern;
  const size = rule.window.before + rule.window.after + 64;
  return patterns.map(({ keywords, pattern }) => ({
    id,
    words: keywords,
    pattern: new RegExp(pattern, `${rule.flags}dg`),
    atoms: atomsOf(pattern),
    size,
  }));
}

const EXPRESSIONS = RULES.flatMap(expressionsOf);

/** Texts that an expression follows as far as it can, and that fail there, again and again. */
function attacksOn({ words: [word = ''], atoms }: Expression): string[] {
  const blocks = atoms.flatMap(({ lead, samples, most }) =>
    samples.slice(0, 2).flatMap((sample) => [lead + sample.repeat(Math.min(most, 2000)), word + sample.repeat(most)]),
  );
  return [...new Set(blocks)].filter((block) => block !== '');
}

const filled = (block: string, size: number) => block.repeat(Math.ceil(size / block.length)).slice(0, size);

function timeOf(pattern: RegExp, text: string): number {
  pattern.lastIndex = 0;
  const started = performance.now();
  pattern.exec(text);
  return performance.now() - started;
}

/** How much longer the worst text may take than one that needs a look back for every character. The worst of ours takes ten times. */
const MOST_TIMES = 300;
const PLAIN = /(?:[^z]{0,20}z){2}/g;

test.each(EXPRESSIONS.map((expression) => [expression.id, expression] as const))(
  '%s: no text in its window takes its expression long',
  (_, expression) => {
    for (const block of attacksOn(expression)) {
      const text = filled(block, expression.size);
      const isSlow = () => {
        const time = timeOf(expression.pattern, text);
        return time > MOST_TIMES * 0.01 && time > MOST_TIMES * timeOf(PLAIN, filled('a', expression.size));
      };
      expect([block.slice(0, 100), Array.from({ length: 5 }).every(isSlow)]).toEqual([block.slice(0, 100), false]);
    }
  },
);

/** How often a search asks the clock, which it does every 64 anchors. */
function looksAtClock(text: string): number {
  let looks = 0;
  const limit = new TimeLimit(Number.POSITIVE_INFINITY, () => ++looks > 0);
  const detector = new Detector(RULE_SET, {}, limit);
  limit.run(1, true, () => detector.detect({ bytes: Buffer.from(text, 'latin1'), origin: START }));
  return looks;
}

/** What makes the search look at more than the anchor itself. */
const RUNS = ['"', '(', '\\', '\n', '=', '$(', '\\x41', 'QUFB'];

test.each(RUNS)('twice as much of names before %j makes twice as many steps', (run) => {
  for (const name of ['password = "', 'https://a:b']) {
    const [once, twice] = [2000, 4000].map((size) => looksAtClock(filled(name + run, size)));
    expect(twice).toBeLessThanOrEqual(3 * (once ?? 0) + 4);
  }
});

/** Names and prefixes in a row, each with a value that is packed, or that may be. */
const PACKED = ['api_key=3D', 'a: bbbbbbb\n  cccccc\npassword`token =>', 'AKIA^\n', 'PASSWORD=`${"'];

test.each(PACKED)('each of %j is unpacked without all that follow it', (block) => {
  const looks = looksAtClock(filled(block, 4000));
  expect((64 * looks) / (4000 / block.length)).toBeLessThan(150);
});

test('so does twice as much of the words of all rules', () => {
  const all = RULES.map((rule) => (rule.kind === 'prefix' ? rule.prefixes : rule.keywords)[0]).join('="');
  const [once, twice] = [looksAtClock(all), looksAtClock(all + all)];
  expect(twice).toBeLessThanOrEqual(2.2 * (once ?? 0) + 4);
});
