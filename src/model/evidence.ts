import type { FeatureName } from './generated.ts';
import type { Provider, RunShape, Shape } from './rule.ts';

/** What the whole content says about its bare keys. It comes from the kernel's anchors; the content is not read again. */
export interface FileContext {
  /** Services whose host or word is anywhere in the content, with the byte offsets (sorted, at most 64). */
  readonly services: ReadonlyMap<Provider, ServiceMention>;
  /** How many runs of each shape the content has. */
  readonly siblings: Readonly<Record<RunShape, number>>;
}

export interface ServiceMention {
  readonly hosts: readonly number[];
  readonly words: readonly number[];
}

/**
 * What the content says about one candidate: the features that apply, each with its words, and the service that they
 * point to. It does not refer to the bytes, so these need not be kept.
 */
export interface Evidence {
  readonly shape: Shape;
  readonly features: readonly Feature[];
  /** For the shape `value`: the shape of a run that it is, too. */
  readonly run?: RunShape;
  /** Id of the rule whose expression found the candidate. Without, the verdict chooses one. */
  readonly rule?: string;
  /** Id of the provider that the content points to most. Others are in the features. */
  readonly provider?: string;
  /** Bytes between the candidate and the start of the first text that speaks for it (its name); 0 if none. */
  readonly reach: number;
}

export interface Feature {
  /** Key of the table of weights in rules/verdict.yaml. */
  readonly name: FeatureName;
  /** Words from the file, never a part of the secret. */
  readonly detail?: string;
  /** Id of the provider that the feature points to. It counts only if the provider has a rule for the shape. */
  readonly provider?: string;
}
