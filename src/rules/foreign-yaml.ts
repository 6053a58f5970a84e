import { z } from 'zod';
import { HexhoundError } from '../model/errors.ts';
import { suggest } from '../model/suggest.ts';
import { sayIssue } from '../syntax/form-issue.ts';
import { shownKey } from '../syntax/words.ts';
import { type DataPath, readYaml, type YamlFile } from '../syntax/yaml.ts';
import { type Dialect, ExpressionError, translateRe2 } from './re2.ts';
import { toRuleId } from './rule-id.ts';

/** A value of rules in our format, as YAML has it. */
type Entry = Readonly<Record<string, unknown>>;

/** Rules of another tool in our words. */
export interface ForeignRules {
  /** A rules file in our format, as data. */
  readonly rules: { readonly provider: string; readonly rules: readonly Entry[] };
  /** What could not be translated, or not as it is, as sentences with places. */
  readonly notes: readonly string[];
}

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

/**
 * Translates rules of kingfisher or Nosey Parker, or custom detectors of trufflehog.
 * @param shown what messages call the file
 * @throws HexhoundError E_CONFIG with `file:line:column`
 */
export function translateForeignYaml(text: string, shown: string): ForeignRules {
  const file = readYaml(text, shown);
  const { data } = file;
  const has = (key: string) => typeof data === 'object' && data !== null && key in data;
  const translator = new Translator(file);
  if (has('detectors')) return translator.trufflehog(translator.check(trufflehogForm));
  if (has('rules')) return translator.kingfisher(translator.check(kingfisherForm));
  const message = 'has neither "rules", as kingfisher and Nosey Parker have them, nor "detectors" of trufflehog';
  throw new HexhoundError('E_CONFIG', file.place([]), message);
}

class Translator {
  readonly #file: YamlFile;
  readonly #notes: string[] = [];
  readonly #ids = new Set<string>();

  constructor(file: YamlFile) {
    this.#file = file;
  }

  check<T>(form: z.ZodType<T>): T {
    const parsed = form.safeParse(this.#file.data);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const path = issue?.path ?? [];
    let value: unknown = this.#file.data;
    for (const key of path) value = isRecord(value) ? value[key] : undefined;
    const what = issue === undefined ? '' : sayIssue(issue, value);
    throw new HexhoundError('E_CONFIG', this.#file.place(path), `${path.map(String).join('.')}: ${what}`);
  }

  kingfisher({ rules }: z.infer<typeof kingfisherForm>): ForeignRules {
    const entries = rules.flatMap((rule, index): Entry[] => {
      const at = ['rules', index] as const;
      this.#noteUnknown(rule, Object.keys(kingfisherRule.shape), at);
      const { name, id, pattern, min_entropy: entropy = 0, confidence, visible, ...others } = rule;
      if (visible === false) {
        this.#note([...at, 'visible'], `"${id}" is never reported, and is left out`);
        return [];
      }
      if (others.depends_on_rule !== undefined || others.validation !== undefined)
        this.#note(at, `"${id}" is searched, and is not verified`);
      this.#expression(pattern, 'rust', [...at, 'pattern']);
      return [
        {
          id: this.#idOf(id, [...at, 'id']),
          title: name,
          ...(confidence === undefined ? {} : { severity: confidence }),
          search: pattern.trim(),
          syntax: 'rust',
          ...(entropy > 0 ? { entropy: Math.min(entropy, 8) } : {}),
        },
      ];
    });
    return { rules: { provider: 'kingfisher', rules: entries }, notes: this.#notes };
  }

  trufflehog({ detectors }: z.infer<typeof trufflehogForm>): ForeignRules {
    const entries = detectors.map((one, index): Entry => {
      const at = ['detectors', index] as const;
      this.#noteUnknown(one, Object.keys(detector.shape), at);
      const names = Object.keys(one.regex).sort();
      const primary = one.primary_regex_name ?? names[0];
      const search = primary === undefined ? undefined : one.regex[primary];
      if (primary === undefined || search === undefined) {
        const hint = primary === undefined ? '' : suggest(primary, names);
        throw new HexhoundError(
          'E_CONFIG',
          this.#file.place([...at, 'regex']),
          `has no expression "${primary}"${hint}`,
        );
      }
      if (names.length > 1)
        this.#note(
          [...at, 'regex'],
          `of "${one.name}" only "${primary}" is searched, without those that must match, too`,
        );
      if (one.verify !== undefined) this.#note([...at, 'verify'], `"${one.name}" is searched, and is not verified`);
      this.#expression(search, 're2', [...at, 'regex', primary]);
      const allow = this.#excluded(one, primary, at);
      return {
        id: this.#idOf(one.name, [...at, 'name']),
        title: one.description?.trim() || one.name,
        search,
        // Whatever else is in groups, the secret is the first.
        ...(translateRe2(search).groups > 0 ? { group: 1 } : {}),
        words: one.keywords,
        ...((one.entropy ?? 0) > 0 ? { entropy: Math.min(one.entropy ?? 0, 8) } : {}),
        ...(allow.length === 0 ? {} : { allow }),
      };
    });
    return { rules: { provider: 'trufflehog', rules: entries }, notes: this.#notes };
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
      if (pattern === undefined) this.#note([...at, 'validations', primary, key], 'is not checked');
      return pattern === undefined || !validations[key] ? [] : [pattern];
    });
    return [
      ...(words.length === 0 ? [] : [{ words }]),
      ...(inSecret.length + lacking.length === 0 ? [] : [{ patterns: [...inSecret, ...lacking] }]),
      ...(inMatch.length === 0 ? [] : [{ patterns: inMatch, of: 'match' }]),
    ];
  }

  #noteUnknown(part: object, known: readonly string[], at: DataPath): void {
    for (const key of Object.keys(part)) {
      if (known.includes(key)) continue;
      const place = this.#file.placeOfKey([...at, key]);
      this.#notes.push(`${place}: "${shownKey(key)}" is not known, and is not applied${suggest(key, known)}`);
    }
  }

  #note(path: DataPath, message: string): void {
    this.#notes.push(`${this.#file.placeOfKey(path)}: ${message}`);
  }

  #idOf(name: string, path: DataPath): string {
    const id = toRuleId(name, this.#ids);
    this.#ids.add(id);
    if (id !== name) this.#note(path, `"${name}" is called ${id}`);
    return id;
  }

  /** @throws HexhoundError for an expression that cannot be translated */
  #expression(source: string, dialect: Dialect, path: DataPath): void {
    try {
      translateRe2(source, dialect);
    } catch (thrown) {
      if (!(thrown instanceof ExpressionError)) throw thrown;
      throw new HexhoundError('E_CONFIG', this.#file.place(path), thrown.message);
    }
  }
}

/** What a secret matches that lacks what a detector asks for. */
const LACKING: Readonly<Record<string, string>> = {
  contains_digit: '^[^0-9]*$',
  contains_lowercase: '^[^a-z]*$',
  contains_uppercase: '^[^A-Z]*$',
};

function isRecord(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}
