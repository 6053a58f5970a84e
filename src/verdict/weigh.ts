import type { Shape } from '../rules/rule.ts';
import type { Evidence, FileContext } from './evidence.ts';
import { gatherEvidence } from './gather.ts';
import { canBeReported } from './weights.ts';

/**
 * The evidence for a candidate; undefined where no path could make it worth reporting, so that the hundred thousand
 * hashes of a checksum list are forgotten one by one.
 */
export function weigh(
  bytes: Uint8Array,
  start: number,
  end: number,
  shape: Shape,
  context: FileContext,
): Evidence | undefined {
  const evidence = gatherEvidence(bytes, start, end, shape, context);
  return canBeReported(evidence.features) ? evidence : undefined;
}
