import { z } from 'zod';
import { defined } from '../../model/defined.ts';
import { plural, shownKey } from '../../syntax/words.ts';
import { builtInRules, type Entry, type ForeignFile, type ForeignReader, unlessEmpty } from './foreign-file.ts';

/**
 * The baseline of detect-secrets 1.x, which holds its settings (docs/design.md and detect_secrets/core/baseline.py there), and
 * of 0.x, which has patterns under `exclude`.
 */
const form = z.looseObject({
  plugins_used: z.array(z.looseObject({ name: z.string() })),
  filters_used: z.array(z.looseObject({ path: z.string() })).default([]),
  exclude: z.looseObject({ files: z.string().nullish(), lines: z.string().nullish() }).nullish(),
  word_list: z.looseObject({ file: z.string().nullish() }).nullish(),
  results: z.record(z.string(), z.array(z.unknown())).default({}),
});

const KNOWN = [...Object.keys(form.shape), 'version', 'generated_at', 'custom_plugin_paths'];

const AWS_KEYS = [
  'aws-access-key-id',
  'aws-temporary-access-key-id',
  'aws-secret-access-key',
  'aws-secret-before-key-id',
  'aws-secret-behind-key-id',
];

/** Plugins, and the rules or providers of ours that find the same. */
const PLUGINS: Readonly<Record<string, readonly string[]>> = {
  ArtifactoryDetector: ['artifactory'],
  AWSKeyDetector: AWS_KEYS,
  AzureStorageKeyDetector: ['azure-storage-key'],
  Base64HighEntropyString: ['bare-key-alnum32', 'bare-key-mixed32'],
  BasicAuthDetector: ['basic-auth-url'],
  CloudantDetector: ['cloudant'],
  DiscordBotTokenDetector: ['discord-bot-token'],
  GitHubTokenDetector: ['github'],
  GitLabTokenDetector: ['gitlab'],
  HexHighEntropyString: ['bare-key-hex32'],
  IbmCloudIamDetector: ['ibm-cloud'],
  IbmCosHmacDetector: ['ibm-cos'],
  IPPublicDetector: [],
  JwtTokenDetector: ['jwt'],
  KeywordDetector: ['generic-secret'],
  MailchimpDetector: ['mailchimp'],
  NpmDetector: ['npm'],
  OpenAIDetector: ['openai'],
  PrivateKeyDetector: ['private-key'],
  PypiTokenDetector: ['pypi'],
  SendGridDetector: ['sendgrid'],
  SlackDetector: ['slack'],
  SoftlayerDetector: ['softlayer'],
  SquareOAuthDetector: ['square'],
  StripeDetector: ['stripe'],
  TelegramBotTokenDetector: ['telegram'],
  TwilioKeyDetector: ['twilio'],
};

/** Limits of entropy that are the default there. */
const LIMITS: Readonly<Record<string, number>> = { Base64HighEntropyString: 4.5, HexHighEntropyString: 3 };

/** What a filter leaves out, in our words: of a path, a line or a secret. */
const PATTERNS: Readonly<Record<string, (patterns: readonly string[]) => Entry>> = {
  should_exclude_file: (paths) => ({ paths }),
  should_exclude_line: (patterns) => ({ patterns, of: 'line' }),
  should_exclude_secret: (patterns) => ({ patterns }),
};

/** Filters for which hexhound has its own judgement, always. */
const BUILT_IN =
  /^detect_secrets\.filters\.(?:heuristic\.\w+|allowlist\.is_line_allowlisted|common\.is_(?:baseline|invalid)_file)$/;

/** Of `min_level`: only what a service says is alive. */
const ONLY_VERIFIED = 3;

