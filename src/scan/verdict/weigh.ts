import type { Evidence, FileContext } from '../../model/evidence.ts';
import { evidenceOf, type Sight } from './gather.ts';
import { canBeReported } from './weights.ts';

/**
 * The evidence for a candidate; undefined where no path could make it worth reporting, so that the hundred thousand
 * hashes of a checksum list are forgotten one by one.
 */
export function weigh(sight: Sight, start: number, context: FileContext): Evidence | undefined {
  const evidence = evidenceOf(sight, start, context);
  return canBeReported(evidence.features, evidence.shape) ? evidence : undefined;
}
