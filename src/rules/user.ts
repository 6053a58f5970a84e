import { readTextFile } from '../files/read-file.ts';
import type { Provider, Rule } from '../model/rule.ts';
import { compileRules } from './compile.ts';
import { RULE_SET } from './generated.ts';
import { KNOWN } from './known.ts';
import { loadRuleFile, type RuleFile } from './load.ts';
import { type Problem, problemsError } from './problem.ts';

/**
 * Rules of the user's own, in the format of rules/*.yaml.
 * @throws HexhoundError E_CONFIG for a file that cannot be read, E_RULE that lists what is wrong with which file and line
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
 * Compiles rules of the user's own to stand beside others.
 * @param beside rules that are there already, whose ids are taken
 * @throws HexhoundError E_RULE
 */
export function compileUserRules(
  files: readonly RuleFile[],
  beside: readonly Rule[] = RULE_SET.rules,
): { providers: Provider[]; rules: Rule[] } {
  const taken = beside.map(({ id }) => id);
  const { providers, rules, problems } = compileRules(files, KNOWN, taken);
  if (problems.length > 0) throw problemsError(files.map(({ file }) => file).join(', '), problems);
  return { providers, rules };
}
