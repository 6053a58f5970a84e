import { accessSync, constants, existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { openRepository, type Repository } from '../git/repository.ts';
import { type GitContext, GitFailure, gitText } from '../git/run.ts';
import { HexhoundError } from '../model/errors.ts';

/** What planning needs to know of a repository. Paths are absolute. */
export interface Project {
  readonly repository: Repository;
  readonly root: string;
  /** `.git`, of the main work tree where there are several. */
  readonly commonDir: string;
  /** Where git looks for hooks, and what says so where it is not the usual place. */
  readonly hooks: { readonly folder: string; readonly configured: HooksPath | undefined };
  readonly manifest: Manifest | undefined;
}

/** The value of core.hooksPath that counts. */
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
  const { root } = repository;
  const inRoot = { ...context, cwd: root };
  const commonDir = resolve(root, await gitText(inRoot, ['rev-parse', '--git-common-dir']));
  const configured = await readHooksPath(inRoot);
  // Relative to the folder in which hooks are run (git-config(1)).
  const folder = configured === undefined ? join(commonDir, 'hooks') : resolve(root, configured.value);
  return { repository, root, commonDir, hooks: { folder, configured }, manifest: readManifest(root) };
}

async function readHooksPath(context: GitContext): Promise<HooksPath | undefined> {
  // Origin, NUL, value, NUL; --type=path expands a leading ~.
  const args = ['config', '--show-origin', '-z', '--type=path', '--get', 'core.hooksPath'];
  try {
    const [origin = '', value = ''] = (await gitText(context, args, { hooks: true })).split('\0');
    return value === '' ? undefined : { value, origin };
  } catch (error) {
    // 1 says that it is not set.
    if (error instanceof GitFailure && error.exitCode === 1) return undefined;
    throw error;
  }
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
  if (typeof json !== 'object' || json === null) throw new HexhoundError('E_CONFIG', 'package.json', 'is no object');
  return { text, json: json as Record<string, unknown> };
}

/** A file that `init` may show and rewrite. */
export interface ProjectFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the root, with slashes, where it is inside. */
  readonly shown: string;
  /** Undefined where there is no such file yet. */
  readonly text: string | undefined;
  readonly executable: boolean;
}

/**
 * Reads a file of the work tree or of `.git`. Symbolic links are refused: a repository could have us print, or change,
 * what lies outside of it.
 * @param path absolute, or relative to the root
 * @throws HexhoundError E_CONFIG
 */
export function openFile(project: Pick<Project, 'root' | 'commonDir'>, path: string): ProjectFile {
  const absolute = resolve(project.root, path);
  const way = relative(project.root, absolute);
  const shown = isAbsolute(way) ? absolute : way.split(sep).join('/');
  const folder = dirname(absolute);
  if (!isInside(project.root, folder) && !isInside(project.commonDir, folder)) {
    throw new HexhoundError('E_CONFIG', shown, 'is outside of this repository');
  }
  return { path: absolute, shown, text: readPlainFile(absolute, shown), executable: isExecutable(absolute) };
}

/** Far more than a hook or a manifest ever has. */
const LARGEST = 4 * 1024 * 1024;

function readPlainFile(path: string, shown: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new HexhoundError('E_CONFIG', shown, 'is no regular file, and so is left alone');
  if (stat.size > LARGEST) throw new HexhoundError('E_CONFIG', shown, 'is too large to be what its name says');
  return readFileSync(path, 'utf8');
}

/** Git passes over hooks that are not. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether `path`, which need not exist, is inside `folder`, symbolic links on the way resolved. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(realpathSync(folder), realOf(path));
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

function realOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realOf(dirname(path)), basename(path));
}

/** Whether the package.json lists a package among its dependencies of any kind. */
export function dependsOn({ manifest }: Pick<Project, 'manifest'>, name: string): boolean {
  const lists = [manifest?.json.dependencies, manifest?.json.devDependencies, manifest?.json.optionalDependencies];
  return lists.some((list) => typeof list === 'object' && list !== null && Object.hasOwn(list, name));
}
