import type { Evidence, Feature, FileContext } from '../../model/evidence.ts';
import type { FeatureName } from '../../model/generated.ts';
import type { Shape } from '../../model/rule.ts';
import { toDetail } from './detail.ts';
import type { KnownServices } from './known-services.ts';
import { readServices, STRONGEST_MENTION } from './services.ts';
import { isKnown, runShapeOf } from './value-shape.ts';
import { canBeReported } from './weights.ts';
import { type WindowEvidence, WindowReader } from './window.ts';

/**
 * The evidence for a candidate; undefined if no path could make it reportable. So the hundred thousand hashes of a
 * checksum list are dropped one by one.
 */
export function reportableEvidenceOf(
  window: WindowEvidence,
  start: number,
  context: FileContext,
  known?: KnownServices,
): Evidence | undefined {
  const evidence = evidenceOf(window, start, context, known);
  return canBeReported(evidence.features, evidence.shape) ? evidence : undefined;
}

/**
 * Everything that a content says about the candidate at `start`.
 * @param known services that are told by the names and the value alone
 * @param isExplained with the words from the file, even if no path could make it reportable
 */
export function evidenceOf(
  { shape, value, features: fromWindow, names, reach }: WindowEvidence,
  start: number,
  context: FileContext,
  known?: KnownServices,
  isExplained = false,
): Evidence {
  const isNamed = fromWindow.some(({ name }) => NAMED.has(name));
  const isDummy = fromWindow.some(({ name }) => DUMMY_VALUE.has(name));
  const match = isDummy ? undefined : known?.find(names, value, isNamed);
  const mentioned = context.services.size === 0 ? [] : readServices(names, start, context);
  const services = match?.feature === undefined ? mentioned : [match.feature, ...mentioned];
  const said = match?.isDocumented === true ? fromWindow.map(asSecretsName) : fromWindow;
  const features = [...said, ...describeSiblings(shape === 'value' ? 0 : context.siblings[shape]), ...services];
  const provider = services[0]?.provider;
  const run = shape === 'value' ? runShapeOf(value) : undefined;
  const evidence = {
    shape,
    reach,
    ...(run === undefined ? {} : { run }),
    ...(provider === undefined ? {} : { provider }),
    ...(match === undefined ? {} : { rule: match.rule }),
  };
  // Most candidates cannot be reported; their details are not needed.
  if (!isExplained && !canBeReported(features, shape)) return { ...evidence, features: features.map(withoutDetail) };
  if (isKnown(value)) features.push({ name: 'value.known' });
  return { ...evidence, features: features.map((feature) => withDetail(feature, value)) };
}

/** The name means a secret, whatever it is of. */
const NAMED: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'name.secret',
  'name.secret-part',
  'name.key',
  'name.hint',
  'form.scheme',
  'op.userinfo',
]);

/** What the service itself calls its key means a secret, whatever its words mean elsewhere. */
function asSecretsName(feature: Feature): Feature {
  return DOUBTED.has(feature.name) ? { ...feature, name: 'name.secret' } : feature;
}

const DOUBTED: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'name.public',
  'name.id',
  'name.hash',
  'name.meta',
  'name.hint',
  'name.key',
  'name.other',
  'name.secret-part',
]);

/** No service gives out such values, whatever form they have: `xxxx` and `your-api-key-here` are of most alphabets. Others are public. */
const DUMMY_VALUE: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'value.known',
  'value.dull',
  'value.placeholder',
  'value.default',
  'form.public-dsn',
  'form.badge',
]);

/** Whether a candidate cannot be reported among `siblings` runs of its shape, whatever services the content mentions. */
export function isNeverReported({ features, shape }: WindowEvidence, siblings: number): boolean {
  return !canBeReported([...features, ...describeSiblings(siblings), STRONGEST_MENTION], shape);
}

/** Reads the window, then judges it in its content. @internal exported for tests */
export function gatherEvidence(
  bytes: Uint8Array,
  start: number,
  end: number,
  shape: Shape,
  context: FileContext,
): Evidence {
  return evidenceOf(new WindowReader().read(bytes, start, end, shape), start, context);
}

/** Rounds the number of siblings down to the steps that the verdict tells apart. */
export function siblingsStep(count: number): 0 | 10 | 50 | 500 {
  return count >= 500 ? 500 : count >= 50 ? 50 : count >= 10 ? 10 : 0;
}

const SIBLINGS = { 10: 'siblings.several', 50: 'siblings.dozens', 500: 'siblings.hundreds' } as const;

function describeSiblings(count: number): Feature[] {
  const step = siblingsStep(count);
  return step === 0 ? [] : [{ name: SIBLINGS[step] }];
}

function withoutDetail({ name, provider }: Feature): Feature {
  return provider === undefined ? { name } : { name, provider };
}

function withDetail({ detail = '', ...feature }: Feature, value: string): Feature {
  const shown = toDetail(detail, value);
  return shown === '' ? feature : { ...feature, detail: shown };
}
