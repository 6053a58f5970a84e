import { FEATURES } from '../model/generated.ts';
import { clip } from '../syntax/words.ts';
import type { FindingDocument } from './schema.ts';

type Reason = FindingDocument['reasons'][number];

/** The most reasons that are shown. */
const MAX_FOR = 3;
const MAX_AGAINST = 2;

/**
 * Reasons of less weight are not shown: they tell more about the verdict's method than about the finding. Shapes and positions
 * need more weight, because most of them are usual. `explain` shows all.
 */
const MIN_WEIGHT = 0.5;
const MIN_WEIGHT_OF_USUAL = 2;
const USUAL = /^(?:shape|op)\./;

/** What offline checks say: the features of a key with a format. */
const PROOFS = {
  checksum: 'its checksum is right',
  'checksum.wrong': 'its checksum is wrong',
  public: 'public by design',
  structure: 'it decodes to what such a key is made of',
};

/** What each feature means. */
export const MEANINGS: ReadonlyMap<string, string> = new Map(Object.entries({ ...FEATURES, ...PROOFS }));

/** The reasons for the finding, strongest first, and, unless its confidence is high, those against it; undefined if there are none. */
export function whyOf({ reasons, confidence }: Pick<FindingDocument, 'reasons' | 'confidence'>): string | undefined {
  const strongest = reasons
    .filter(({ feature, weight }) => Math.abs(weight) >= (USUAL.test(feature) ? MIN_WEIGHT_OF_USUAL : MIN_WEIGHT))
    .filter(({ feature }) => feature !== 'bias')
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const pro = strongest.filter(({ weight }) => weight > 0).slice(0, MAX_FOR);
  const contra = confidence === 'high' ? [] : strongest.filter(({ weight }) => weight < 0).slice(0, MAX_AGAINST);
  const parts = [...pro.map(wordsOf), ...contra.map((reason) => `but ${wordsOf(reason)}`)];
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** `named CAPTCHAAI_KEY`, `a host of the service in the file (ocr.captchaai.com)`. */
function wordsOf({ feature, weight, detail }: Reason): string {
  const seen = detail === undefined || detail === '' ? '' : clip(detail, 60);
  if (feature.startsWith('name.') && seen !== '' && weight > 0) return `named ${seen}`;
  const words = MEANINGS.get(feature) ?? feature;
  return seen === '' ? words : `${words} (${seen})`;
}
