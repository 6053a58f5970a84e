import { Kernel } from '../../kernel/kernel.ts';
import { once } from '../../model/once.ts';
import type { RuleSet } from '../../model/rule.ts';
import { readDataBytes } from '../../rules/data-file.ts';
import { RULE_SET } from '../../rules/rule-set.ts';
import { KnownServices } from '../verdict/known-services.ts';
import { buildWords } from './build-words.ts';
import { readWords } from './stored-words.ts';
import type { Words } from './words.ts';

/** All that detectors of a rule set share. */
export interface Vocabulary extends Words {
  readonly services: KnownServices;
  /** Finds all of it. It keeps nothing of what it scanned, so that detectors can share it. */
  readonly scanner: Kernel;
}

/** The vocabulary of a rule set: made once, for all detectors of a scan, and all scans with these rules. */
export function vocabularyOf(ruleSet: RuleSet): Vocabulary {
  let vocabulary = made.get(ruleSet);
  if (vocabulary === undefined) {
    const words = (ruleSet === RULE_SET ? storedWords() : undefined) ?? buildWords(ruleSet);
    const scanner = once(() => new Kernel(words.kernel));
    vocabulary = {
      ...words,
      services: new KnownServices(ruleSet),
      get scanner() {
        return scanner();
      },
    };
    made.set(ruleSet, vocabulary);
  }
  return vocabulary;
}

const made = new WeakMap<RuleSet, Vocabulary>();

/** The words of the built-in rules, unless another build has stored them. */
function storedWords(): Words | undefined {
  return readWords(readDataBytes('words.bin'), __BUILD__);
}
