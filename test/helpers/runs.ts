import { type Example, expandExamples } from '../../src/rules/examples.ts';
import type { RuleForm } from '../../src/rules/schema.ts';

/**
 * How often a property test tries its property: enough to see it broken, in a moment. PROPERTY_RUNS is a factor: 20 for a long
 * run, a part of 1 for many short ones.
 */
export function runs(usual: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(usual * Number(process.env.PROPERTY_RUNS ?? 1)) };
}

/**
 * Every so-many-th of a long list, all of it with PROPERTY_RUNS of as much. The step is odd: a list that goes round an even
 * number of forms gives all of them.
 */
export function some<T>(all: readonly T[], every = 7): T[] {
  const step = Math.max(1, Math.round(every / Number(process.env.PROPERTY_RUNS ?? 1)));
  return all.filter((_, at) => at % step === 0);
}

/** Every example of every rule as it is written, and some of the notations of each, all of them in turn. */
export function someExamples(rules: readonly RuleForm[]): (Example & { readonly rule: string })[] {
  const all = rules.flatMap((rule) => expandExamples(rule).map((example) => ({ ...example, rule: rule.id })));
  const isWritten = ({ notation }: Example) => notation === 'as written';
  return [...all.filter(isWritten), ...some(all.filter((example) => !isWritten(example)))];
}
