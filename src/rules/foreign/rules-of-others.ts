import { z } from 'zod';
import { defined } from '../../model/defined.ts';
import { suggest } from '../../model/suggest.ts';
import type { DataPath } from '../../syntax/yaml.ts';
import { type Dialect, translateRe2 } from '../re2.ts';
import { type Entry, entropyOf, type ForeignFile, type ForeignReader, unlessEmpty } from './foreign-file.ts';

const texts = z.array(z.string());
const other = z.unknown().optional();

/** Rules of kingfisher (docs/RULES.md there) and of Nosey Parker, from which it has them. */
const kingfisherRule = z.looseObject({
  name: z.string().min(1, 'must not be empty'),
  id: z.string().min(1, 'must not be empty'),
  pattern: z.string().min(1, 'must not be empty'),
  min_entropy: z.number().optional(),
  confidence: z.enum(['low', 'medium', 'high']).optional(),
  visible: z.boolean().optional(),
  description: other,
  examples: other,
  negative_examples: other,
  references: other,
  categories: other,
  prevalidated: other,
  validation: other,
  depends_on_rule: other,
});
const kingfisherForm = z.looseObject({ rules: z.array(kingfisherRule) });

/** Custom detectors of trufflehog (proto/custom_detectors.proto there). */
const detector = z.looseObject({
  name: z.string().min(1, 'must not be empty'),
  keywords: texts.min(1, 'must not be empty'),
  regex: z.record(z.string(), z.string()),
  description: z.string().optional(),
  entropy: z.number().optional(),
  exclude_words: texts.optional(),
  exclude_regexes_capture: texts.optional(),
  exclude_regexes_match: texts.optional(),
  primary_regex_name: z.string().optional(),
  validations: z.record(z.string(), z.record(z.string(), z.boolean())).optional(),
  verify: other,
});
const trufflehogForm = z.looseObject({ detectors: z.array(detector) });

/** Translates rules of kingfisher or Nosey Parker, or custom detectors of trufflehog. */
export class RuleTranslator {
  readonly #file: ForeignReader;

  constructor(file: ForeignReader) {
    this.#file = file;
  }

  /** @throws HexhoundError E_CONFIG with `file:line:column` */
  kingfisher(): ForeignFile {
    const { rules } = this.#file.check(kingfisherForm);
    const entries = rules.flatMap((rule, index): Entry[] => {
      const at = ['rules', index] as const;
      this.#file.noteUnknown(rule, Object.keys(kingfisherRule.shape), at);
      const { name, id, pattern, min_entropy: entropy, confidence, visible, ...others } = rule;
      if (visible === false) {
        this.#file.note([...at, 'visible'], `"${id}" is never reported, and is left out`);
        return [];
      }
      if (others.depends_on_rule !== undefined || others.validation !== undefined)
        this.#file.note(at, `"${id}" is searched, and is not verified`);
      this.#expression(pattern, 'rust', [...at, 'pattern']);
      return [
        defined({
          id: this.#idOf(id, [...at, 'id']),
          title: name,
          severity: confidence,
          search: pattern.trim(),
          syntax: 'rust',
          entropy: entropyOf(entropy),
        }),
      ];
    });
    return { rules: { provider: 'kingfisher', rules: entries }, notes: this.#file.notes };
  }

  /** @throws HexhoundError E_CONFIG with `file:line:column` */
  trufflehog(): ForeignFile {
    const { detectors } = this.#file.check(trufflehogForm);
    const entries = detectors.map((one, index): Entry => {
      const at = ['detectors', index] as const;
      this.#file.noteUnknown(one, Object.keys(detector.shape), at);
      const names = Object.keys(one.regex).sort();
      const primary = one.primary_regex_name ?? names[0];
      const search = primary === undefined ? undefined : one.regex[primary];
      if (primary === undefined || search === undefined) {
        const hint = primary === undefined ? '' : suggest(primary, names);
        throw this.#file.error([...at, 'regex'], `has no expression "${primary}"${hint}`);
      }
      if (names.length > 1)
        this.#file.note(
          [...at, 'regex'],
          `of "${one.name}" only "${primary}" is searched, without those that must match, too`,
        );
      if (one.verify !== undefined)
        this.#file.note([...at, 'verify'], `"${one.name}" is searched, and is not verified`);
      this.#expression(search, 're2', [...at, 'regex', primary]);
      const allow = this.#excluded(one, primary, at);
      return defined({
        id: this.#idOf(one.name, [...at, 'name']),
        title: one.description?.trim() || one.name,
        search,
        // The secret is the first group, whatever the others are.
        group: translateRe2(search).groups > 0 ? 1 : undefined,
        words: one.keywords,
        entropy: entropyOf(one.entropy),
        allow: unlessEmpty(allow),
      });
    });
    return { rules: { provider: 'trufflehog', rules: entries }, notes: this.#file.notes };
  }

  #excluded(one: z.infer<typeof detector>, primary: string, at: DataPath): Entry[] {
    const {
      exclude_words: words = [],
      exclude_regexes_capture: inSecret = [],
      exclude_regexes_match: inMatch = [],
    } = one;
    for (const [key, sources] of [
      ['exclude_regexes_capture', inSecret],
      ['exclude_regexes_match', inMatch],
    ] as const) {
      for (const [number, source] of sources.entries()) this.#expression(source, 're2', [...at, key, number]);
    }
    const validations = one.validations?.[primary] ?? {};
    const lacking = Object.keys(validations).flatMap((key) => {
      const pattern = LACKING[key];
      if (pattern === undefined) this.#file.note([...at, 'validations', primary, key], 'is not checked');
      return pattern === undefined || !validations[key] ? [] : [pattern];
    });
    return [
      ...(words.length === 0 ? [] : [{ words }]),
      ...(inSecret.length + lacking.length === 0 ? [] : [{ patterns: [...inSecret, ...lacking] }]),
      ...(inMatch.length === 0 ? [] : [{ patterns: inMatch, of: 'match' }]),
    ];
  }

  #idOf(name: string, path: DataPath): string {
    const id = this.#file.ruleId(name);
    if (id !== name) this.#file.note(path, `"${name}" is called ${id}`);
    return id;
  }

  /** @throws HexhoundError for an expression that cannot be translated */
  #expression(source: string, dialect: Dialect, path: DataPath): void {
    const problem = this.#file.problemOf(source, dialect);
    if (problem !== undefined) throw this.#file.error(path, problem);
  }
}

/** By what a detector asks for, an expression for secrets that lack it. */
const LACKING: Readonly<Record<string, string>> = {
  contains_digit: '^[^0-9]*$',
  contains_lowercase: '^[^a-z]*$',
  contains_uppercase: '^[^A-Z]*$',
};
