import { defined } from '../../model/defined.ts';
import { suggest } from '../../model/suggest.ts';
import type { DataPath } from '../../syntax/yaml.ts';
import { type Entry, entropyOf, unlessEmpty } from '../foreign/foreign-file.ts';
import { ExpressionError, translateRe2 } from '../re2.ts';
import { toRuleId } from '../rule-id.ts';
import { ALIASES } from './aliases.ts';
import type { GitleaksAllowlist, GitleaksRule } from './form.ts';
import type { GitleaksConfig, Source, Sourced } from './read.ts';

/** A configuration of gitleaks in our format. */
export interface Translation {
  /** A rules file in our format, as data. */
  readonly rules: {
    readonly provider: string;
    readonly override: true;
    readonly rules: readonly Entry[];
    readonly allow: readonly Entry[];
  };
  /** Where each rule and each allow-list came from. */
  readonly origins: { readonly rules: readonly Source[]; readonly allow: readonly Source[] };
  /** The built-in rules count, too. */
  readonly useDefault: boolean;
  /** Ids of built-in rules that are left out. */
  readonly disabled: readonly string[];
  /** What is not translated, or differently, as sentences with places. */
  readonly notes: readonly string[];
  /** Mistakes that gitleaks refuses, too. */
  readonly problems: readonly TranslationProblem[];
}

export interface TranslationProblem {
  readonly source: Source;
  /** Where the mistake is, from there. */
  readonly key: DataPath;
  readonly message: string;
}

/**
 * Translates a configuration of gitleaks. The built-in rules stand for its default rules.
 * @param builtIn ids of the built-in rules
 */
export function translateGitleaks(config: GitleaksConfig, builtIn: ReadonlySet<string>): Translation {
  return new Translator(config, builtIn).translate();
}

class Translator {
  readonly #config: GitleaksConfig;
  readonly #builtIn: ReadonlySet<string>;
  readonly #notes: string[];
  readonly #problems: TranslationProblem[] = [];
  readonly #rules: { entry: Entry; source: Source }[] = [];
  readonly #allow: { entry: Entry; source: Source }[] = [];
  /** Our ids of the translated rules, by theirs. */
  readonly #ids = new Map<string, string>();

  constructor(config: GitleaksConfig, builtIn: ReadonlySet<string>) {
    this.#config = config;
    this.#builtIn = builtIn;
    this.#notes = [...config.notes];
  }

