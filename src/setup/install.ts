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
import { addCommand, checkProgram, programFor } from './program.ts';
import { dependsOn, type Project } from './project.ts';
import { restoreFile } from './restore.ts';
import { withoutHook } from './shell-hook.ts';
import { planSimpleGitHooks, restoreSimpleGitHooks, usesSimpleGitHooks } from './simple-git-hooks.ts';

/** A hook manager that a project uses. */
export interface Manager {
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
  const submodules = existsSync(join(project.root, '.gitmodules')) ? [SUBMODULES] : [];
  const { manager, isActive, others } = chooseManager(project);
  if (manager === undefined) {
    const { changes, notes } = planPlain(project);
    return { changes, notes: [...notes, ...submodules] };
  }
  const { name, activate } = manager;
  // The framework installs its own.
  if (name !== 'pre-commit') checkProgram(project, false);
  const { changes, notes } = manager.plan();
  return {
    changes: changes.filter(isNeeded),
    notes: [
      ...notes,
      ...(isActive ? [] : [missingFolder(project, activate) ?? `for git to run the hooks of ${name}: ${activate}`]),
      ...(others.length === 0 ? [] : [`of the hook managers here only ${name} is set up, not ${others.join(', ')}`]),
      ...(name === 'pre-commit' || dependsOn(project, 'hexhound')
        ? []
        : [`every clone needs hexhound: ${addCommand(project)}`]),
      ...shadowedHooks(project),
      ...submodules,
    ],
  };
}

/** The hook manager to set up, if the project has any. */
export interface Choice {
  readonly manager: Manager | undefined;
  /** Git runs all of its hooks. */
  readonly isActive: boolean;
  /** Names of the other managers that are configured. */
  readonly others: readonly string[];
}

/** Chooses the hook manager that the current hooks belong to, else the first whose configuration is there. */
export function chooseManager(project: Project): Choice {
  const managers = managersOf(project);
  const installed = HOOKS.map((hook) => installedScript(project, hook));
  const manager = managers.find(({ mark }) => installed[0]?.includes(mark)) ?? managers[0];
  const isActive = manager !== undefined && installed.every((script) => script.includes(manager.mark));
  const others = managers.filter((other) => other !== manager).map(({ name }) => name);
  return { manager, isActive, others };
}

const SUBMODULES =
  "submodules have hooks of their own: git submodule foreach 'npx hexhound init --yes', where they have hexhound";

/** Plans hooks without a hook manager. @throws HexhoundError as `planGitHooks` */
export function planPlain(project: Project): Plan {
  const { changes, notes } = planGitHooks(project);
  return { changes: changes.filter(isNeeded), notes: [...notes, ...shadowedHooks(project)] };
}

/**
 * What a linked work tree lacks: core.hooksPath holds for all of them, but what husky puts there is in none of their commits, and
 * git says nothing of a folder of hooks that is not there.
 * @returns undefined where the folder is there
 */
function missingFolder({ hooks: { folder, configured } }: Project, activate: string): string | undefined {
  if (configured === undefined || existsSync(folder)) return undefined;
  const { value, origin } = configured;
  return (
    `git runs no hooks here, and says nothing: core.hooksPath is ${value} (${origin}), which this work tree does not have. ` +
    `Make it: ${activate}. Or have the hooks of hexhound alone in it: hexhound init --plain`
  );
}

function isNeeded({ file, after, executable }: Change): boolean {
  return after !== file.text || (executable && !file.executable);
}

/** The script that git runs now; empty where there is none, or it cannot be read. */
export function installedScript(project: Project, hook: Hook): string {
  const path = join(safeHooksFolder(project), hook);
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? (openFile(project, path).text ?? '') : '';
}

function managersOf(project: Project): Manager[] {
  const program = programFor(project);
  const ownVersion = dependsOn(project, 'hexhound') ? undefined : __VERSION__;
  const managers: Manager[] = [];
  const husky = huskyFolder(project);
  if (husky !== undefined) {
    // Git runs scripts with `. "$(dirname "$0")/h"` in version 9, and husky's own before.
    const mark = project.hooks.folder === husky ? '' : '/h"';
    managers.push({ name: 'husky', mark, activate: 'npx husky', plan: () => planHusky(project, husky, program) });
  }
  const lefthook = lefthookFile(project);
  if (lefthook !== undefined) {
    const plan = () => planLefthook(project, lefthook, program);
    managers.push({ name: 'lefthook', mark: 'lefthook', activate: 'npx lefthook install', plan });
  }
  if (usesPreCommit(project)) {
    const activate = `pre-commit install ${HOOKS.map((hook) => `--hook-type ${hook}`).join(' ')}`;
    const plan = () => planPreCommit(project, program, ownVersion);
    managers.push({ name: 'pre-commit', mark: 'pre-commit.com', activate, plan });
  }
  if (usesSimpleGitHooks(project)) {
    // Its scripts contain the commands themselves.
    const plan = () => planSimpleGitHooks(project, program);
    managers.push({ name: 'simple-git-hooks', mark: program, activate: 'npx simple-git-hooks', plan });
  }
  return managers;
}

/** Plans to remove our hooks from every place where `planInstall` may have put them; only those of git itself if `isPlain`. Settings and `.gitignore` stay. */
export function planUninstall(project: Project, isPlain = false): Plan {
  const own = restoreHooks(project, safeHooksFolder(project));
  const ignored = restoreFile(project, join(safeHooksFolder(project), '.gitignore'), withoutHook);
  if (isPlain) return { changes: [...own, ...ignored], notes: [] };
  const husky = huskyFolder(project);
  const others = [join(project.commonDir, 'hooks'), ...(husky === undefined ? [] : [husky])];
  const changes: Change[] = [
    ...own,
    ...others
      .filter((folder) => folder !== safeHooksFolder(project))
      .flatMap((folder) => restoreHooks(project, folder)),
    ...restoreLefthook(project),
    ...restorePreCommit(project),
    ...restoreSimpleGitHooks(project),
    ...ignored,
  ];
  return { changes, notes: [] };
}

/** Where git looks for hooks, if that is in this repository, else the usual folder: others are not looked at. */
function safeHooksFolder({ root, commonDir, hooks }: Project): string {
  const isOwn = isInside(root, hooks.folder) || isInside(commonDir, hooks.folder);
  return isOwn ? hooks.folder : join(commonDir, 'hooks');
}
