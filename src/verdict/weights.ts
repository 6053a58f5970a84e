import type { Feature } from './evidence.ts';
import { type FeatureName, VERDICT } from './generated.ts';

/** Nobody has so many keys: in a file of hundreds, a line of its own is one more digest, whatever the file is called. */
export const MASS = 'siblings.hundreds' satisfies FeatureName;

/** The most that `judge` can add for the kind of a file. */
const BEST_FILE = Math.max(
  ...Object.entries(VERDICT.features).map(([name, [weight]]) => (name.startsWith('file.') ? weight : 0)),
);
/** The most that `judge` can add for a service that the content does not mention. */
const BEST_SERVICE = Math.max(VERDICT.features['service.path'][0], VERDICT.features['service.documented'][0]);

export function weightOf(name: FeatureName): number {
  return VERDICT.features[name][0];
}

/** The score, 0 to 1, of a sum of log-odds. */
export function scoreOf(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}

/** Whether some path could make a candidate with these features worth reporting, be it with low confidence. */
export function canBeReported(features: readonly Feature[]): boolean {
  let sum = VERDICT.bias + BEST_FILE;
  let service = BEST_SERVICE;
  const isMass = features.some(({ name }) => name === MASS);
  for (const { name, provider } of features) {
    if (name === 'op.alone' && !isMass) sum += weightOf('form.key-list');
    if (provider === undefined) sum += weightOf(name);
    else service = Math.max(service, weightOf(name));
  }
  return scoreOf(sum + service) >= VERDICT.confidence.low;
}
