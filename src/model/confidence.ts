import type { Confidence } from './rule.ts';

const ASCENDING: readonly Confidence[] = ['low', 'medium', 'high'];

/** For sorting: negative if `a` is lower than `b`. */
export function compareConfidence(a: Confidence, b: Confidence): number {
  return ASCENDING.indexOf(a) - ASCENDING.indexOf(b);
}

export function isAtLeast(confidence: Confidence, least: Confidence): boolean {
  return compareConfidence(confidence, least) >= 0;
}
