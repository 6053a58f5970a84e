import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '../files/change.ts';
import { isInside, openFile } from '../files/opened-file.ts';
import { planGitHooks, shadowedHooks } from './git-hooks.ts';
import { restoreHooks } from './hook-folder.ts';
import { huskyFolder, planHusky } from './husky.ts';
import { lefthookFile, planLefthook, restoreLefthook } from './lefthook.ts';
import { HOOKS, type Hook, type Plan } from './plan.ts';
import { planPreCommit, restorePreCommit, usesPreCommit } from './pre-commit.ts';
import { dependsOn, type Project } from './project.ts';
import { planSimpleGitHooks, restoreSimpleGitHooks, usesSimpleGitHooks } from './simple-git-hooks.ts';

/** A hook manager that a project uses. */
interface Manager {
  readonly name: string;
  /** Text in the scripts that it installs, by which they are recognized. */
  readonly mark: string;
  /** The command that makes git run its hooks. */
  readonly activate: string;
  plan(): Plan;
}

/**
 * Plans how to install the hooks: with the hook manager that the current hooks belong to, else with the first whose
 * configuration is there, else without one.
 * @throws HexhoundError E_CONFIG where that cannot be done without overwriting something
 */
export function planInstall(project: Project): Plan {
  const managers = managersOf(project);
  const installed = HOOKS.map((hook) => installedScript(project, hook));
  const manager = managers.find(({ mark }) => installed[0]?.includes(mark)) ?? managers[0];
  if (manager === undefined) {
    const { changes, notes } = planGitHooks(project);
    return { changes: changes.filter(isNeeded), notes: [...notes, ...shadowedHooks(project)] };
  }
  const { name, mark, activate } = manager;
  const { changes, notes } = manager.plan();
  const isActive = installed.every((script) => script.includes(mark));
  const others = managers.filter((other) => other !== manager).map((other) => other.name);
  return {
    changes: changes.filter(isNeeded),
    notes: [
      ...notes,
      ...(isActive ? [] : [`for git to run the hooks of ${name}: ${activate}`]),
      ...(others.length === 0 ? [] : [`of the hook managers here only ${name} is set up, not ${others.join(', ')}`]),
      ...(name === 'pre-commit' || dependsOn(project, 'hexhound')
        ? []
        : [`every clone needs hexhound: ${addCommand(project)}`]),
      ...shadowedHooks(project),
    ],
  };
}

function isNeeded({ file, after, executable }: Change): boolean {
  return after !== file.text || (executable && !file.executable);
}

/** The script that git runs now; empty where there is none, or it cannot be read. */
function installedScript(project: Project, hook: Hook): string {
  const path = join(safeHooksFolder(project), hook);
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? (openFile(project, path).text ?? '') : '';
}

function managersOf(project: Project): Manager[] {
  const command = commandFor(project);
  const ownVersion = dependsOn(project, 'hexhound') ? undefined : __VERSION__;
  const managers: Manager[] = [];
  const husky = huskyFolder(project);
  if (husky !== undefined) {
    // Git runs scripts with `. "$(dirname "$0")/h"` in version 9, and husky's own before.
    const mark = project.hooks.folder === husky ? '' : '/h"';
    managers.push({ name: 'husky', mark, activate: 'npx husky', plan: () => planHusky(project, husky, command) });
  }
  const lefthook = lefthookFile(project);
  if (lefthook !== undefined) {
    const plan = () => planLefthook(project, lefthook, command);
    managers.push({ name: 'lefthook', mark: 'lefthook', activate: 'npx lefthook install', plan });
  }
  if (usesPreCommit(project)) {
    const activate = `pre-commit install ${HOOKS.map((hook) => `--hook-type ${hook}`).join(' ')}`;
    const plan = () => planPreCommit(project, command, ownVersion);
    managers.push({ name: 'pre-commit', mark: 'pre-commit.com', activate, plan });
  }
  if (usesSimpleGitHooks(project)) {
    // Its scripts contain the commands themselves.
    const plan = () => planSimpleGitHooks(project, command);
    managers.push({ name: 'simple-git-hooks', mark: command, activate: 'npx simple-git-hooks', plan });
  }
  return managers;
}

/**
 * Not with npx: it takes half a second to start, for each commit, and asks the network for a package that is not
 * installed.
 */
function commandFor(project: Project): string {
  if (existsSync(join(project.root, '.pnp.cjs'))) return 'yarn hexhound staged';
  return dependsOn(project, 'hexhound') ? 'node_modules/.bin/hexhound staged' : 'hexhound staged';
}

const ADD: readonly [lockFile: string, command: string][] = [
  ['pnpm-lock.yaml', 'pnpm add --save-dev hexhound'],
  ['yarn.lock', 'yarn add --dev hexhound'],
  ['bun.lock', 'bun add --dev hexhound'],
];

function addCommand({ root }: Project): string {
  return ADD.find(([lockFile]) => existsSync(join(root, lockFile)))?.[1] ?? 'npm install --save-dev hexhound';
}

/** Plans to remove our hooks from every place where `planInstall` may have put them. Settings and `.gitignore` stay. */
export function planUninstall(project: Project): Plan {
  const husky = huskyFolder(project);
  const folders = [safeHooksFolder(project), join(project.commonDir, 'hooks'), ...(husky === undefined ? [] : [husky])];
  const changes: Change[] = [
    ...[...new Set(folders)].flatMap((folder) => restoreHooks(project, folder)),
    ...restoreLefthook(project),
    ...restorePreCommit(project),
    ...restoreSimpleGitHooks(project),
  ];
  return { changes, notes: [] };
}

/** Where git looks for hooks, if that is in this repository, else the usual folder: others are not looked at. */
function safeHooksFolder({ root, commonDir, hooks }: Project): string {
  const isOwn = isInside(root, hooks.folder) || isInside(commonDir, hooks.folder);
  return isOwn ? hooks.folder : join(commonDir, 'hooks');
}
