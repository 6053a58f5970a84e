/**
 * How often a property test tries its property: enough to see it broken, in a moment; PROPERTY_RUNS says how many times as
 * often for a long run.
 */
export function runs(usual: number): { readonly numRuns: number } {
  return { numRuns: usual * Number(process.env.PROPERTY_RUNS ?? 1) };
}
