import { createHash } from 'node:crypto';
import type { RuleSet, Service, ServiceKey } from '../../../src/model/rule.ts';
import { readRuleFiles } from '../../../src/rules/build.ts';
import { expandExamples } from '../../../src/rules/examples.ts';
import { NOTATIONS } from '../../../src/rules/notations.ts';
import type { RuleForm } from '../../../src/rules/schema.ts';
import { servicesIn } from '../../../src/rules/services.ts';
import { drawKeys } from '../../helpers/service-keys.ts';

/** How a rule finds its secrets; a row is one of rules/services. */
export type Kind = 'prefix' | 'keyword' | 'usage' | 'bare' | 'row';

/** A secret in a notation, drawn anew for each seed. */
export interface Sample {
  readonly rule: string;
  readonly kind: Kind;
  readonly notation: string;
  readonly path: string;
  readonly text: string;
  /** Absent where the example is a text of its own: the secret is somewhere in it. */
  readonly secret?: string;
  /** The secret has a structure around it: a file of its own format, a connection string, a command. */
  readonly isStructured: boolean;
}

/** Texts with a structure come once, so they are drawn more often than what stands in sixty notations. */
const STRUCTURED_DRAWS = 20;

/**
 * The samples of one draw: rules and rows in every notation.
 * @param folder of the rules files
 * @param isWanted whether there are to be samples of a rule, by its id
 */
export function* samplesOf(
  ruleSet: RuleSet,
  folder: string,
  seed: string,
  isWanted: (rule: string) => boolean,
): Generator<Sample> {
  for (const form of readRuleFiles(folder).flatMap((file) => file.form.rules)) {
    if (isWanted(form.id)) yield* ofRule(form, seed);
  }
  for (const service of servicesIn(ruleSet.services)) {
    for (const [at, key] of service.keys.entries()) {
      if (isWanted(key.rule)) yield* ofKey(service, key, `${seed}/${at}`);
    }
  }
}

function* ofRule(form: RuleForm, seed: string): Generator<Sample> {
  if ('file' in form) return;
  const kind = kindOf(form);
  const isStructural = kind === 'keyword' || kind === 'usage';
  const base = { rule: form.id, kind };
  for (let draw = 0; draw < STRUCTURED_DRAWS; draw++) {
    for (const { expected, notation, path, text, secret } of expandExamples(form, `${seed}/${draw}/${form.id}`)) {
      if (!expected || (draw > 0 && secret !== undefined)) continue;
      const isStructured = isStructural && secret === undefined;
      yield { ...base, notation, path, text, isStructured, ...(secret !== undefined && { secret }) };
    }
  }
}

function kindOf(form: Exclude<RuleForm, { file: true }>): Kind {
  if ('shape' in form) return 'bare';
  if ('prefixes' in form) return 'prefix';
  return 'keywords' in form ? 'keyword' : 'usage';
}

/** Under each word for the service, joined to what the key is called, in one of the spellings of names. */
function* ofKey({ id, words, inNames }: Service, key: ServiceKey, seed: string): Generator<Sample> {
  const kind = key.rule.slice(id.length + 1).replaceAll('-', '_');
  for (const word of [...words, ...inNames]) {
    const number = createHash('sha256').update(`${seed}/${key.rule}/${word}`).digest().readInt32BE();
    const secrets = drawKeys(key, number, NOTATIONS.length);
    for (const [at, { name: notation, path, write }] of NOTATIONS.entries()) {
      const [name, secret] = [spell(`${word}_${kind}`, at), secrets[at] ?? ''];
      yield { rule: key.rule, kind: 'row', notation, path, text: write(name, secret), secret, isStructured: false };
    }
  }
}

function spell(name: string, at: number): string {
  const spellings = [name.toUpperCase(), name, name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())];
  return spellings[at % spellings.length] ?? name;
}
