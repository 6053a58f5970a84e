import { resolve } from 'node:path';
import { readTextFile } from '../files/read-file.ts';
import type { Env } from '../model/env.ts';
import type { Confidence, Rule, RuleSet } from '../model/rule.ts';
import { needsWholeContents } from '../rules/allow-list.ts';
import { RULE_SET } from '../rules/rule-set.ts';
import { allRules } from '../rules/services.ts';
import { today } from '../syntax/date.ts';
import { type Config, checkRuleIds, DEFAULT_CONFIG, expiredEntries, type Override, textsOf } from './config/config.ts';
import { readConfig, userCacheFolder } from './config/load-config.ts';
import { pathFilter, pathFrom } from './config/path-filter.ts';
import {
  BASELINE_KEY,
  checkOptions,
  DEFAULT_FILE_TIMEOUT_MS,
  DEFAULT_MEMORY_BYTES,
  type ScanOptions,
  scanContextOf,
} from './options.ts';
import type { Base } from './sources/source.ts';
import type { SuppressOptions } from './suppress/suppress.ts';
import type { VerifyOptions } from './verify/options.ts';

/** Options, configuration and environment made into one. Nothing else in a scan reads any of the three. */
export interface ScanSettings {
  readonly cwd: string;
  /** For git. */
  readonly env: Env;
  readonly ruleSet: RuleSet;
  readonly minConfidence: Confidence;
  /** Settings for some paths, relative to `paths.folder`. */
  readonly overrides: readonly Override[];
  readonly applyIgnores: boolean;
  /** Our own inline comments count only with a reason. */
  readonly requireReason: boolean;
  /** For each file. */
  readonly fileTimeoutMs: number;
  /** Remarks on the configuration, for the report. */
  readonly notices: readonly string[];
  /** The configuration's exit code for findings. */
  readonly exitCode: number | undefined;
  /** What was left out is an error. */
  readonly strict: boolean;
  readonly paths: PathSettings;
  readonly suppression: SuppressOptions;
  /** Undefined: no verification. */
  readonly verification: VerifyOptions | undefined;
  /** Threads; undefined: as many as it is worth. */
  readonly jobs: number | undefined;
  readonly history: HistorySettings;
  readonly signal: ScanOptions['signal'];
  /** When the scan stops, by `performance.now()`; Infinity for never. */
  readonly deadline: number;
  readonly onProgress: ScanOptions['onProgress'];
}

export interface PathSettings {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Globs of the configuration, relative to `folder`. */
  readonly ignored: readonly string[];
  readonly folder: string | undefined;
}

export interface HistorySettings {
  /** Search the histories of submodules, too. */
  readonly submodules: boolean;
  readonly useDeltas: boolean;
  readonly memoryBytes: number;
  /** Undefined: no cache. */
  readonly cacheFolder: string | undefined;
}

/**
 * Reads the settings of a scan. Loads only what is used: a hook in a repository without a configuration looks for a few
 * files, no more.
 * @throws HexhoundError E_USAGE for an invalid option, E_CONFIG for an invalid configuration, baseline or address for
 *   verification: before the scan, so that no report is lost
 */
export async function readSettings(options: ScanOptions): Promise<ScanSettings> {
  checkOptions(options);
  const { applyIgnores = true } = options;
  const { cwd, env } = scanContextOf(options);
  const config = options.config === false ? DEFAULT_CONFIG : await readConfig(options.config, { cwd, env });
  const suppression: SuppressOptions = {
    config,
    baselineFile: options.baseline,
    baselineKey: env[BASELINE_KEY],
    namedOnly: options.config === false,
    cwd,
  };
  if (applyIgnores) await checkBaseline(suppression);
  const { ruleSet, notes } = await applyToRules(config);
  checkRuleIds(
    config,
    () => allRules(ruleSet).keys(),
    (id) => placeOfWord(config.files, id, cwd),
  );
  return Object.freeze({
    cwd,
    env,
    ruleSet,
    minConfidence: options.minConfidence ?? config.minConfidence ?? 'medium',
    overrides: overridesOf(config, options),
    applyIgnores,
    requireReason: config.requireReason,
    fileTimeoutMs: options.fileTimeoutMs ?? DEFAULT_FILE_TIMEOUT_MS,
    notices: [
      ...(config.notes ?? notes).map((note) => `not translated: ${note}`),
      ...(applyIgnores ? expiredEntries(config, today()) : []),
    ],
    exitCode: config.exitCode,
    strict: options.strict ?? false,
    paths: {
      include: options.include ?? [],
      exclude: options.exclude ?? [],
      ignored: applyIgnores ? textsOf(config.ignore.paths, today()) : [],
      folder: config.folder,
    },
    suppression,
    verification: await verificationOf(options, env),
    jobs: options.jobs,
    history: {
      submodules: options.submodules ?? false,
      useDeltas: (options.useDeltas ?? true) && !needsWholeContents(ruleSet),
      memoryBytes: options.memoryBytes ?? DEFAULT_MEMORY_BYTES,
      cacheFolder: (options.useCache ?? true) ? userCacheFolder(env, cwd) : undefined,
    },
    signal: options.signal,
    deadline: performance.now() + (options.timeoutMs ?? Number.POSITIVE_INFINITY),
    onProgress: options.onProgress,
  });
}

