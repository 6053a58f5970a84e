import { readTextFile } from '../files/read-file.ts';
import type { AllowList, Provider, Rule, RuleSet, ServiceTable } from '../model/rule.ts';
import { compileRules } from './compile.ts';
import { loadGitleaksRules } from './gitleaks/load.ts';
import { KNOWN } from './known.ts';
import { filesOf, isServiceFile, type Loaded, loadRuleFile, loadServiceFile, type RuleFile } from './load.ts';
import { problemsError } from './problem.ts';
import { RULE_SET } from './rule-set.ts';
import { compileServices, type ServiceFile } from './service-rows.ts';
import { allRules, tableOf } from './services.ts';

/**
 * Reads the user's rules, in the format of rules/*.yaml.
 * @throws HexhoundError E_CONFIG for an unreadable file, E_RULE that lists all mistakes with file and line
 */
export function readUserRules(paths: readonly string[]): RuleFile[] {
  const load = (path: string): Loaded =>
    path.endsWith('.toml') ? loadGitleaksRules(path) : loadRuleFile(readTextFile(path, path), path);
  return filesOf(paths.map(load));
}

/**
 * Reads rules files and files of services, to be tested.
 * @throws HexhoundError as `readUserRules`
 */
export function readTestedFiles(paths: readonly string[]): { files: RuleFile[]; services: ServiceFile[] } {
  const rows = paths.filter((path) => !path.endsWith('.toml') && isServiceFile(readTextFile(path, path), path));
  return {
    files: readUserRules(paths.filter((path) => !rows.includes(path))),
    services: filesOf(rows.map((path) => loadServiceFile(readTextFile(path, path), path))),
  };
}

/**
 * Compiles the user's rules, to be used together with others.
 * @param others rules whose ids are taken
 * @throws HexhoundError E_RULE
 */
export function compileUserRules(
  files: readonly RuleFile[],
  others: Iterable<Rule> = allRules(RULE_SET).values(),
): { providers: Provider[]; rules: Rule[]; allow: AllowList[] } {
  const taken = [...others].map(({ id }) => id);
  const { providers, rules, allow, problems } = compileRules(files, KNOWN, taken);
  if (problems.length > 0) throw problemsError(files.map(({ file }) => file).join(', '), problems);
  return { providers, rules: rules.map((rule) => ({ ...rule, page: 'none' })), allow };
}

/**
 * A rule set with the user's rules on top, or in place of built-in ones where a file says so.
 * @throws HexhoundError E_RULE
 */
export function addUserRules(base: RuleSet, files: readonly RuleFile[]): RuleSet {
  const replaced = new Set(
    files.filter(({ form }) => form.override).flatMap(({ form }) => form.rules.map(({ id }) => id)),
  );
  const rules = base.rules.filter(({ id }) => !replaced.has(id));
  const others = [...allRules(base).values()].filter(({ id }) => !replaced.has(id));
  const own = compileUserRules(files, others);
  return {
    ...base,
    providers: [...base.providers, ...own.providers],
    rules: [...rules, ...own.rules],
    ...(own.allow.length === 0 ? {} : { allow: [...(base.allow ?? []), ...own.allow] }),
  };
}

/**
 * Compiles rows of services, to be used in the place of the built-in ones.
 * @throws HexhoundError E_RULE
 */
export function compileUserServices(files: readonly ServiceFile[]): ServiceTable {
  const taken = [...RULE_SET.rules, ...RULE_SET.providers].map(({ id }) => id);
  const { services, problems } = compileServices(files, taken);
  if (problems.length > 0) throw problemsError('services', problems);
  return tableOf(services);
}
