import { ciSystemIdOf, isWorkflow } from '../../../files/ci-files.ts';
import { folderOf } from '../../../files/path-parts.ts';
import { readYamlTree } from '../../../syntax/yaml-tree.ts';
import type { CheckContext, CheckedFile, FileCheck, Problem } from '../check.ts';
import { findArguments } from './argument.ts';
import { findEchoed } from './echoed.ts';
import { findLiteralKeys } from './literal-key.ts';
import type { CiFile, CiSystem } from './model.ts';
import { findPullRequestTargets } from './pull-request-target.ts';
import { readCi } from './read.ts';
import { ciSystemOf } from './systems.ts';
import { findTraced } from './traced.ts';
import { readScripts } from './uses.ts';

const ciFiles: FileCheck = {
  rules: ['ci-literal-key', 'ci-secret-echoed', 'ci-secret-traced', 'ci-secret-argument', 'ci-pull-request-target'],
  concerns: (path) => ciSystemIdOf(path) !== undefined,
  check: (file, context) => {
    const system = ciSystemOf(file.path);
    return system === undefined ? [] : checkFile(file, system, context, new Set([file.path]));
  },
};

/** Checks of what CI systems are told to do. */
export const CI_CHECKS: readonly FileCheck[] = [ciFiles];

/** @param seen the files of this pipeline, so that those that include each other come to an end */
function checkFile(file: CheckedFile, system: CiSystem, context: CheckContext, seen: Set<string>): Problem[] {
  const documents = readYamlTree(file.text);
  if (documents === undefined) {
    context.notLookedAt(file.path, 'is no valid YAML');
    return [];
  }
  const [top] = documents;
  if (top === undefined) return [];
  const problems = problemsOf(file, readCi(system, file.text, documents), context);
  if (isWorkflow(file.path)) problems.push(...findPullRequestTargets(file.path, top));
  for (const path of documents.flatMap((each) => system.includes?.(each, folderOf(file.path)) ?? [])) {
    // What lies where CI files lie is looked at by itself.
    if (seen.has(path) || seen.size > MOST_INCLUDED || ciSystemIdOf(path) !== undefined) continue;
    seen.add(path);
    const included = context.files.checked(path);
    if (included !== undefined) problems.push(...checkFile(included, system, context, seen));
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
