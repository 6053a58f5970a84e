import { z } from 'zod';
import { defined } from '../../model/defined.ts';
import { isRecord } from '../../model/json.ts';
import type { Severity } from '../../model/rule.ts';
import { escapeRegExp } from '../../syntax/text.ts';
import { shownKey } from '../../syntax/words.ts';
import type { DataPath } from '../../syntax/yaml.ts';
import { builtInRules, type Entry, type ForeignFile, type ForeignReader, unlessEmpty } from './foreign-file.ts';

/** `.secretlintrc` (docs/configuration.md of secretlint): rules by the names of their packages, presets with rules in them. */
const pattern = z.looseObject({
  name: z.string(),
  pattern: z.string().optional(),
  patterns: z.array(z.string()).optional(),
  filePathGlobs: z.array(z.string()).optional(),
});
const options = z.looseObject({
  allows: z.array(z.string()).optional(),
  patterns: z.array(pattern).optional(),
});
const level = z.enum(['error', 'warning', 'info']);
const rule = z.looseObject({
  id: z.string().min(1, 'must not be empty'),
  disabled: z.boolean().optional(),
  severity: level.optional(),
  allowMessageIds: z.array(z.string()).optional(),
  options: options.optional(),
});
const preset = z.looseObject({ ...rule.shape, rules: z.array(rule).optional() });
const form = z.looseObject({ rules: z.array(preset) });
type Rule = z.infer<typeof preset>;

const KEYS = Object.keys(preset.shape);

/** Rules that are not named like a provider of ours, and the rules or providers that find the same. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  basicauth: ['basic-auth-url'],
  'database-connection-string': [
    'connection-string',
    'connection-string-local',
    'go-mysql-dsn',
    'sql-connection-string',
  ],
  gcp: ['google'],
  'hashicorp-vault': ['vault-token'],
  'k8s-kind-secret': ['kubernetes-literal-key'],
  'no-dotenv': ['dotenv-committed'],
  'no-k8s-kind-secret': ['kubernetes-literal-key'],
  privatekey: ['private-key'],
};

/** Messages that can be switched off, and our rules for them. */
const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  AWSAccessKeyID: ['aws-access-key-id', 'aws-temporary-access-key-id'],
  AWSSecretAccessKey: ['aws-secret-access-key', 'aws-secret-before-key-id', 'aws-secret-behind-key-id'],
  AWSAccountID: [],
};

/** An error has the severity of our rule. */
const SEVERITIES: Readonly<Record<string, Severity>> = { warning: 'medium', info: 'low' };

/** Comments that switch secretlint off are known without a rule. */
const COMMENTS = 'filter-comments';

/** Whether `rules` are those of secretlint: those of kingfisher have a pattern. */
export function isSecretlint(data: unknown): boolean {
  const [first] = isRecord(data) && Array.isArray(data.rules) ? data.rules : [];
  return isRecord(first) && !('pattern' in first) && typeof first.id === 'string' && /secretlint/.test(first.id);
}

/**
 * Translates a configuration of secretlint.
 * @param section where it is in the file: `['secretlint']` for package.json
 * @param ignored text of .secretlintignore
 * @throws HexhoundError E_CONFIG with `file:line:column`
 */
export function translateSecretlint(reader: ForeignReader, section: DataPath, ignored = ''): ForeignFile {
  const outer = section.length === 0 ? form : z.looseObject({ secretlint: form });
  const checked: unknown = reader.check<unknown>(outer);
  const { rules } = form.parse(section.length === 0 ? checked : isRecord(checked) && checked.secretlint);
  const translator = new Translator(reader);
  for (const [index, one] of rules.entries()) translator.rule(one, [...section, 'rules', index]);
  if (!rules.some(({ id }) => /preset-/.test(id)))
    reader.note([...section, 'rules'], 'all built-in rules stay on: ownRulesOnly leaves only those of this file');
  return { ...translator.file(), paths: ignoredPaths(ignored, reader) };
}

class Translator {
  readonly #reader: ForeignReader;
  readonly #rules: Entry[] = [];
  readonly #allow: Entry[] = [];
  readonly #disabled: string[] = [];
  readonly #severity: Record<string, Severity> = {};

  constructor(reader: ForeignReader) {
    this.#reader = reader;
  }

