import type { Evidence, Feature } from '../../model/evidence.ts';
import type { Reason } from '../../model/finding.ts';
import { oncePer } from '../../model/once.ts';
import type { BareRule, Confidence, RuleSet, Shape } from '../../model/rule.ts';
import type { Verdict } from '../../model/verdict.ts';
import { allRules } from '../../rules/services.ts';
import { isKeyFile, readPath } from './file-kind.ts';
import { type FeatureName, VERDICT } from './generated.ts';
import { memoize } from './memoize.ts';
import { isSpecific } from './name-words.ts';
import { mentions } from './services.ts';
import { HUNDREDS_OF_SIBLINGS, scoreOf, weightOf } from './weights.ts';

/** Shapes that a rule's shape includes: 32 lower-case hexadecimal digits are also 32 characters of [a-z0-9]. */
const CONTAINS: Readonly<Record<Shape, readonly Shape[]>> = {
  hex32: ['hex32'],
  alnum32: ['hex32', 'alnum32'],
  mixed32: ['hex32', 'alnum32', 'mixed32'],
  value: ['value'],
};

/**
 * Turns evidence into a verdict on a candidate. The score is the logistic function of the sum of the weights in
 * rules/verdict.yaml.
 * @param path undefined if there is none, as for a commit message
 */
export function judge(evidence: Evidence, path: string | undefined, rules: RuleSet): Verdict {
  const features = [...evidence.features, ...readFileKind(path, evidence)];
  const hasRule = (feature: Feature): boolean => ruleOf(feature, evidence, rules) !== undefined;
  if (!features.some(hasRule)) features.push(...readElsewhere(path, evidence, rules));
  const chosen = features.find(hasRule);
  const reasons: Reason[] = [{ feature: 'bias', weight: VERDICT.bias }];
  for (const feature of features) {
    if (feature.provider === undefined || feature === chosen) reasons.push(toReason(feature, evidence.shape));
  }
  reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.feature < b.feature ? -1 : 1));

  const score = scoreOf(reasons.reduce((sum, { weight }) => sum + weight, 0));
  const confidence = confidenceOf(score);
  const found = evidence.rule === undefined ? undefined : allRules(rules).get(evidence.rule);
  const rule =
    found ?? (chosen && ruleOf(chosen, evidence, rules)) ?? genericRule(evidence.run ?? evidence.shape, rules);
  return { score, confidence: confidence ?? 'low', rule: confidence === undefined ? undefined : rule, reasons };
}

/** What the path says about the kind of file. */
function readFileKind(path: string | undefined, evidence: Evidence): Feature[] {
  if (path === undefined) return [];
  const kind = readPath(path);
  const isList = hasFeature(evidence, 'op.alone') && !hasFeature(evidence, HUNDREDS_OF_SIBLINGS) && isKeyFile(path);
  const isSample = SAMPLES.has(kind) && evidence.features.some(({ name }) => MADE_UP.has(name));
  return [
    ...(kind === undefined ? [] : [{ name: kind }]),
    ...(kind === 'file.docs' && hasFeature(evidence, 'value.unclear') ? [{ name: 'file.docs-unclear' } as const] : []),
    ...(isSample ? [{ name: 'file.made-up' } as const] : []),
    ...(isList ? [{ name: 'form.key-list' } as const] : []),
  ];
}

/** Where people put passwords that open nothing. */
const SAMPLES: ReadonlySet<FeatureName | undefined> = new Set<FeatureName | undefined>(['file.test', 'file.docs']);
const MADE_UP: ReadonlySet<FeatureName> = new Set<FeatureName>([
  'value.typed',
  'value.words',
  'value.digits',
  'value.default',
]);

/** For a content that names no service with such keys: the service that documents this name of a key, and those in the path. */
function readElsewhere(path: string | undefined, evidence: Evidence, rules: RuleSet): Feature[] {
  const features: Feature[] = [];
  const name = nameOf(evidence);
  if (name !== undefined && isSpecific(name)) {
    const rule = bareRules(rules).find((known) => hasName(known, name));
    if (rule !== undefined) features.push({ name: 'service.documented', provider: rule.provider, detail: name });
  }
  features.push(...servicesInPath(rules)(path ?? ''));
  return features;
}

const servicesInPath = oncePer(({ providers }: RuleSet) =>
  memoize((path): readonly Feature[] =>
    providers
      .filter((provider) => mentions(provider, path))
      .map(({ id, name }) => ({ name: 'service.path', provider: id, detail: name })),
  ),
);

/** Few of all rules. */
const bareRules = oncePer(({ rules }: RuleSet) => rules.filter((rule): rule is BareRule => rule.kind === 'bare'));

/** The rule for such a value of the service that a feature points to. A rule that lists the value's name comes first. */
function ruleOf({ provider }: Feature, evidence: Evidence, rules: RuleSet): BareRule | undefined {
  if (provider === undefined) return undefined;
  const found = evidence.rule === undefined ? undefined : allRules(rules).get(evidence.rule);
  if (found?.kind === 'bare' && found.provider === provider) return found;
  const fitting = bareRules(rules).filter((rule) => rule.provider === provider && fitsShape(rule.shape, evidence));
  const name = nameOf(evidence) ?? '';
  return fitting.find((rule) => hasName(rule, name)) ?? fitting[0];
}

function fitsShape(shape: Shape, evidence: Evidence): boolean {
  return (
    CONTAINS[shape].includes(evidence.run ?? evidence.shape) &&
    !(shape === 'alnum32' && hasFeature(evidence, 'value.upper-case'))
  );
}

function hasFeature({ features }: Evidence, feature: FeatureName): boolean {
  return features.some(({ name }) => name === feature);
}

function nameOf({ features }: Evidence): string | undefined {
  return features.find(({ name }) => name.startsWith('name.'))?.detail;
}

function hasName(rule: BareRule, name: string): boolean {
  const plain = plainName(name);
  return rule.names.some((known) => plainName(known) === plain);
}

/** The name itself of `ENV CAPTCHAAI_KEY`, `env.CAPTCHAAI_KEY` and `--captchaai-key`, in one spelling. */
const plainName = memoize((name): string =>
  (/[\w-]*$/.exec(name)?.[0] ?? '').replace(/^-+/, '').replaceAll('-', '_').toLowerCase(),
);

function genericRule(shape: Shape, rules: RuleSet): BareRule | undefined {
  return bareRules(rules).find((rule) => rule.provider === 'generic' && rule.shape === shape);
}

function toReason({ name, detail }: Feature, shape: Shape): Reason {
  const weight = weightOf(name, shape);
  return detail === undefined ? { feature: name, weight } : { feature: name, weight, detail };
}

function confidenceOf(score: number): Confidence | undefined {
  const { high, medium, low } = VERDICT.confidence;
  return score >= high ? 'high' : score >= medium ? 'medium' : score >= low ? 'low' : undefined;
}
