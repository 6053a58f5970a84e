import fc from 'fast-check';
import type { ServiceKey } from '../../src/model/rule.ts';
import { fill } from '../../src/rules/generate.ts';

/** What keys are of, where a form allows any character: a dozen marks in a row are no key, and some end it in a shell. */
const USUAL = '[A-Za-z0-9]';

/** Values that one is chosen of. */
const TRIES = 10;

/** Values of a form that nobody would take for made up; the same for the same seed. */
export function drawKeys({ pattern }: Pick<ServiceKey, 'pattern'>, seed: number, count: number): string[] {
  // What programs write: a token that can be decoded, digits of one case.
  if (pattern.startsWith('ey[')) return Array.from({ length: count }, (_, at) => fill('{{jwt}}', `${seed}/${at}`));
  const usual = pattern
    .replaceAll('[0-9a-fA-F]', '[0-9a-f]')
    .replaceAll('[!#-&(-;=?-~]', USUAL)
    .replaceAll('[\\w-]', USUAL)
    .replaceAll(/\[(?:0-9A-Za-z|A-Za-z0-9)[^\]]*\]/g, USUAL);
  const arbitrary = fc.noBias(fc.stringMatching(new RegExp(`^(?:${usual})$`)));
  const values = fc.sample(arbitrary, { seed, numRuns: count * TRIES });
  const distinct = (value: string) => new Set(value).size;
  return Array.from({ length: count }, (_, at) =>
    values
      .slice(at * TRIES, (at + 1) * TRIES)
      .reduce((best, value) => (distinct(value) > distinct(best) ? value : best)),
  );
}