/** Translates the settings in a baseline of detect-secrets. @throws HexhoundError E_CONFIG with `file:line:column` */
export function translateDetectSecrets(reader: ForeignReader): ForeignFile {
  const baseline = reader.check(form);
  reader.noteUnknown(baseline, KNOWN, []);
  const { plugins_used: plugins, filters_used: filters, exclude, word_list: words, results } = baseline;
  const allow: Entry[] = [];
  for (const [index, plugin] of plugins.entries()) allow.push(...ofPlugin(reader, plugin, index));
  for (const [index, filter] of filters.entries()) allow.push(...ofFilter(reader, filter, index));
  for (const [key, name] of [
    ['files', 'should_exclude_file'],
    ['lines', 'should_exclude_line'],
  ] as const) {
    const pattern = exclude?.[key];
    if (pattern) allow.push(...patternsOf(reader, name, [pattern], ['exclude', key]));
  }
  if (words?.file) noteWords(reader, ['word_list']);
  const count = Object.values(results).reduce((sum, list) => sum + list.length, 0);
  if (count > 0) {
    const what = `${plural(count, 'secret')} accepted here: they count where this file is .secrets.baseline at the top of the repository, and`;
    reader.note(['results'], `${what} hexhound baseline import takes them over`);
  }
  const used = new Set(plugins.map(({ name }) => name));
  const off = Object.keys(PLUGINS).filter((name) => !used.has(name));
  return {
    rules: defined({ provider: 'detect-secrets', rules: [], allow: unlessEmpty(allow) }),
    disabled: builtInRules(off.flatMap((name) => PLUGINS[name] ?? [])),
    notes: reader.notes,
  };
}

function ofPlugin(reader: ForeignReader, plugin: z.infer<typeof form>['plugins_used'][number], index: number): Entry[] {
  const { name, path: _, keyword_exclude: exclude, ...settings } = plugin;
  const at = ['plugins_used', index] as const;
  const rules = PLUGINS[name];
  if (rules === undefined) {
    reader.note(
      at,
      `the plugin "${name}" is code, which is not run: write its expression as a rule (hexhound rules new)`,
    );
    return [];
  }
  if (builtInRules(rules).length === 0) reader.note(at, `"${name}" has no counterpart`);
  for (const [key, value] of Object.entries(settings)) {
    if (/(?:^|_)limit$/.test(key) && value === LIMITS[name]) continue;
    reader.note(
      [...at, key],
      `"${shownKey(key)}" of "${name}" is not applied: a value is weighed with its name and what is around it`,
    );
  }
  if (typeof exclude !== 'string' || exclude === '') return [];
  return patternsOf(reader, 'should_exclude_line', [`(?i)${exclude}`], [...at, 'keyword_exclude']).map((entry) => ({
    ...entry,
    rules: builtInRules(rules),
  }));
}

function ofFilter(reader: ForeignReader, filter: z.infer<typeof form>['filters_used'][number], index: number): Entry[] {
  const { path, pattern, min_level: level } = filter;
  const at = ['filters_used', index] as const;
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (path.startsWith('detect_secrets.filters.regex.') && name in PATTERNS) {
    return patternsOf(reader, name, z.array(z.string()).catch([]).parse(pattern), [...at, 'pattern']);
  }
  if (name === 'is_ignored_due_to_verification_policies') {
    if (typeof level === 'number' && level >= ONLY_VERIFIED)
      reader.note(at, 'only what a service calls alive counts there: hexhound scan --verify asks, and says it of each');
  } else if (path.startsWith('detect_secrets.filters.wordlist.')) noteWords(reader, at);
  else if (/:/.test(path)) reader.note(at, 'this filter is code, which is not run');
  else if (!BUILT_IN.test(path)) reader.note(at, `the filter "${name}" has no counterpart`);
  return [];
}

function noteWords(reader: ForeignReader, at: readonly (string | number)[]): void {
  reader.note(at, 'the list of words is in another file: put them under allow, words');
}

/** @param name of the filter */
function patternsOf(
  reader: ForeignReader,
  name: string,
  sources: readonly string[],
  at: readonly (string | number)[],
): Entry[] {
  const patterns = reader.translatable(sources, at);
  const entry = PATTERNS[name]?.(patterns);
  return patterns.length === 0 || entry === undefined ? [] : [entry];
}
