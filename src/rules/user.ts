import { readTextFile } from '../files/read-file.ts';
import type { Provider, Rule } from '../model/rule.ts';
import { compileRules } from './compile.ts';
import { RULE_SET } from './generated.ts';
import { KNOWN } from './known.ts';
import { loadRuleFile, type RuleFile } from './load.ts';
import { type Problem, problemsError } from './problem.ts';
import { allRules } from './services.ts';

/**
 * Reads the user's rules, in the format of rules/*.yaml.
 * @throws HexhoundError E_CONFIG for an unreadable file, E_RULE that lists all mistakes with file and line
 */
export function readUserRules(paths: readonly string[]): RuleFile[] {
  const files: RuleFile[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const text = readTextFile(path, path);
    const loaded = loadRuleFile(text, path);
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
): { providers: Provider[]; rules: Rule[] } {
  const taken = [...others].map(({ id }) => id);
  const { providers, rules, problems } = compileRules(files, KNOWN, taken);
  if (problems.length > 0) throw problemsError(files.map(({ file }) => file).join(', '), problems);
  return { providers, rules };
}
