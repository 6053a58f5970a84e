import { ciSystemIdOf } from '../../../files/ci-files.ts';
import type { CheckContext, FileCheck } from '../check.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import { findArguments } from './argument.ts';
import { type CiFile, readCiFile } from './ci-file.ts';
import { findEchoed } from './echoed.ts';
import { findLiteralKeys } from './literal-key.ts';
import { findTraced } from './traced.ts';
import { readScripts } from './uses.ts';

const ciFiles: FileCheck = {
  rules: ['ci-literal-key', 'ci-secret-echoed', 'ci-secret-traced', 'ci-secret-argument', 'ci-pull-request-target'],
  concerns: (path) => ciSystemIdOf(path) !== undefined,
  check: (file, context) => checkFile(file, context.facts.ciFile(file.path), context, new Set([file.path])),
};

/** Checks of what CI systems are told to do. */
export const CI_CHECKS: readonly FileCheck[] = [ciFiles];

/**
 * @param ci undefined for what is no valid YAML
 * @param seen the files of this pipeline, so that those that include each other come to an end
 */
function checkFile(file: CheckedFile, ci: CiFile | undefined, context: CheckContext, seen: Set<string>): Problem[] {
  if (ci === undefined) {
    context.markUnread(file.path, 'is no valid YAML');
    return [];
  }
  const problems = [...problemsOf(file, ci, context), ...ci.pullRequests];
  for (const path of ci.includes) {
    // What lies where CI files lie is looked at by itself.
    if (seen.has(path) || seen.size > MOST_INCLUDED || ciSystemIdOf(path) !== undefined) continue;
    seen.add(path);
    const included = context.files.checked(path);
    if (included === undefined) continue;
    problems.push(...checkFile(included, readCiFile(ci.system, path, included.text), context, seen));
  }
  return problems;
}

const MOST_INCLUDED = 200;

function problemsOf(file: CheckedFile, ci: CiFile, context: CheckContext): Problem[] {
  const scripts = readScripts(ci.scripts);
  const problems = [
    ...findLiteralKeys(file, ci, scripts, context),
    ...findEchoed(file.path, scripts),
    ...findTraced(file.path, scripts, ci.values),
    ...findArguments(file.path, scripts),
  ];
  // What several jobs inherit is read for each of them.
  return [...new Map(problems.map((each) => [`${each.rule} ${each.line} ${each.weight} ${each.note}`, each])).values()];
}
