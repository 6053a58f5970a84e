import type { FeatureName } from './generated.ts';
import type { Provider, RunShape, Shape } from './rule.ts';

/** What the whole content says about its bare keys, collected from the kernel's anchors and never by a second read. */
export interface FileContext {
  /** Services whose host or word stands anywhere in the content, each with the byte offsets where (sorted, at most 64). */
  readonly services: ReadonlyMap<Provider, ServiceMention>;
  /** How many runs of each shape the content has. */
  readonly siblings: Readonly<Record<RunShape, number>>;
}

export interface ServiceMention {
  readonly hosts: readonly number[];
  readonly words: readonly number[];
}

/**
 * What the content says about one candidate: the features that fired, each with its words, and the service they point
 * to. Small and self-contained, so that it can be kept while the bytes go.
 */
export interface Evidence {
  readonly shape: Shape;
  readonly features: readonly Feature[];
  /** Id of the provider the content points to most, if one. Others that it points to are in the features. */
  readonly provider?: string;
  /** Bytes between the start of the earliest text that speaks for the candidate (its name) and the candidate; 0 if none. */
  readonly reach: number;
}

export interface Feature {
  /** Key of the table of weights in rules/verdict.yaml. */
  readonly name: FeatureName;
  /** Words from the file, never a part of the secret. */
  readonly detail?: string;
  /** Id of the provider that the feature points to; it counts only where that provider has a rule that the shape fits. */
  readonly provider?: string;
}
