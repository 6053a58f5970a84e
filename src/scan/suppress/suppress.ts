import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readTextFile } from '../../files/read-file.ts';
import type { Finding } from '../../model/finding.ts';
import { today } from '../../syntax/date.ts';
import type { Config } from '../config/config.ts';
import { foldersUp } from '../config/find-config.ts';
import { pathFrom } from '../config/path-filter.ts';
import { applyBaseline } from './baseline.ts';
import { BASELINE_FILE, readBaseline } from './baseline-file.ts';
import { applyConfigIgnores } from './config-ignores.ts';
import {
  applyDetectSecretsBaseline,
  DETECT_SECRETS_FILE,
  parseDetectSecretsBaseline,
} from './detect-secrets-baseline.ts';
import { applyGitleaksIgnore, GITLEAKS_IGNORE_FILES, parseGitleaksIgnore } from './gitleaks-ignore.ts';
import type { Outcome } from './outcome.ts';

type Notice = (text: string) => void;
type Step = (findings: readonly Finding[]) => Outcome;

export interface SuppressOptions {
  readonly config: Config;
  /** In place of the configuration's. `false`: none at all. */
  readonly baselineFile: string | false | undefined;
  /** Ignore all files of the scanned repository but a baseline that is named. */
  readonly namedOnly?: boolean;
  readonly cwd: string;
  /** Folder that the paths of findings are relative to; `cwd` by default. Ignore files are looked for from there. */
  readonly base?: string;
  /** Key of keyed baselines. */
  readonly baselineKey?: string | undefined;
}

/**
 * Leaves out accepted findings: by the configuration, a baseline, and the ignore files of other tools. `notice` gets expired
 * entries and malformed lines.
 * @throws HexhoundError E_CONFIG for an invalid file
 */
export function suppressFindings(
  findings: readonly Finding[],
  options: SuppressOptions,
  notice: Notice,
): { kept: readonly Finding[]; hidden: number } {
  let kept = findings;
  for (const step of [
    configStep(options),
    baselineStep(options, notice),
    ...(options.namedOnly ? [] : ignoreFileSteps(options, notice)),
  ]) {
    ({ kept } = step(kept));
  }
  return { kept, hidden: findings.length - kept.length };
}

/**
 * Finds the baseline file: the one that is named, else the nearest one of the usual name, from the folder up to the top of
 * the repository.
 * @returns its absolute path; undefined if there is none
 */
export function findBaseline(options: SuppressOptions): string | undefined {
  const { baselineFile, namedOnly, config, cwd, base = cwd } = options;
  if (baselineFile === false || (namedOnly && baselineFile === undefined)) return undefined;
  if (baselineFile !== undefined) return resolve(cwd, baselineFile);
  if (config.baseline !== undefined) return config.baseline;
  const usual = foldersUp(base).map((folder) => join(folder, BASELINE_FILE));
  return usual.find((path) => existsSync(path));
}

function configStep({ config, cwd, base = cwd }: SuppressOptions): Step {
  const toConfigPath = pathFrom(config.folder ?? base, base);
  return (findings) => applyConfigIgnores(findings, config, toConfigPath, today());
}

function baselineStep(options: SuppressOptions, notice: Notice): Step {
  const path = findBaseline(options);
  if (path === undefined) return (findings) => ({ kept: findings, suppressed: [] });
  const shown = relative(options.cwd, path) || path;
  const baseline = readBaseline(path, shown, options.baselineKey);
  return (findings) => {
    const outcome = applyBaseline(findings, baseline, today());
    for (const { fingerprint, expires } of outcome.expired) {
      notice(`${shown}: ${fingerprint} was accepted until ${expires} and is reported again`);
    }
    return outcome;
  };
}

/** Applies the ignore files of other tools at the top of the repository. */
function* ignoreFileSteps({ cwd, base = cwd }: SuppressOptions, notice: Notice): Generator<Step> {
  const root = foldersUp(base).at(-1) ?? base;
  const toRootPath = pathFrom(root, base);
  for (const name of GITLEAKS_IGNORE_FILES) {
    if (!existsSync(join(root, name))) continue;
    const ignore = parseGitleaksIgnore(readTextFile(join(root, name), name));
    for (const line of ignore.malformed) notice(`${name}:${line} is no fingerprint of gitleaks`);
    yield (findings) => applyGitleaksIgnore(findings, ignore, toRootPath);
  }
  const file = join(root, DETECT_SECRETS_FILE);
  if (!existsSync(file)) return;
  const baseline = parseDetectSecretsBaseline(readTextFile(file, DETECT_SECRETS_FILE), DETECT_SECRETS_FILE);
  yield (findings) => applyDetectSecretsBaseline(findings, baseline, toRootPath);
}
