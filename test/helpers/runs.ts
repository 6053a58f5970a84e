import { type Example, expandExamples } from '../../src/rules/examples.ts';
import type { RuleForm } from '../../src/rules/schema.ts';

/** A factor for long and for short runs; a workflow makes a long one each night. */
const { PROPERTY_RUNS } = process.env;

/** How often a property test tries its property: half as often as usual where nothing is said, to see it broken in a moment. */
export function runs(usual: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(usual * Number(PROPERTY_RUNS ?? 0.5)) };
}

/**
 * Every so-many-th of a long list, all of it where PROPERTY_RUNS is more than 1. Seven has no factor in common with the sixty
 * notations: a list that goes round them gives all of them.
 */
export function some<T>(all: readonly T[], every = 7): T[] {
  return Number(PROPERTY_RUNS ?? 1) > 1 ? [...all] : all.filter((_, at) => at % every === 0);
}

/** Every example of every rule as it is written, and some of the notations of each, all of them in turn. */
export function someExamples(rules: readonly RuleForm[]): (Example & { readonly rule: string })[] {
  const all = rules.flatMap((rule) => expandExamples(rule).map((example) => ({ ...example, rule: rule.id })));
  const isWritten = ({ notation }: Example) => notation === 'as written';
  return [...all.filter(isWritten), ...some(all.filter((example) => !isWritten(example)))];
}
