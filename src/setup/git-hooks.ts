import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { insertBlock } from '../files/block.ts';
import type { Change } from '../files/change.ts';
import { isExecutable, isInside, openFile } from '../files/opened-file.ts';
import { HexhoundError, UsageError } from '../model/errors.ts';
import { isGlobalFolder } from './global.ts';
import { extendHooks } from './hook-folder.ts';
import type { Plan } from './plan.ts';
import { checkProgram, isLocalFolder, nodeFolder, ownInstallation } from './program.ts';
import type { Project } from './project.ts';
import { localHook } from './shell-hook.ts';

/**
 * Installs hooks without a hook manager, in the folder that git runs them from.
 * @throws HexhoundError E_CONFIG where core.hooksPath is outside of the repository, for such hooks run for other repositories
 *   too, and where they would not find hexhound; E_USAGE where husky would write over them
 */
export function planGitHooks(project: Project): Plan {
  const { folder, configured } = project.hooks;
  if (!isInside(project.root, folder) && !isInside(project.commonDir, folder)) {
    const where = `(${configured?.origin})`;
    if (isGlobalFolder(folder)) {
      return { changes: [], notes: [`the global hooks of hexhound in ${folder} ${where} guard this repository`] };
    }
    throw new HexhoundError(
      'E_CONFIG',
      `core.hooksPath = ${configured?.value}`,
      `${where} is outside of this repository, and hooks there run for others too. To have hooks of its own here: ` +
        'git config core.hooksPath .git/hooks; to have hexhound in those: hexhound init --global',
    );
  }
  if (existsSync(join(folder, 'h'))) {
    throw new UsageError('--plain does not go with husky, which writes its hooks anew: leave it out');
  }
  const isLocal = isLocalFolder(project, folder);
  checkProgram(project, isLocal);
  // A hook that is committed must not name folders of this machine.
  const programs = isLocal ? { searchPath: nodeFolder(), own: ownInstallation() } : { searchPath: [], own: undefined };
  const options = { shebang: '#!/bin/sh', executable: true };
  const { changes, notes } = extendHooks(project, folder, (hook) => localHook(hook, programs), options);
  if (!isLocal) return { changes, notes };
  return { changes: [...changes, ...planIgnored(project)], notes: [...notes, ONE_CLONE] };
}

const ONE_CLONE =
  'these hooks are of this clone only: run hexhound init in the others too, or use a hook manager such as husky';

/** Husky's folder is one that git ignores; until husky makes it, nothing says so. */
function planIgnored(project: Project): Change[] {
  const { folder } = project.hooks;
  if (isInside(project.commonDir, folder)) return [];
  const file = openFile(project, join(folder, '.gitignore'));
  if (file.text !== undefined) return [];
  return [{ file, after: insertBlock('', 0, ['*']), executable: false, why: 'keeps hooks of this machine out of git' }];
}

/** Says which hooks in `.git/hooks` git does not run because core.hooksPath names another folder. */
export function shadowedHooks({ hooks, commonDir }: Project): string[] {
  const usual = join(commonDir, 'hooks');
  if (hooks.configured === undefined || hooks.folder === usual || !existsSync(usual)) return [];
  // Those go on with the repository's own.
  if (isGlobalFolder(hooks.folder)) return [];
  const shadowed = readdirSync(usual).filter((name) => !name.endsWith('.sample') && isExecutable(join(usual, name)));
  if (shadowed.length === 0) return [];
  const { value, origin } = hooks.configured;
  return [`git runs none of ${shadowed.join(', ')} in .git/hooks, because core.hooksPath is ${value} (${origin})`];
}
