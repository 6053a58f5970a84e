import { isWorkflow } from '../../../files/ci-files.ts';
import { folderOf } from '../../../files/path-parts.ts';
import { readYamlTree } from '../../../syntax/yaml-tree.ts';
import type { Problem } from '../problem.ts';
import type { CiSystem } from './model.ts';
import { findPullRequestTargets } from './pull-request-target.ts';
import { type CiContent, readCi } from './read.ts';
import { type StoreUse, storesIn } from './stores.ts';

/** The parts of a CI file that checks look at. */
export interface CiFile extends CiContent {
  readonly stores: readonly StoreUse[];
  /** Paths of local files that it includes; those of GitLab may have wildcards. */
  readonly includes: readonly string[];
  /** Jobs that run code of a pull request from outside. */
  readonly pullRequests: readonly Problem[];
}

/** @returns undefined if it is not valid YAML, or has something else than maps at its top */
export function readCiFile(system: CiSystem, path: string, text: string): CiFile | undefined {
  const documents = readYamlTree(text);
  if (documents?.every((top) => top.isMap || top.isList || top.isEmpty) !== true) return undefined;
  return {
    ...readCi(system, text, documents),
    stores: storesIn(system, documents),
    includes: documents.flatMap((top) => system.includes?.(top, folderOf(path)) ?? []),
    pullRequests: isWorkflow(path) ? documents.slice(0, 1).flatMap((top) => findPullRequestTargets(path, top)) : [],
  };
}
