/**
 * How often a property test tries its property: enough to see it broken, in a moment. PROPERTY_RUNS is a factor: 20 for a long
 * run, a part of 1 for many short ones.
 */
export function runs(usual: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(usual * Number(process.env.PROPERTY_RUNS ?? 1)) };
}
