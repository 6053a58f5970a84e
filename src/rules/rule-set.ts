import type { RuleSet } from '../model/rule.ts';
import { readData } from './data-file.ts';

/**
 * The files under rules/, compiled by the build to JSON beside the program: as text in a module, V8 would read them twice at
 * every start. The rows of services are read when first asked for.
 */
export const RULE_SET: RuleSet = readRuleSet();

function readRuleSet(): RuleSet {
  // The build has written it.
  const { words, ...data } = JSON.parse(readData('rules.json')) as Omit<RuleSet, 'services'> & { words: string[] };
  let rows: string | undefined;
  return {
    ...data,
    services: {
      words,
      get rows() {
        rows ??= readData('services.json');
        return rows;
      },
    },
  };
}
