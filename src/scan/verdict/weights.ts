import type { Feature } from '../../model/evidence.ts';
import type { Shape } from '../../model/rule.ts';
import { type FeatureName, VERDICT } from './generated.ts';
import { memoize } from './memo.ts';

/** Nobody has so many keys: in a file of hundreds, a line of its own is one more digest, whatever the file is called. */
export const MASS = 'siblings.hundreds' satisfies FeatureName;

/** Weights that differ for a shape. */
type Overrides = Readonly<Partial<Record<Shape, number>>>;

export function weightOf(name: FeatureName, shape: Shape): number {
  const [weight, overrides]: readonly [number, Overrides?] = VERDICT.features[name];
  return overrides?.[shape] ?? weight;
}

/** The most that `judge` can add for the kind of a file. */
const bestFile = memoize((shape) =>
  Math.max(
    0,
    ...FEATURE_NAMES.filter((name) => name.startsWith('file.')).map((name) => weightOf(name, shape as Shape)),
  ),
);
const FEATURE_NAMES = Object.keys(VERDICT.features) as FeatureName[];

/** The most that `judge` can add for a service that the content does not mention. */
const BEST_SERVICE = Math.max(VERDICT.features['service.path'][0], VERDICT.features['service.documented'][0]);

/** The score, 0 to 1, of a sum of log-odds. */
export function scoreOf(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}

/** Whether some path could make a candidate with these features worth reporting, be it with low confidence. */
export function canBeReported(features: readonly Feature[], shape: Shape): boolean {
  let sum = VERDICT.bias + bestFile(shape);
  let service = BEST_SERVICE;
  const isMass = features.some(({ name }) => name === MASS);
  for (const { name, provider } of features) {
    if (name === 'op.alone' && !isMass) sum += weightOf('form.key-list', shape);
    if (provider === undefined) sum += weightOf(name, shape);
    else service = Math.max(service, weightOf(name, shape));
  }
  return scoreOf(sum + service) >= VERDICT.confidence.low;
}
