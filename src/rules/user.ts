import { readTextFile } from '../files/read-file.ts';
import type { AllowList, Provider, Rule, RuleSet } from '../model/rule.ts';
import { compileRules } from './compile.ts';
import { loadGitleaksRules } from './gitleaks/load.ts';
import { KNOWN } from './known.ts';
import { loadRuleFile, type RuleFile } from './load.ts';
import { type Problem, problemsError } from './problem.ts';
import { RULE_SET } from './rule-set.ts';
import { allRules } from './services.ts';

/**
 * Reads the user's rules, in the format of rules/*.yaml.
 * @throws HexhoundError E_CONFIG for an unreadable file, E_RULE that lists all mistakes with file and line
 */
export function readUserRules(paths: readonly string[]): RuleFile[] {
  const files: RuleFile[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const loaded = path.endsWith('.toml') ? loadGitleaksRules(path) : loadRuleFile(readTextFile(path, path), path);
    if ('file' in loaded) files.push(loaded.file);
    else problems.push(...loaded.problems);
  }
  if (problems.length > 0) throw problemsError(paths.join(', '), problems);
  return files;
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
  return { providers, rules, allow };
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
