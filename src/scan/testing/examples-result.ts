/** What came of examples; each is tried in several notations, and counts once in each. */
export interface ExamplesResult {
  readonly examples: number;
  readonly failed: number;
  /** A line for each example that fails, with its place, and without the generated value. */
  readonly failures: readonly string[];
}
