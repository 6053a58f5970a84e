import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isExecutable, isInside } from '../files/opened-file.ts';
import type { Env } from '../model/env.ts';
import { HexhoundError } from '../model/errors.ts';
import { dependsOn, type Project } from './project.ts';

/** Where npm puts the program of a package. */
export const PROJECT_BIN = 'node_modules/.bin/hexhound';

/**
 * How hooks that are committed call hexhound. Not with npx: it takes half a second to start, for each commit, and asks the
 * network for a package that is not installed.
 */
export function programFor(project: Project): string {
  if (existsSync(join(project.root, '.pnp.cjs'))) return 'yarn hexhound';
  return hasOwn(project) ? PROJECT_BIN : 'hexhound';
}

/** Whether the project has hexhound, installed or about to be. */
function hasOwn(project: Project): boolean {
  return dependsOn(project, 'hexhound') || existsSync(join(project.root, PROJECT_BIN));
}

/** The file that this program was started with, unless npx keeps it, which may throw it away at any time. */
export function ownInstallation(): { readonly node: string; readonly program: string } | undefined {
  const program = fileURLToPath(new URL(__PROGRAM__, import.meta.url));
  return /[\\/]_npx[\\/]/.test(program) ? undefined : { node: process.execPath, program };
}

/**
 * @param isLocal the hook is of this machine only, and may call this very installation
 * @throws HexhoundError E_CONFIG where the hook would find no hexhound, and so refuse every commit
 */
export function checkProgram(project: Project, isLocal: boolean): void {
  const { root } = project;
  if (hasOwn(project) || existsSync(join(root, '.pnp.cjs')) || isOnPath('hexhound', project.repository.env)) return;
  if (isLocal && ownInstallation() !== undefined) return;
  throw new HexhoundError(
    'E_CONFIG',
    'hexhound',
    `is not installed where a hook would find it, so that every commit would be refused: ${addCommand(project)}, then run hexhound init again`,
  );
}

/** @param env with the PATH to search @param isLeftOut of the folders in it */
export function isOnPath(name: string, env: Env, isLeftOut: (folder: string) => boolean = () => false): boolean {
  const names = process.platform === 'win32' ? [name, `${name}.cmd`, `${name}.exe`] : [name];
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '' && !isLeftOut(folder));
  return folders.some((folder) => names.some((file) => isExecutable(join(folder, file))));
}

const ADD: readonly [lockFile: string, command: string][] = [
  ['pnpm-lock.yaml', 'pnpm add --save-dev hexhound'],
  ['yarn.lock', 'yarn add --dev hexhound'],
  ['bun.lock', 'bun add --dev hexhound'],
];

/** How the project gets hexhound; without a package.json, how this machine does. */
export function addCommand({ root, manifest }: Project): string {
  const byLock = ADD.find(([lockFile]) => existsSync(join(root, lockFile)))?.[1];
  return byLock ?? (manifest === undefined ? 'npm install --global hexhound' : 'npm install --save-dev hexhound');
}

/**
 * The folder of Node.js and of global npm packages, unless it is in every program's search path: graphical programs that start
 * git know nothing of what nvm and its like put into the PATH of a shell.
 */
export function nodeFolder(): string[] {
  const folder = dirname(process.execPath);
  const isUsual = process.platform === 'win32' || ['/bin', '/usr/bin', '/usr/local/bin'].includes(folder);
  return isUsual ? [] : [folder];
}

/** Whether a folder of hooks is of this machine only: in `.git`, or husky's own, which it does not commit. */
export function isLocalFolder({ commonDir }: Project, folder: string): boolean {
  return isInside(commonDir, folder) || /[\\/]_$/.test(folder);
}
