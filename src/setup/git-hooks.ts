import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, isInside } from '../files/opened-file.ts';
import { HexhoundError } from '../model/errors.ts';
import { extendHooks } from './hook-folder.ts';
import type { Plan } from './plan.ts';
import type { Project } from './project.ts';
import { localHook } from './shell-hook.ts';

/**
 * Installs hooks without a hook manager, in the folder that git runs them from.
 * @throws HexhoundError E_CONFIG where core.hooksPath is outside of the repository: such hooks run for other repositories too
 */
export function planGitHooks(project: Project): Plan {
  const { folder, configured } = project.hooks;
  if (!isInside(project.root, folder) && !isInside(project.commonDir, folder)) {
    throw new HexhoundError(
      'E_CONFIG',
      `core.hooksPath = ${configured?.value}`,
      `(${configured?.origin}) is outside of this repository, and hooks there run for others too. ` +
        'To have hooks of its own here: git config core.hooksPath .git/hooks',
    );
  }
  const isLocal = isInside(project.commonDir, folder);
  // A hook that is committed must not name folders of this machine.
  const body = localHook(isLocal ? nodeFolder() : []);
  const { changes, notes } = extendHooks(project, folder, body, { shebang: '#!/bin/sh', executable: true });
  return { changes, notes: isLocal ? [...notes, ONE_CLONE] : notes };
}

/** The folder of Node.js and of global npm packages, unless it is in every program's search path. */
function nodeFolder(): string[] {
  const folder = dirname(process.execPath);
  const isUsual = process.platform === 'win32' || ['/bin', '/usr/bin', '/usr/local/bin'].includes(folder);
  return isUsual ? [] : [folder];
}

const ONE_CLONE =
  'these hooks are of this clone only: run hexhound init in the others too, or use a hook manager such as husky';

/** Says which hooks in `.git/hooks` git does not run because core.hooksPath names another folder. */
export function shadowedHooks({ hooks, commonDir }: Project): string[] {
  const usual = join(commonDir, 'hooks');
  if (hooks.configured === undefined || hooks.folder === usual || !existsSync(usual)) return [];
  const shadowed = readdirSync(usual).filter((name) => !name.endsWith('.sample') && isExecutable(join(usual, name)));
  if (shadowed.length === 0) return [];
  const { value, origin } = hooks.configured;
  return [`git runs none of ${shadowed.join(', ')} in .git/hooks, because core.hooksPath is ${value} (${origin})`];
}
