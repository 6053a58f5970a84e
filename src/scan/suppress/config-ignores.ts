import type { Finding } from '../../model/finding.ts';
import type { Ignores, ScopedIgnore } from '../config/config.ts';
import { matcherOf } from '../config/path-filter.ts';
import { isExpired } from './baseline.ts';
import { type Outcome, withoutOccurrences } from './outcome.ts';

/**
 * Leaves out findings by the configuration's `ignore`. `ignore.paths` is not among it: those files are not scanned at all.
 *
 * @param toConfigPath turns a finding's path into one relative to the configuration
 * @param today `YYYY-MM-DD`
 */
export function applyConfigIgnores(
  findings: readonly Finding[],
  ignore: Ignores,
  toConfigPath: (path: string) => string,
  today: string,
): Outcome {
  const rules = new Set(ignore.rules);
  const isValue = wildcards(ignore.values);
  const accepted = ignore.fingerprints.filter((entry) => !isExpired(entry, today));
  const fingerprints = new Set(accepted.map((entry) => entry.id));
  const scopes = ignore.scoped.filter((scope) => !isExpired(scope, today)).map(compileScope);
  return withoutOccurrences(findings, ({ path, commit }, { rule, secret, fingerprint }) => {
    const value = secret?.reveal();
    if (rules.has(rule.id) || fingerprints.has(fingerprint) || (value !== undefined && isValue(value))) return true;
    const configPath = path === undefined ? undefined : toConfigPath(path);
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
