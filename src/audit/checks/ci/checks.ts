import { ciSystemIdOf } from '../../../files/ci-files.ts';
import { Glob } from '../../../syntax/glob.ts';
import type { CheckContext, FileCheck } from '../check.ts';
import type { CheckedFile, Problem } from '../problem.ts';
import { INVALID_YAML, TOO_MUCH } from '../unread.ts';
import { findArguments } from './argument.ts';
import { type CiFile, readCiFile } from './ci-file.ts';
import { findEchoed } from './echoed.ts';
import { findLiteralKeys } from './literal-key.ts';
import { findTraced } from './traced.ts';
import { readScripts } from './uses.ts';

const ciFiles: FileCheck = {
  rules: ['ci-literal-key', 'ci-secret-echoed', 'ci-secret-traced', 'ci-secret-argument', 'ci-pull-request-target'],
  concerns: (path) => ciSystemIdOf(path) !== undefined,
  needsText: true,
  check: (file, context) => checkFile(file, context.facts.ciFile(file.path), context, new Set([file.path])),
};

/** Checks of CI files. */
export const CI_CHECKS: readonly FileCheck[] = [ciFiles];

/**
 * @param ci undefined if the file is not valid YAML
 * @param seen the files of this pipeline: they can include each other
 */
function checkFile(file: CheckedFile, ci: CiFile | undefined, context: CheckContext, seen: Set<string>): Problem[] {
  if (ci === undefined) {
    context.markUnread(file.path, INVALID_YAML);
    return [];
  }
  if (ci.isCut) context.markUnread(file.path, TOO_MUCH);
  const problems = [...problemsOf(file, ci, context), ...ci.pullRequests];
  for (const path of ci.includes.flatMap((each) => filesAt(each, context))) {
    // A file at the path of a CI file is checked by itself.
    if (seen.has(path) || ciSystemIdOf(path) !== undefined) continue;
    if (seen.size > MOST_INCLUDED) {
      context.markUnread(file.path, `includes more than ${MOST_INCLUDED} files`);
      break;
    }
    seen.add(path);
    const included = context.files.checked(path);
    const why = context.files.whyUnread(path);
    if (why !== undefined) context.markUnread(path, why);
    if (included === undefined) continue;
    problems.push(...checkFile(included, readCiFile(ci.system, path, included.text), context, seen));
  }
  return problems;
}

const MOST_INCLUDED = 200;

/** https://docs.gitlab.com/ci/yaml/#includelocal: `*` and `**` stand for the files that are there. */
function filesAt(path: string, { files }: CheckContext): readonly string[] {
  if (!path.includes('*')) return [path];
  try {
    const glob = new Glob(path);
    return files.paths.filter((each) => glob.matches(each));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return [];
  }
}

function problemsOf(file: CheckedFile, ci: CiFile, context: CheckContext): Problem[] {
  const scripts = readScripts(ci.scripts);
  const problems = [
    ...findLiteralKeys(file, ci, scripts, context),
    ...findEchoed(file.path, scripts),
    ...findTraced(file.path, scripts, ci.values),
    ...findArguments(file.path, scripts),
  ];
  // A script that several jobs inherit is read for each of them.
  return [...new Map(problems.map((each) => [`${each.rule} ${each.line} ${each.weight} ${each.note}`, each])).values()];
}
