import { existsSync, lstatSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runsHexhound } from '../../files/block.ts';
import type { Change } from '../../files/change.ts';
import { isExecutable, isInside } from '../../files/opened-file.ts';
import { readSmallFile } from '../../files/read-file.ts';
import { HexhoundError } from '../../model/errors.ts';
import { shadowedHooks } from '../git-hooks.ts';
import { isGlobalFolder } from '../global.ts';
import { type Choice, chooseManager, installedScript, planInstall, planPlain } from '../install.ts';
import { COMMAND, HOOKS } from '../plan.ts';
import { addCommand, isOnPath, ownInstallation, PROJECT_BIN } from '../program.ts';
import { dependsOn, type Project } from '../project.ts';
import { type Check, ok, problem } from './check.ts';

/** What the checks of hooks found out, for those that come after. */
export interface HookState {
  readonly checks: readonly Check[];
  /** Undefined: git's own hooks. */
  readonly manager: string | undefined;
  /** Whether git runs something before a commit that calls hexhound. */
  readonly isGuarded: boolean;
}

/** Which hooks there are, whether git runs them, and whether they call hexhound. */
export function checkHooks(project: Project): HookState {
  const choice = choiceOf(project);
  const name = choice.manager?.name;
  const { check, isGuarded } = checkConfigured(project, choice);
  const run = checkRun(project, choice);
  const checks = [whoseHooks(project, choice), check, run, ...checkShadowed(project), ...checkSwitches(project, name)];
  return { checks, manager: name, isGuarded: isGuarded && run.state === 'ok' };
}

/** Hooks of git that call hexhound themselves need no manager, as in a work tree where that is not set up. */
function choiceOf(project: Project): Choice {
  const choice = chooseManager(project);
  const isPlain = HOOKS.every((hook) => runsHexhound(installedScript(project, hook), COMMAND[hook]));
  if (!isPlain || choice.isActive || choice.manager === undefined) return choice;
  return { manager: undefined, isActive: true, others: [choice.manager.name, ...choice.others] };
}

function checkShadowed(project: Project): Check[] {
  const isGlobal = /\.gitconfig$|\/git\/config$/.test(project.hooks.configured?.origin ?? '');
  const mend = `git config ${isGlobal ? '--global ' : ''}--unset core.hooksPath`;
  return shadowedHooks(project).map((message) => problem('shadowed', message, mend));
}

function whoseHooks({ hooks: { configured } }: Project, { manager, others }: Choice): Check {
  const where = configured === undefined ? '' : `, core.hooksPath is ${configured.value} (${configured.origin})`;
  const more = others.length === 0 ? '' : `; not used: ${others.join(', ')}`;
  return ok('manager', `hooks of ${manager?.name ?? 'git itself'}${where}${more}`);
}

/** Whether every hook calls hexhound: then there is nothing that `init` would change. */
function checkConfigured(project: Project, { manager, others }: Choice): { check: Check; isGuarded: boolean } {
  const { root, commonDir, hooks } = project;
  if (manager === undefined && !isInside(root, hooks.folder) && !isInside(commonDir, hooks.folder)) {
    return checkForeign(project);
  }
  const init = `${initCommand(project)}${manager === undefined && others.length > 0 ? ' --plain' : ''} --yes`;
  try {
    const { changes } = manager === undefined ? planPlain(project) : planInstall(project);
    const missing = changes.filter(({ file }) => !file.path.endsWith('.gitignore'));
    if (missing.length === 0) return { check: ok('hooks', `${HOOKS.join(', ')} call hexhound`), isGuarded: true };
    const first = missing.find(({ file }) => !/(?:-merge-commit|commit-msg|-push)$/.test(file.path));
    const isGuarded = first === undefined || runsHexhound(first.file.text ?? '', 'staged');
    return { check: problem('hooks', missing.map(lackOf).join('; '), init), isGuarded };
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    const mend = thrown.subject === 'hexhound' ? [addCommand(project), init] : [];
    return { check: problem('hooks', `${thrown.subject}: ${thrown.message}`, ...mend), isGuarded: false };
  }
}

/** Hooks for all repositories of somebody. */
function checkForeign(project: Project): { check: Check; isGuarded: boolean } {
  const { folder } = project.hooks;
  if (isGlobalFolder(folder))
    return { check: ok('hooks', `the global hooks of hexhound in ${folder}`), isGuarded: true };
  const message = `the hooks in ${folder}, which is outside of this repository, do not call hexhound`;
  return { check: problem('hooks', message, `${initCommand(project)} --global`), isGuarded: false };
}

function lackOf({ file: { shown, text }, after }: Change): string {
  if (text === undefined) return `${shown} is missing`;
  if (after === text) return `${shown} is not executable, so that git passes over it`;
  const isOther = text.includes('>>> hexhound >>>');
  return `${shown} ${isOther ? 'calls hexhound, but not as this version does' : 'does not call hexhound everywhere'}`;
}

