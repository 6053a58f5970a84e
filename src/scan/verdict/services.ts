import type { Feature, FileContext } from '../../model/evidence.ts';
import type { Provider } from '../../model/rule.ts';
import type { FeatureName } from './generated.ts';
import { isSpecific } from './name-words.ts';
import { weightOf } from './weights.ts';

/** The texts around a candidate in which a service may be named. */
export interface Names {
  /** The name of the value. */
  readonly name: string;
  /** All names of the expression that the value stands in. */
  readonly expression: string;
  /** The line above a value that stands alone on its own, if it is short. */
  readonly label: string;
  /** Host of the URL that the value stands in. */
  readonly host: string;
  /** What stands before and behind it. */
  readonly around: readonly [left: string, right: string];
}

/** A mention within this many bytes is about the candidate, not only in the same file. */
const NEAR = 160;

/** A mention further away says nothing: large files are dumps in which anything is mentioned. */
const FAR = 32 * 1024;

/** Features that point to a service, the strongest first. */
const STRENGTH: readonly FeatureName[] = [
  'service.url',
  'service.label',
  'service.name',
  'service.call',
  'service.near-host',
  'service.near',
  'service.host',
  'service.word',
];

/** The feature of a mention with the greatest weight. */
export const STRONGEST_MENTION: Feature = STRENGTH.map((name) => ({ name, provider: '' })).reduce((best, feature) =>
  weightOf(feature.name, 'hex32') > weightOf(best.name, 'hex32') ? feature : best,
);

/** One feature for each service that the content points to, the strongest and nearest first. */
export function readServices(names: Names, start: number, context: FileContext): Feature[] {
  const found: { feature: Feature; rank: number; distance: number }[] = [];
  for (const [provider, { hosts, words }] of context.services) {
    const [host, word] = [nearest(hosts, start), nearest(words, start)];
    const name = pointsTo(provider, names, host, word);
    if (name === undefined) continue;
    const feature = { name, provider: provider.id, detail: provider.name };
    found.push({ feature, rank: STRENGTH.indexOf(name), distance: Math.min(host, word) });
  }
  return found.sort((a, b) => a.rank - b.rank || a.distance - b.distance).map(({ feature }) => feature);
}

function pointsTo(provider: Provider, names: Names, host: number, word: number): FeatureName | undefined {
  if (isHostOf(provider, names.host)) return 'service.url';
  if (mentions(provider, names.label)) return 'service.label';
  if (mentions(provider, names.name)) return 'service.name';
  if (mentions(provider, names.expression)) return 'service.call';
  if (host <= NEAR) return 'service.near-host';
  // `INFURA_API_KEY` beside a word of another service is Infura's. A name with `captcha` fits every captcha solver, `k` anything.
  const isOther = names.name.length > 1 && isSpecific(names.name) && !/captcha/i.test(names.name);
  if (word <= NEAR && !isOther) return 'service.near';
  if (host <= FAR) return 'service.host';
  return word <= FAR && !isOther ? 'service.word' : undefined;
}

function isHostOf(provider: Provider, host: string): boolean {
  return provider.hosts.some((known) => host === known || host.endsWith(`.${known}`));
}

/** Whether a text names the service, and not another one whose name contains it. */
export function mentions(provider: Provider, text: string): boolean {
  if (text === '') return false;
  let lower = text.toLowerCase();
  for (const other of provider.notWords) lower = lower.replaceAll(other.toLowerCase(), ' ');
  return provider.words.some((word) => lower.includes(word.toLowerCase()));
}

function nearest(offsets: readonly number[], start: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const offset of offsets) least = Math.min(least, Math.abs(offset - start));
  return least;
}
