import type { Finding } from '../../model/finding.ts';
import { type Config, isExpired, type Override, type ScopedIgnore, textsOf } from '../config/config.ts';
import { matcherOf } from '../config/path-filter.ts';
import { type Outcome, withoutOccurrences } from './outcome.ts';

/**
 * Leaves out findings by the configuration's `ignore`, and by that of its overrides. `ignore.paths` is not among it: those
 * files are not scanned at all.
 *
 * @param toConfigPath turns a finding's path into one relative to the configuration
 * @param today `YYYY-MM-DD`
 */
export function applyConfigIgnores(
  findings: readonly Finding[],
  { ignore, overrides }: Pick<Config, 'ignore' | 'overrides'>,
  toConfigPath: (path: string) => string,
  today: string,
): Outcome {
  const rules = new Set(textsOf(ignore.rules, today));
  const isValue = wildcards(textsOf(ignore.values, today));
  const accepted = ignore.fingerprints.filter((entry) => !isExpired(entry, today));
  const fingerprints = new Set(accepted.map((entry) => entry.id));
  const scopes = ignore.scoped.filter((scope) => !isExpired(scope, today)).map(compileScope);
  const layers = overrides.map(compileOverride);
  return withoutOccurrences(findings, ({ path, commit }, { rule, secret, fingerprint }) => {
    const value = secret?.reveal();
    if (fingerprints.has(fingerprint) || (value !== undefined && isValue(value))) return true;
    const configPath = path === undefined ? undefined : toConfigPath(path);
    const own = layers.map((isIgnored) => isIgnored(configPath, rule.id, value));
    if (own.findLast((answer) => answer !== undefined) ?? rules.has(rule.id)) return true;
    return scopes.some((covers) => covers({ path: configPath, ruleId: rule.id, value, commit }));
  });
}

type Scope = (at: {
  readonly path: string | undefined;
  readonly ruleId: string;
  readonly value: string | undefined;
  readonly commit: string | undefined;
}) => boolean;

function compileScope({ paths, rules, values, commits }: ScopedIgnore): Scope {
  const isPath = paths && matcherOf(paths);
  const isValue = values && wildcards(values);
  return ({ path, ruleId, value, commit }) =>
    (commits === undefined || (commit !== undefined && commits.includes(commit))) &&
    (isPath === undefined || (path !== undefined && isPath(path))) &&
    (rules === undefined || rules.includes(ruleId)) &&
    (isValue === undefined || (value !== undefined && isValue(value)));
}

/** Whether an override leaves out a finding; false if it has its rule on, undefined if it says nothing about it. */
type Layer = (path: string | undefined, ruleId: string, value: string | undefined) => boolean | undefined;

function compileOverride({ paths, ignore: { rules = [], values = [] } = {}, enable = [] }: Override): Layer {
  const isPath = matcherOf(paths);
  const isValue = wildcards(values);
  return (path, ruleId, value) => {
    if (path === undefined || !isPath(path)) return undefined;
    if (rules.includes(ruleId) || (value !== undefined && isValue(value))) return true;
    return enable.includes(ruleId) ? false : undefined;
  };
}

/** Compares whole values; `*` stands for any characters. Not a regular expression: one could be written to run very long. */
function wildcards(patterns: readonly string[]): (value: string) => boolean {
  const compiled = patterns.map((pattern) => pattern.split('*'));
  return (value) => compiled.some((parts) => matchesParts(value, parts));
}

function matchesParts(value: string, [first = '', ...rest]: readonly string[]): boolean {
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}
