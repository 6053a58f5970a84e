import { FEATURES } from '../model/generated.ts';
import { clip } from '../syntax/words.ts';
import type { FindingDocument } from './schema.ts';

type Reason = FindingDocument['reasons'][number];

const SHOWN_FOR = 3;
const SHOWN_AGAINST = 2;

/**
 * Reasons that weigh less say more about how the verdict works than about the finding, and so do the usual shapes and
 * positions, which only tell something where they weigh much. `explain` shows all.
 */
const LEAST_WEIGHT = 0.5;
const LEAST_WEIGHT_OF_USUAL = 2;
const USUAL = /^(?:shape|op)\./;

/** What each feature means. */
export const MEANINGS: ReadonlyMap<string, string> = new Map(Object.entries(FEATURES));

/** What spoke for the finding, strongest first, and, unless it is certain, what spoke against it; undefined if nothing is known. */
export function whyOf({ reasons, confidence }: Pick<FindingDocument, 'reasons' | 'confidence'>): string | undefined {
  const strongest = reasons
    .filter(({ feature, weight }) => Math.abs(weight) >= (USUAL.test(feature) ? LEAST_WEIGHT_OF_USUAL : LEAST_WEIGHT))
    .filter(({ feature }) => feature !== 'bias')
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const pro = strongest.filter(({ weight }) => weight > 0).slice(0, SHOWN_FOR);
  const contra = confidence === 'high' ? [] : strongest.filter(({ weight }) => weight < 0).slice(0, SHOWN_AGAINST);
  const parts = [...pro.map(wordsOf), ...contra.map((reason) => `but ${wordsOf(reason)}`)];
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** `named CAPTCHAAI_KEY`, `a host of the service in the file (ocr.captchaai.com)`. */
function wordsOf({ feature, weight, detail }: Reason): string {
  const seen = detail === undefined || detail === '' ? '' : clip(detail, 60);
  if (feature === 'checksum') return 'its checksum is right';
  if (feature.startsWith('name.') && seen !== '' && weight > 0) return `named ${seen}`;
  const words = MEANINGS.get(feature) ?? feature;
  return seen === '' ? words : `${words} (${seen})`;
}