  file(): ForeignFile {
    return {
      rules: defined({ provider: 'secretlint', rules: this.#rules, allow: unlessEmpty(this.#allow) }),
      disabled: this.#disabled,
      severity: this.#severity,
      notes: this.#reader.notes,
    };
  }

  rule(one: Rule, at: DataPath): void {
    this.#reader.noteUnknown(one, KEYS, at);
    const name = one.id.replace(/^(?:@[^/]+\/)?secretlint-rule-/, '');
    if (name.startsWith('preset-')) {
      for (const [index, inner] of (one.rules ?? []).entries()) this.rule(inner, [...at, 'rules', index]);
      return;
    }
    if (name === 'pattern') {
      if (one.disabled !== true) this.#patterns(one, [...at, 'options', 'patterns']);
      return;
    }
    if (name === COMMENTS) return;
    const ids = builtInRules(RULES[name] ?? [name]);
    if (ids.length === 0) {
      this.#reader.note([...at, 'id'], `"${one.id}" has no counterpart`);
      return;
    }
    if (one.disabled === true) {
      this.#disabled.push(...ids);
      return;
    }
    const severity = SEVERITIES[one.severity ?? ''];
    if (severity !== undefined) for (const id of ids) this.#severity[id] = severity;
    this.#messages(one.allowMessageIds ?? [], [...at, 'allowMessageIds']);
    this.#options(one.options ?? {}, ids, [...at, 'options']);
  }

  #messages(messages: readonly string[], at: DataPath): void {
    for (const [index, message] of messages.entries()) {
      const ids = MESSAGES[message];
      if (ids === undefined)
        this.#reader.note([...at, index], `"${shownKey(message)}" is not translated: ignore.rules takes ids of rules`);
      else this.#disabled.push(...ids);
    }
  }

  #options(
    { allows = [], patterns: _, ...others }: z.infer<typeof options>,
    rules: readonly string[],
    at: DataPath,
  ): void {
    for (const key of Object.keys(others)) this.#reader.note([...at, key], `"${shownKey(key)}" is not translated`);
    const patterns = this.#reader.translatable(allows.map(toExpression), [...at, 'allows']);
    if (patterns.length > 0) this.#allow.push({ patterns, rules });
  }

  /** Rules of the users: expressions, and globs of paths. */
  #patterns({ options: { allows = [], patterns = [] } = {}, severity }: Rule, at: DataPath): void {
    for (const [
      index,
      { name, pattern: one, patterns: several = [], filePathGlobs: globs = [] },
    ] of patterns.entries()) {
      const sources = [...(one === undefined ? [] : [one]), ...several].map(toExpression);
      const path = globs.length === 0 ? undefined : globs.map(globExpression).join('|');
      const allow = this.#reader.translatable(allows.map(toExpression), [...at.slice(0, -1), 'allows']);
      const about = (search: object) => ({
        ...defined({
          id: this.#reader.ruleId(name),
          title: name,
          severity: severity && (SEVERITIES[severity] ?? 'high'),
        }),
        ...defined(search),
      });
      const ownAllow = allow.length === 0 ? undefined : [{ patterns: allow }];
      for (const search of this.#reader.translatable(sources, [...at, index, 'patterns']))
        this.#rules.push(about({ search, path, allow: ownAllow }));
      if (sources.length === 0 && path !== undefined) this.#rules.push(about({ filePath: path }));
    }
  }
}

/** `/x/i` is an expression, everything else the text itself. */
function toExpression(text: string): string {
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  if (source === undefined) return escapeRegExp(text);
  const kept = flags.replace(/[^ims]/g, '');
  return `${kept === '' ? '' : `(?${kept})`}${source.replaceAll('\\/', '/')}`;
}

/** A glob of micromatch as an expression for the whole path. */
function globExpression(glob: string): string {
  const parts = glob.match(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|\[[^\]]*\]|\\.|[^*?{[\\]+|./gs) ?? [];
  const text = parts.map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('{') && part.length > 1) return `(?:${part.slice(1, -1).split(',').map(globText).join('|')})`;
    if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/, '[^');
    return escapeRegExp(part.startsWith('\\') ? part.slice(1) : part);
  });
  return `^${text.join('')}$`;
}

function globText(text: string): string {
  return globExpression(text).slice(1, -1);
}

/** The patterns of .secretlintignore, which are those of .gitignore. */
function ignoredPaths(text: string, reader: ForeignReader): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const taken = patterns.filter((line) => !line.startsWith('!'));
  if (taken.length < patterns.length)
    reader.notes.push('.secretlintignore: lines with ! are not translated: what they take back stays left out');
  return taken;
}
