import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isInside } from '../files/opened-file.ts';
import { HexhoundError } from '../model/errors.ts';
import { isRecord } from '../model/json.ts';
import { extendHooks } from './hook-folder.ts';
import type { Plan } from './plan.ts';
import { dependsOn, type Project } from './project.ts';
import { callHook } from './shell-hook.ts';

/** The folder of husky's hooks, absolute; undefined where husky is not used. */
export function huskyFolder(project: Project): string | undefined {
  const { folder } = project.hooks;
  // husky 9 sets core.hooksPath to `.husky/_`, and 5 to 8 to `.husky`; both take another folder as an argument.
  const owner = basename(folder) === '_' ? dirname(folder) : folder;
  if (existsSync(join(owner, '_', 'husky.sh')) && isInside(project.root, owner)) return owner;
  const usual = join(project.root, '.husky');
  return existsSync(usual) || dependsOn(project, 'husky') ? usual : undefined;
}

/** @throws HexhoundError E_CONFIG for husky 4, whose hooks are in package.json */
export function planHusky(project: Project, folder: string, program: string): Plan {
  const husky = project.manifest?.json.husky;
  if (isRecord(husky) && 'hooks' in husky) {
    throw new HexhoundError(
      'E_CONFIG',
      'package.json',
      `has hooks of husky 4, which is out of date: let husky.hooks.pre-commit begin with "${program} staged && "`,
    );
  }
  // With husky 5 to 8 git runs the scripts directly.
  const isRunByGit = project.hooks.folder === folder;
  const called = relativeToRoot(project, folder, program);
  const bin = called.indexOf('node_modules/.bin/');
  const installed = bin < 0 ? undefined : `${called.slice(0, bin)}node_modules/hexhound`;
  return extendHooks(project, folder, (hook) => callHook(hook, called, installed), {
    executable: isRunByGit,
    ...(isRunByGit ? { shebang: '#!/bin/sh' } : {}),
  });
}

/** Hooks are run at the top of the work tree, which has no node_modules if the package is in another folder. */
function relativeToRoot(project: Project, folder: string, program: string): string {
  const packageFolder = relative(project.root, dirname(folder)).split(sep).join('/');
  return packageFolder !== '' && program.startsWith('node_modules/') ? `${packageFolder}/${program}` : program;
}