/** How hexhound is called by somebody who is told to. */
export function initCommand(project: Project): string {
  const isGlobal = !dependsOn(project, 'hexhound') && isOnPath('hexhound', project.repository.env);
  return isGlobal ? 'hexhound init' : 'npx hexhound init';
}

/** Whether git runs the hooks at all. */
function checkRun(project: Project, { manager, isActive }: Choice): Check {
  const { folder, configured } = project.hooks;
  if (configured !== undefined && !existsSync(folder)) {
    const message = `git runs no hooks here, and says nothing: core.hooksPath is ${configured.value}, which this work tree does not have`;
    return problem('hooks-run', message, manager?.activate ?? `${initCommand(project)} --plain --yes`);
  }
  if (manager !== undefined && !isActive) {
    return problem('hooks-run', `git does not run all hooks of ${manager.name}`, manager.activate);
  }
  const passedOver = HOOKS.map((hook) => join(folder, hook)).filter(
    (path) => lstatSync(path, { throwIfNoEntry: false })?.isFile() && !isExecutable(path),
  );
  if (passedOver.length === 0)
    return ok('hooks-run', `git runs what is in ${relative(project.root, folder) || folder}`);
  const files = passedOver.map((path) => `'${path}'`).join(' ');
  return problem('hooks-run', `git passes over hooks that are not executable: ${files}`, `chmod +x ${files}`);
}

/** What turns the hooks of a manager off, as its documentation has it. */
const SWITCHES: readonly (readonly [manager: string, variable: string, off: RegExp])[] = [
  ['husky', 'HUSKY', /^0$/],
  ['lefthook', 'LEFTHOOK', /^(?:0|false)$/],
  ['lefthook', 'LEFTHOOK_EXCLUDE', /\bhexhound\b/],
  ['simple-git-hooks', 'SKIP_SIMPLE_GIT_HOOKS', /^(?:1|true)$/],
  ['pre-commit', 'SKIP', /\bhexhound\b/],
];

function checkSwitches(project: Project, manager: string | undefined): Check[] {
  const { env } = project.repository;
  const off = SWITCHES.filter(([name, variable, value]) => name === manager && value.test(env[variable] ?? ''));
  const checks = off.map(([name, variable]) =>
    problem('switched-off', `${variable}=${env[variable]} turns hooks of ${name} off`, `unset ${variable}`),
  );
  return manager === 'husky' ? [...checks, ...checkHuskyScripts(env)] : checks;
}

/** Husky runs these before each hook, in the same shell: `exit` and `HUSKY=0` in them end it. */
function checkHuskyScripts(env: Project['repository']['env']): Check[] {
  const home = env.HOME ?? env.USERPROFILE;
  if (home === undefined) return [];
  const scripts = [join(env.XDG_CONFIG_HOME || join(home, '.config'), 'husky/init.sh'), join(home, '.huskyrc')];
  return scripts.flatMap((path) => {
    const read = readSmallFile(path, 1024 * 1024, 'followed');
    if (!('bytes' in read)) return [];
    const lines = read.bytes.toString('utf8').split('\n');
    const at = lines.findIndex((line) => /^\s*(?:export\s+)?HUSKY=["']?0\b|^\s*exit\b/.test(line));
    return at < 0
      ? []
      : [problem('switched-off', `line ${at + 1} of ${path} turns husky off`, `sed -i.bak '${at + 1}d' '${path}'`)];
  });
}

/** Whether the hooks will find what they call. */
export function checkProgram(project: Project, manager: string | undefined): Check {
  const { root, repository } = project;
  if (existsSync(join(root, '.pnp.cjs'))) return ok('program', 'yarn hexhound');
  const isMissing = (name: string) => dependsOn(project, name) && !existsSync(join(root, 'node_modules', name));
  // Git's own hooks go on to look elsewhere.
  const missing = manager === undefined ? [] : ['hexhound', manager].filter(isMissing);
  if (missing.length > 0) {
    const effect = missing.includes('lefthook') ? ', and without lefthook every commit passes' : '';
    return problem('program', `node_modules lacks ${missing.join(' and ')}${effect}`, installCommand(project));
  }
  if (existsSync(join(root, PROJECT_BIN))) return ok('program', PROJECT_BIN);
  if (isOnPath('hexhound', repository.env)) return ok('program', 'hexhound in PATH');
  if (manager === 'pre-commit') return ok('program', 'pre-commit installs hexhound');
  const own = manager === undefined ? ownInstallation() : undefined;
  if (own !== undefined) return ok('program', own.program);
  const mend = dependsOn(project, 'hexhound') ? installCommand(project) : addCommand(project);
  return problem('program', 'hexhound is neither in this project nor in PATH', mend);
}

const INSTALL: readonly [lockFile: string, command: string][] = [
  ['pnpm-lock.yaml', 'pnpm install'],
  ['yarn.lock', 'yarn install'],
  ['bun.lock', 'bun install'],
  ['package-lock.json', 'npm ci'],
];

function installCommand({ root }: Project): string {
  return INSTALL.find(([lockFile]) => existsSync(join(root, lockFile)))?.[1] ?? 'npm install';
}
