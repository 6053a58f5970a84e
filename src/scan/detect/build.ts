import { RULE_SET } from '../../rules/rule-set.ts';
import { buildWords } from './build-words.ts';
import { type StagedFilter, stagedFilter } from './staged-filter.ts';
import { storeWords } from './stored-words.ts';

/**
 * Build step: what is made of the compiled rules.
 * @param build digest of the build
 */
export function buildDetection(build: string): { words: Buffer; filter: StagedFilter } {
  return { words: storeWords(buildWords(RULE_SET), RULE_SET, build), filter: stagedFilter(RULE_SET) };
}
