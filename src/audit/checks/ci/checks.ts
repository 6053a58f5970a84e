import { posix } from 'node:path';
import { readYamlTree, type YamlNode } from '../../../syntax/yaml-tree.ts';
import type { CheckContext, CheckedFile, FileCheck, Problem } from '../check.ts';
import { findArguments } from './argument.ts';
import { readAzure } from './azure.ts';
import { readCircleci } from './circleci.ts';
import { findEchoed } from './echoed.ts';
import { readGithub } from './github.ts';
import { readGitlab } from './gitlab.ts';
import { findLiteralKeys } from './literal-key.ts';
import type { CiFile, CiSystem } from './model.ts';
import { ciSystemOf, isWorkflow } from './paths.ts';
import { findPullRequestTargets } from './pull-request-target.ts';
import { textsIn } from './scope.ts';
import { findTraced } from './traced.ts';
import { readScripts } from './uses.ts';

const ciFiles: FileCheck = {
  rules: ['ci-literal-key', 'ci-secret-echoed', 'ci-secret-traced', 'ci-secret-argument', 'ci-pull-request-target'],
  concerns: (path) => ciSystemOf(path) !== undefined,
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
  const problems = problemsOf(file, readCi(system, file, documents, top), context);
  if (system === 'github' && isWorkflow(file.path)) problems.push(...findPullRequestTargets(file.path, top));
  for (const path of includedBy(file.path, system, documents)) {
    // What lies where CI files lie is looked at by itself.
    if (seen.has(path) || seen.size > MOST_INCLUDED || ciSystemOf(path) !== undefined) continue;
    seen.add(path);
    const included = context.files.checked(path);
    if (included !== undefined) problems.push(...checkFile(included, system, context, seen));
  }
  return problems;
}

const MOST_INCLUDED = 200;

function readCi(system: CiSystem, { path, text }: CheckedFile, documents: readonly YamlNode[], top: YamlNode): CiFile {
  if (system === 'github') return readGithub(path, text, top);
  if (system === 'gitlab') return readGitlab(text, documents);
  if (system === 'circleci') return readCircleci(text, top);
  return readAzure(text, top);
}

function problemsOf(file: CheckedFile, ci: CiFile, context: CheckContext): Problem[] {
  const scripts = readScripts(ci.scripts);
  return [
    ...findLiteralKeys(file, ci, scripts, context),
    ...findEchoed(file.path, scripts),
    ...findTraced(file.path, scripts, ci.values),
    ...findArguments(file.path, scripts),
  ];
}

/** Paths of local files that a pipeline of GitLab's or Azure's takes in. */
function includedBy(path: string, system: CiSystem, documents: readonly YamlNode[]): string[] {
  if (system === 'gitlab') return documents.flatMap((top) => localIncludes(top.get('include')));
  return system === 'azure' ? documents.flatMap((top) => templates(top, posix.dirname(path), { nodes: 0 }, 0)) : [];
}

function localIncludes(include: YamlNode | undefined): string[] {
  const listed = include?.isList === true ? include.items : include === undefined ? [] : [include];
  return listed
    .flatMap((item) => textsIn(item.isMap ? item.get('local') : item))
    .map(({ text = '' }) => text)
    .filter((text) => !/^[a-z]+:\/\/|\*/.test(text))
    .map((text) => posix.normalize(text.replace(/^\/+/, '')));
}

/** `template:` is relative to the file, or to the top with a slash before it. With an `@` it is in another repository. */
function templates(node: YamlNode, folder: string, budget: { nodes: number }, depth: number): string[] {
  if (depth > 24 || ++budget.nodes > 20_000) return [];
  const own = node.get('template')?.text;
  const found =
    own === undefined || own.includes('@') || own.includes('$')
      ? []
      : [posix.normalize(own.startsWith('/') ? own.slice(1) : posix.join(folder, own))];
  return [
    ...found,
    ...node.items.flatMap((item) => templates(item, folder, budget, depth + 1)),
    ...node.entries.flatMap(({ value }) => templates(value, folder, budget, depth + 1)),
  ];
}
