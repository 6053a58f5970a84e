import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isFolder } from '../files/is-folder.ts';
import { HexhoundError } from '../model/errors.ts';
import type { TypedCommands } from '../model/report.ts';
import { isOnPath, ownInstallation, PROJECT_BIN } from '../setup/program.ts';
import { escapeForeign } from '../syntax/escape.ts';
import { commandLine } from '../syntax/shell/quote.ts';
import type { Io } from './command.ts';

/**
 * How the commands that a report tells of are typed where its reader is. In a hook that is another folder than this process's:
 * git runs hooks at the top of the work tree, and says in GIT_PREFIX from where it was started.
 * @param base the folder that reported paths are relative to
 * @param positionals of the scan: what was scanned
 */
export async function typedCommands(
  command: string,
  base: () => Promise<string>,
  positionals: readonly string[],
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Promise<TypedCommands> {
  const [hook, refused] = HOOKS[command] ?? [];
  const passes = refused ?? 'git commit';
  return {
    hexhound: typedProgram({ cwd: resolve(cwd, env.GIT_PREFIX ?? ''), env }),
    repository: hook === undefined ? shownFolder(cwd, positionals) : '',
    toPaths: hook === undefined ? '' : await toTop(base, resolve(cwd, env.GIT_PREFIX ?? '')),
    passOnce: env.PRE_COMMIT === '1' ? `SKIP=${hook} ${passes}` : `${passes} --no-verify`,
  };
}

/** How hexhound is started in a folder: by its name, with npx where a package there has it, else by its path. */
export function typedProgram({ cwd, env }: Pick<Io, 'cwd' | 'env'>): string {
  if (isOnPath('hexhound', env, isOfManager)) return 'hexhound';
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.pnp.cjs'))) return 'yarn hexhound';
    if (existsSync(join(folder, PROJECT_BIN))) return 'npx hexhound';
    if (folder === dirname(folder)) break;
  }
  // npx has no other where it started this one.
  const own = ownInstallation();
  if (own === undefined) return 'npx hexhound';
  return escapeForeign(commandLine(isOnPath('node', env, isOfManager) ? 'node' : own.node, own.program));
}

/** Commands that are for hooks: the id in `.pre-commit-hooks.yaml`, and what passes without it. What they take is no folder. */
const HOOKS: Readonly<Record<string, readonly [id: string, refused: string]>> = {
  staged: ['hexhound', 'git commit'],
  'commit-msg': ['hexhound-commit-msg', 'git commit'],
  push: ['hexhound-push', 'git push'],
  receive: ['', 'git push'],
};

/** Hook managers and npm put folders into PATH, which the user's shell has not. */
function isOfManager(folder: string): boolean {
  const isBin = basename(folder) === '.bin' && basename(dirname(folder)) === 'node_modules';
  // Of npx, of npm's own scripts, and of the environments of pre-commit.
  return isBin || /[/\\](?:_npx|node-gyp-bin|pre-commit)(?:[/\\]|$)/.test(folder);
}

/** The one folder that was scanned, as an argument, if it is another than the current one. */
function shownFolder(cwd: string, [first]: readonly string[]): string {
  if (first === undefined || first === '-') return '';
  const folder = resolve(cwd, first);
  return !isFolder(folder) || folder === resolve(cwd) ? '' : escapeForeign(commandLine(first));
}

/** `../` as often as it takes from the user's folder to the top. */
async function toTop(base: () => Promise<string>, folder: string): Promise<string> {
  try {
    const way = relative(realpathSync(folder), realpathSync(await base())).replaceAll(sep, '/');
    return way === '' ? '' : `${way}/`;
  } catch (thrown) {
    // Git knows no top, or the folder is gone: paths are told as they are.
    if (thrown instanceof HexhoundError || (thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}
