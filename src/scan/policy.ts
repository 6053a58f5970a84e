import { resolve } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { Confidence, RuleSet } from '../model/rule.ts';
import { RULE_SET } from '../rules/generated.ts';
import { type Config, checkRuleIds, DEFAULT_CONFIG } from './config/config.ts';
import { readConfig } from './config/load-config.ts';
import { pathFilter, pathFrom } from './config/path-filter.ts';
import type { ScanOptions } from './options.ts';

/** What configuration, ignore files and command line together decide about a scan. */
export interface Policy {
  readonly ruleSet: RuleSet;
  readonly minConfidence: Confidence;
  readonly exitCode: number;
  readonly requireReason: boolean;
  /** Which paths are looked at, of those relative to `base`. */
  wanted(base: Base): Promise<(path: string) => boolean>;
  /** Leaves out what the configuration, baselines and ignore files list. */
  suppress(
    findings: readonly Finding[],
    base: Base,
    notice: (text: string) => void,
  ): Promise<{ kept: readonly Finding[]; hidden: number }>;
}

/** Absolute path of the folder that reported paths are relative to; asked for only where something depends on it. */
export type Base = () => Promise<string>;

/** Where a command runs. */
interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads what decides about a scan. Nothing is loaded that is not there: a hook in a repository without configuration
 * pays for a few look-ups.
 * @throws HexhoundError E_CONFIG
 */
export async function readPolicy(options: ScanOptions, place: Place): Promise<Policy> {
  const config = options.useConfig ? await readConfig(options.configFile, place) : DEFAULT_CONFIG;
  if (options.honourIgnores) await checkBaseline(options.baselineFile ?? config.baseline, place);
  const ruleSet = await applyToRules(config);
  checkRuleIds(
    config,
    ruleSet.rules.map(({ id }) => id),
  );
  return {
    ruleSet,
    minConfidence: options.minConfidence ?? config.minConfidence ?? 'medium',
    exitCode: options.exitCode ?? config.exitCode ?? 1,
    requireReason: config.requireReason,
    async wanted(base) {
      const byFlags = await pathFilter(options.include, options.exclude);
      if (!options.honourIgnores || config.ignore.paths.length === 0) return byFlags;
      const folder = await base();
      const toConfigPath = pathFrom(config.folder ?? folder, folder);
      const byConfig = await pathFilter([], config.ignore.paths);
      return (path) => byFlags(path) && byConfig(toConfigPath(path));
    },
    async suppress(findings, base, notice) {
      if (!options.honourIgnores || findings.length === 0) return { kept: findings, hidden: 0 };
      const { suppressFindings } = await import('./suppress/suppress.ts');
      const { baselineFile, useConfig } = options;
      const where = { ...place, base: await base() };
      return suppressFindings(findings, { config, baselineFile, namedOnly: !useConfig, ...where }, notice);
    },
  };
}

/** A baseline that is named and no good is an error now, not after a scan whose report would then be lost. */
async function checkBaseline(file: string | undefined, { cwd, env }: Place): Promise<void> {
  if (file === undefined || file === '') return;
  const { BASELINE_KEY, readBaseline } = await import('./suppress/baseline-file.ts');
  readBaseline(resolve(cwd, file), file, env[BASELINE_KEY]);
}

/** The built-in rules, with those of the configuration and its severities. */
async function applyToRules(config: Config): Promise<RuleSet> {
  const own = config.rules.length === 0 ? undefined : await readOwnRules(config.rules);
  if (own === undefined && Object.keys(config.severity).length === 0) return RULE_SET;
  const rules = [...RULE_SET.rules, ...(own?.rules ?? [])].map((rule) => {
    const severity = config.severity[rule.id];
    return severity === undefined ? rule : { ...rule, severity };
  });
  return { ...RULE_SET, providers: [...RULE_SET.providers, ...(own?.providers ?? [])], rules };
}

/** Checking rules takes a YAML parser and a schema: not for those who have none of their own. */
async function readOwnRules(paths: readonly string[]): Promise<Pick<RuleSet, 'providers' | 'rules'>> {
  const { compileUserRules, readUserRules } = await import('../rules/user.ts');
  return compileUserRules(readUserRules(paths));
}
