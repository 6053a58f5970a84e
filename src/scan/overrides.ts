import { isAtLeast } from '../model/confidence.ts';
import type { Finding, Occurrence } from '../model/finding.ts';
import type { Confidence, Severity } from '../model/rule.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { Override } from './config/config.ts';
import { matcherOf } from './config/path-filter.ts';
import { withoutOccurrences } from './suppress/outcome.ts';

/**
 * Applies what a configuration says about confidence and severity in some paths. What stands in several places has the
 * highest severity that it has in any.
 *
 * @param minConfidence where no override says otherwise
 * @param toConfigPath turns a finding's path into one relative to the configuration
 * @returns the findings that are confident enough at one of their places, with these places only
 */
export function applyOverrides(
  findings: readonly Finding[],
  overrides: readonly Override[],
  minConfidence: Confidence,
  toConfigPath: (path: string) => string,
): readonly Finding[] {
  const compiled = overrides.map((override) => ({ ...override, covers: matcherOf(override.paths) }));
  const lastOf = <T>({ path }: Occurrence, settingOf: (override: Override) => T | undefined): T | undefined => {
    if (path === undefined) return undefined;
    const configPath = toConfigPath(path);
    const last = compiled.findLast((override) => settingOf(override) !== undefined && override.covers(configPath));
    return last && settingOf(last);
  };
  const { kept } = withoutOccurrences(
    findings,
    (occurrence, { confidence }) =>
      !isAtLeast(confidence, lastOf(occurrence, (override) => override.minConfidence) ?? minConfidence),
  );
  return kept.map((finding) => {
    const { rule, occurrences } = finding;
    const severities = occurrences.map((one) => lastOf(one, ({ severity }) => severity?.[rule.id]) ?? rule.severity);
    const severity = highest(severities) ?? rule.severity;
    return severity === rule.severity ? finding : { ...finding, rule: { ...rule, severity } };
  });
}

function highest(severities: readonly Severity[]): Severity | undefined {
  return SEVERITIES.find((severity) => severities.includes(severity));
}