/** The overrides that change findings; a confidence that is asked for counts everywhere. */
function overridesOf({ overrides }: Config, { minConfidence }: ScanOptions): readonly Override[] {
  return overrides.flatMap(({ minConfidence: own, ...override }) => {
    if (own !== undefined && minConfidence === undefined) return { ...override, minConfidence: own };
    return override.severity === undefined ? [] : override;
  });
}

/** `file:line:column` of the first place where one of some files has a word; all of their names if none has. */
function placeOfWord(files: readonly string[], word: string, cwd: string): string {
  for (const file of files) {
    const lines = readTextFile(resolve(cwd, file), file).split('\n');
    const line = lines.findIndex((text) => text.split(NO_ID).includes(word));
    if (line >= 0) return `${file}:${line + 1}:${(lines[line] ?? '').indexOf(word) + 1}`;
  }
  return files.join(', ');
}

/** What no id of a rule has in it. */
const NO_ID = /[^a-z0-9-]+/;

/** Makes a filter: whether a path, relative to `base`, is scanned. */
export async function wantedPaths(
  { include, exclude, ignored, folder }: PathSettings,
  base: Base,
): Promise<(path: string) => boolean> {
  const byOptions = pathFilter(include, exclude);
  if (ignored.length === 0) return byOptions;
  const from = await base();
  const toConfigPath = pathFrom(folder ?? from, from);
  const byConfig = pathFilter([], ignored);
  return (path) => byOptions(path) && byConfig(toConfigPath(path));
}

/** Checks that a named baseline can be read. */
async function checkBaseline({ baselineFile, baselineKey, config, cwd }: SuppressOptions): Promise<void> {
  const file = baselineFile ?? config.baseline;
  if (file === undefined || file === false) return;
  const { readBaseline } = await import('./suppress/baseline-file.ts');
  readBaseline(resolve(cwd, file), file, baselineKey);
}

async function verificationOf(options: ScanOptions, env: Env): Promise<VerifyOptions | undefined> {
  const { verify = false, dryRun = false, onVerify } = options;
  if (verify === false) return undefined;
  const { resolveVerification } = await import('./verify/options.ts');
  return resolveVerification(
    verify,
    { dryRun, ...(onVerify && { announce: (calls) => onVerify(calls, dryRun) }) },
    env,
  );
}

interface AppliedRules {
  readonly ruleSet: RuleSet;
  /** What of other tools' files is not applied. */
  readonly notes: readonly string[];
}

/** The built-in rules, with the rules and severities of the configuration. */
async function applyToRules(config: Config): Promise<AppliedRules> {
  const { rules: files, ownRulesOnly, severity } = config;
  if (files.length === 0 && !ownRulesOnly && Object.keys(severity).length === 0)
    return { ruleSet: RULE_SET, notes: [] };
  const base = ownRulesOnly ? { ...RULE_SET, rules: [], services: NO_SERVICES } : RULE_SET;
  const { ruleSet: all, notes } = files.length === 0 ? { ruleSet: base, notes: [] } : await withOwnRules(base, files);
  const rules = all.rules.map((rule) => withSeverity(rule, config));
  const ids = new Set(rules.map(({ id }) => id));
  for (const id of Object.keys(severity)) {
    const rule = ids.has(id) ? undefined : allRules(all).get(id);
    if (rule !== undefined) rules.push(withSeverity(rule, config));
  }
  return { ruleSet: { ...all, rules }, notes };
}

const NO_SERVICES: RuleSet['services'] = { words: [], rows: '[]' };

function withSeverity<R extends Rule>(rule: R, { severity }: Config): R {
  const own = severity[rule.id];
  return own === undefined ? rule : { ...rule, severity: own };
}

/** Loads the YAML parser and the schema, which are not needed without such rules. */
async function withOwnRules(base: RuleSet, paths: readonly string[]): Promise<AppliedRules> {
  const { addUserRules, readUserRules } = await import('../rules/user.ts');
  const files = readUserRules(paths);
  return { ruleSet: addUserRules(base, files), notes: files.flatMap(({ notes = [] }) => notes) };
}
