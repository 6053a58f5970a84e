import type { Evidence, Feature } from '../../model/evidence.ts';
import type { Shape } from '../../model/rule.ts';
import { type FeatureName, VERDICT } from './generated.ts';

/** Nobody has so many keys: in a file of hundreds, a value on a line of its own is a digest, whatever the file's name. */
export const HUNDREDS_OF_SIBLINGS = 'siblings.hundreds' satisfies FeatureName;

/** Weights that differ for a shape. */
type Overrides = Readonly<Partial<Record<Shape, number>>>;

export function weightOf(name: FeatureName, shape: Shape): number {
  const [weight, overrides]: readonly [number, Overrides?] = VERDICT.features[name];
  return overrides?.[shape] ?? weight;
}

const FILE_FEATURES = (Object.keys(VERDICT.features) as FeatureName[]).filter((name) => name.startsWith('file.'));

/** The greatest weight of a file's kind, by shape. */
const MAX_FILE_WEIGHT: Readonly<Record<Shape, number>> = {
  hex32: maxFileWeight('hex32'),
  alnum32: maxFileWeight('alnum32'),
  mixed32: maxFileWeight('mixed32'),
  value: maxFileWeight('value'),
};

function maxFileWeight(shape: Shape): number {
  return Math.max(0, ...FILE_FEATURES.map((name) => weightOf(name, shape)));
}

/** The greatest weight of a service that the content does not mention. */
const MAX_SERVICE_WEIGHT = Math.max(VERDICT.features['service.path'][0], VERDICT.features['service.documented'][0]);

/** Turns a sum of log-odds into a score from 0 to 1. */
export function scoreOf(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}

/** Whether a candidate with these features is reported at some path, at least with low confidence. */
export function canBeReported(features: readonly Feature[], shape: Shape): boolean {
  let sum = VERDICT.bias + MAX_FILE_WEIGHT[shape];
  // No service has a rule for values that are no runs.
  let service = shape === 'value' ? 0 : MAX_SERVICE_WEIGHT;
  const isMass = features.some(({ name }) => name === HUNDREDS_OF_SIBLINGS);
  for (const { name, provider } of features) {
    if (name === 'op.alone' && !isMass) sum += weightOf('form.key-list', shape);
    if (provider === undefined) sum += weightOf(name, shape);
    else service = Math.max(service, weightOf(name, shape));
  }
  return scoreOf(sum + service) >= VERDICT.confidence.low;
}

/** Whether what the content says is enough for medium confidence, whatever the path. */
export function isLikely({ features, shape }: Pick<Evidence, 'features' | 'shape'>): boolean {
  let sum = VERDICT.bias;
  let service = 0;
  for (const { name, provider } of features) {
    if (provider === undefined) sum += weightOf(name, shape);
    else service = Math.max(service, weightOf(name, shape));
  }
  return scoreOf(sum + service) >= VERDICT.confidence.medium;
}
