import { join, resolve } from 'node:path';
import { type RepositoryFolders, readPlainFile } from '../files/opened-file.ts';
import { askGit } from '../git/ask.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import type { GitContext } from '../git/safety.ts';
import { HexhoundError } from '../model/errors.ts';
import { isRecord } from '../model/json.ts';

/** A repository with what is needed to plan changes to it. Paths are absolute. */
export interface Project extends RepositoryFolders {
  readonly repository: Repository;
  /** Where git looks for hooks, and the setting for it, if there is one. */
  readonly hooks: { readonly folder: string; readonly configured: HooksPath | undefined };
  readonly manifest: Manifest | undefined;
}

/** The value of core.hooksPath that is in effect. */
export interface HooksPath {
  readonly value: string;
  /** The file that sets it: `file:/home/ada/.gitconfig`, as `git config --show-origin` has it. */
  readonly origin: string;
}

/** The package.json at the root. */
export interface Manifest {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * @throws HexhoundError E_GIT outside a repository and in a bare one, E_CONFIG for a package.json that is no JSON
 */
export async function openProject(context: GitContext): Promise<Project> {
  const repository = await openRepository(context);
  if (repository.root === undefined) {
    throw new HexhoundError('E_GIT', context.cwd, 'has no work tree: nothing is committed in a bare repository');
  }
  const { root, commonDir } = repository;
  const configured = await readHooksPath({ ...context, cwd: root });
  // Relative to the folder in which hooks are run (git-config(1)).
  const folder = configured === undefined ? join(commonDir, 'hooks') : resolve(root, configured.value);
  return { repository, root, commonDir, hooks: { folder, configured }, manifest: readManifest(root) };
}

async function readHooksPath(context: GitContext): Promise<HooksPath | undefined> {
  // Origin, NUL, value, NUL; --type=path expands a leading ~.
  const args = ['config', '--show-origin', '-z', '--type=path', '--get', 'core.hooksPath'];
  const [origin = '', value = ''] = (await askGit(context, args, { hooks: true })).split('\0');
  return value === '' ? undefined : { value, origin };
}

function readManifest(root: string): Manifest | undefined {
  const text = readPlainFile(join(root, 'package.json'), 'package.json');
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new HexhoundError('E_CONFIG', 'package.json', 'is no valid JSON', { cause });
  }
  if (!isRecord(json)) throw new HexhoundError('E_CONFIG', 'package.json', 'is no object');
  return { text, json };
}

/** Whether the package.json lists a package among its dependencies of any kind. */
export function dependsOn({ manifest }: Pick<Project, 'manifest'>, name: string): boolean {
  const lists = [manifest?.json.dependencies, manifest?.json.devDependencies, manifest?.json.optionalDependencies];
  return lists.some((list) => isRecord(list) && Object.hasOwn(list, name));
}