  translate(): Translation {
    const { rules, allowlists, useDefault, title } = this.#config;
    if (useDefault) this.#notes.push('extend.useDefault: the built-in rules stand for the default ones of gitleaks');
    for (const { value, source } of rules.values()) this.#rule(value, source);
    for (const { value, source } of allowlists) this.#globalList(value, source);
    const disabled = useDefault ? this.#config.disabled.flatMap((entry) => this.#disabled(entry)) : [];
    return {
      rules: {
        provider: title,
        override: true,
        rules: this.#rules.map(({ entry }) => entry),
        allow: this.#allow.map(({ entry }) => entry),
      },
      origins: { rules: this.#rules.map(({ source }) => source), allow: this.#allow.map(({ source }) => source) },
      useDefault,
      disabled: [...new Set(disabled)],
      notes: this.#notes,
      problems: this.#problems,
    };
  }

  #rule(rule: GitleaksRule, source: Source): void {
    const { regex, path, skipReport, required = [] } = rule;
    if (!regex && !path) {
      this.#ofDefaultRule(rule, source);
      return;
    }
    if (skipReport) {
      this.#notes.push(`${source.place('skipReport')}: "${rule.id}" reports nothing, and is left out`);
      return;
    }
    if (required.length > 0)
      this.#notes.push(`${source.place('required')}: "${rule.id}" is searched without what must stand near it`);
    const id = this.#idOf(rule, source);
    this.#checkExpression(regex, source, ['regex']);
    this.#checkExpression(path, source, ['path']);
    const about = { id, title: rule.description?.trim() || rule.id };
    const lists = listsWithPlaces(rule).flatMap(([list, at]) => this.#list(list, source, at));
    const allow = unlessEmpty(lists);
    const words = new Set((rule.keywords ?? []).filter((word) => word !== ''));
    if (regex) {
      const { secretGroup, entropy } = rule;
      const entry = defined({
        ...about,
        search: regex,
        group: secretGroup || undefined,
        words: unlessEmpty([...words]),
        path: path || undefined,
        entropy: entropyOf(entropy),
        allow,
      });
      this.#rules.push({ entry, source });
    } else this.#rules.push({ entry: defined({ ...about, filePath: path, allow }), source });
  }

  /** A rule that only adds to a default one. */
  #ofDefaultRule(rule: GitleaksRule, source: Source): void {
    const ours = this.#config.useDefault ? this.#ours(rule.id) : [];
    if (!this.#config.useDefault) {
      const message = 'has neither regex nor path: it finds nothing';
      this.#problems.push({ source, key: ['id'], message });
      return;
    }
    if (ours.length === 0) {
      this.#notes.push(`${source.place('id')}: there is no built-in rule for "${rule.id}"${this.#hint(rule.id)}`);
      return;
    }
    if (rule.entropy || rule.secretGroup || rule.keywords?.length)
      this.#notes.push(`${source.place('id')}: of "${rule.id}" only the allow-lists are taken over`);
    for (const [list, at] of listsWithPlaces(rule)) {
      for (const entry of this.#list(list, source, at)) this.#allow.push({ entry: { rules: ours, ...entry }, source });
    }
  }

  #globalList(list: GitleaksAllowlist, source: Source): void {
    const { targetRules = [] } = list;
    const rules = targetRules.flatMap((id) => {
      const own = this.#ids.get(id);
      const ours = own === undefined && this.#config.useDefault ? this.#ours(id) : [];
      if (own !== undefined) return [own];
      if (ours.length > 0) return ours;
      const hint = suggest(id, this.#config.rules.keys());
      if (this.#config.useDefault)
        this.#notes.push(`${source.place('targetRules')}: there is no built-in rule for "${id}"`);
      else this.#problems.push({ source, key: ['targetRules'], message: `there is no rule "${id}"${hint}` });
      return [];
    });
    if (targetRules.length > 0 && rules.length === 0) return;
    for (const entry of this.#list(list, source))
      this.#allow.push({ entry: rules.length === 0 ? entry : { rules, ...entry }, source });
  }

  #list(list: GitleaksAllowlist, source: Source, at: DataPath = []): Entry[] {
    const { description, condition, commits = [], paths = [], regexes = [], stopwords = [], regexTarget } = list;
    const complain = (key: string, message: string) => this.#problems.push({ source, key: [...at, key], message });
    if (commits.length + paths.length + regexes.length + stopwords.length === 0) {
      complain('condition', 'needs one of commits, paths, regexes and stopwords');
      return [];
    }
    const how = (condition ?? 'OR').toUpperCase();
    if (!CONDITIONS.has(how)) complain('condition', `must be AND or OR${suggest(how, ['AND', 'OR'])}`);
    const of = regexTarget?.toLowerCase() ?? '';
    if (!TARGETS.has(of))
      complain('regexTarget', `must be secret, match or line${suggest(of, ['secret', 'match', 'line'])}`);
    for (const path of paths) this.#checkExpression(path, source, [...at, 'paths']);
    for (const regex of regexes) this.#checkExpression(regex, source, [...at, 'regexes']);
    return [
      defined({
        all: how === 'AND' || how === '&&' ? true : undefined,
        paths: unlessEmpty(paths),
        commits: unlessEmpty(commits),
        patterns: unlessEmpty(regexes),
        of: regexes.length > 0 && (of === 'match' || of === 'line') ? of : undefined,
        words: unlessEmpty(stopwords),
        reason: description?.trim() || undefined,
      }),
    ];
  }

  #disabled({ value, source }: Sourced<string>): readonly string[] {
    const ours = this.#ours(value);
    if (ours.length === 0)
      this.#notes.push(`${source.place()}: there is no built-in rule for "${value}"${this.#hint(value)}`);
    return ours;
  }

  #ours(id: string): readonly string[] {
    return (ALIASES[id] ?? [id]).filter((own) => this.#builtIn.has(own));
  }

  #hint(id: string): string {
    return suggest(id, [...this.#builtIn, ...Object.keys(ALIASES)]);
  }

  #idOf(rule: GitleaksRule, source: Source): string {
    const id = toRuleId(rule.id, new Set(this.#ids.values()));
    if (id !== rule.id) this.#notes.push(`${source.place('id')}: "${rule.id}" is called ${id}`);
    this.#ids.set(rule.id, id);
    return id;
  }

  #checkExpression(expression: string | undefined, source: Source, key: DataPath): void {
    if (!expression) return;
    try {
      translateRe2(expression);
    } catch (thrown) {
      if (!(thrown instanceof ExpressionError)) throw thrown;
      this.#problems.push({ source, key, message: thrown.message });
    }
  }
}

const CONDITIONS: ReadonlySet<string> = new Set(['AND', 'OR', '&&', '||', '']);
const TARGETS: ReadonlySet<string> = new Set(['', 'secret', 'match', 'line']);

/** A rule's allow-lists, of the old form, too, each with its place in the rule. */
function listsWithPlaces({ allowlist, allowlists = [] }: GitleaksRule): readonly [GitleaksAllowlist, DataPath][] {
  if (allowlist !== undefined) return [[allowlist, ['allowlist']]];
  return allowlists.map((list, index) => [list, ['allowlists', index]]);
}
