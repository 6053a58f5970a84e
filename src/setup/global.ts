import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { insertBlock } from '../files/block.ts';
import type { Change } from '../files/change.ts';
import { type OpenedFile, openFile, type RepositoryFolders } from '../files/opened-file.ts';
import { readSmallFile } from '../files/read-file.ts';
import { userFolder } from '../files/user-folders.ts';
import { gitText } from '../git/run.ts';
import type { GitContext } from '../git/safety.ts';
import { HexhoundError } from '../model/errors.ts';
import { HOOKS, type Hook, PURPOSE } from './plan.ts';
import { isOnPath, nodeFolder, ownInstallation } from './program.ts';
import { localHook, withHook, withoutHook } from './shell-hook.ts';

/** How hooks get into repositories that nobody has set up: git looks there for all, or copies them into new ones. */
export type GlobalKind = 'hooks' | 'template';

const SETTING: Readonly<Record<GlobalKind, string>> = { hooks: 'core.hooksPath', template: 'init.templateDir' };

/** All that `init --global` will do. */
export interface GlobalPlan {
  /** The folder that all changes are in. */
  readonly folders: RepositoryFolders;
  readonly changes: readonly Change[];
  /** A setting of the user's configuration of git; without a value it is removed. */
  readonly setting: { readonly name: string; readonly value: string | undefined } | undefined;
  readonly notes: readonly string[];
}

/**
 * Plans hooks for all repositories of this user. Where they have a folder for such hooks already, ours come into its scripts;
 * else the folder is ours, and every hook in it goes on with the repository's own of that name, which git would no longer run.
 * @throws HexhoundError E_CONFIG where the hooks would find no hexhound
 */
export async function planGlobal(context: GitContext, kind: GlobalKind): Promise<GlobalPlan> {
  const own = ownInstallation();
  if (own === undefined && !isOnPath('hexhound', context.env)) {
    const why = 'is not installed where hooks would find it, so that every commit would be refused';
    throw new HexhoundError('E_CONFIG', 'hexhound', `${why}: npm install --global hexhound, then run this again`);
  }
  const { folder, isOurs, isSet } = await locate(context, kind);
  const programs = { searchPath: nodeFolder(), own, isGlobal: true };
  const chains = kind === 'hooks' && isOurs;
  const folders = foldersOf(folder);
  const changes: Change[] = [];
  for (const hook of chains ? ALL_HOOKS : HOOKS) {
    const file = openIn(folders, join(folder, hook));
    const after = chains
      ? chainedHook(hook, isOneOf(hook) ? localHook(hook, programs) : [])
      : withHook(hook as Hook, file.text, localHook(hook as Hook, programs), { shown: file.shown, shebang: SHEBANG });
    if (after === undefined || (after === file.text && file.executable)) continue;
    changes.push({ file, after, executable: true, why: isOneOf(hook) ? PURPOSE[hook] : "runs the repository's own" });
  }
  const value = (kind === 'hooks' ? folder : dirname(folder)).replaceAll('\\', '/');
  return { folders, changes, setting: isSet ? undefined : { name: SETTING[kind], value }, notes: NOTES[kind] };
}

/** Plans to remove what `planGlobal` may have made, of either kind. */
export async function planGlobalUninstall(context: GitContext, kind: GlobalKind): Promise<GlobalPlan> {
  const { folder, isOurs, isSet } = await locate(context, kind);
  const folders = foldersOf(folder);
  const changes = ALL_HOOKS.flatMap((hook): Change[] => {
    if (!existsSync(join(folder, hook))) return [];
    const file = openIn(folders, join(folder, hook));
    const after = file.text === undefined ? undefined : withoutHook(file.text, file.shown);
    return after === file.text ? [] : [{ file, after, executable: false, why: 'no longer runs hexhound' }];
  });
  return {
    folders,
    changes,
    setting: isSet && isOurs ? { name: SETTING[kind], value: undefined } : undefined,
    notes: [],
  };
}

/** Writes the setting. @throws HexhoundError E_GIT where the configuration cannot be written */
export async function applySetting(
  context: GitContext,
  { name, value }: NonNullable<GlobalPlan['setting']>,
): Promise<void> {
  await gitText(context, ['config', '--global', ...(value === undefined ? ['--unset', name] : [name, value])]);
}

/** Whether `planGlobal` made the hooks in a folder. */
export function isGlobalFolder(folder: string): boolean {
  const read = readSmallFile(join(folder, 'pre-commit'), 1024 * 1024, 'followed');
  return 'bytes' in read && read.bytes.includes('hexhound init --global');
}

const NOTES: Readonly<Record<GlobalKind, readonly string[]>> = {
  hooks: [
    'a repository with a core.hooksPath of its own (husky sets one) runs only the hooks there: hexhound init adds them',
  ],
  template: [
    'git copies these hooks into what it clones or makes from now on; in repositories that are there: git init',
  ],
};

/** Where the hooks are or will be; `isOurs`: the folder is not one that the user already had. */
async function locate(context: GitContext, kind: GlobalKind) {
  const usual = join(configFolder(context.env), kind === 'hooks' ? 'hooks' : 'template');
  const args = ['config', '--global', '--type=path', '--get', SETTING[kind]];
  const set = await gitText(context, args).catch(() => '');
  const top = set === '' ? usual : resolve(context.cwd, set);
  return {
    folder: kind === 'hooks' ? top : join(top, 'hooks'),
    isOurs: resolve(top) === resolve(usual),
    isSet: set !== '',
  };
}

function configFolder(env: GitContext['env']): string {
  const folder = userFolder(env, 'config');
  if (folder === undefined)
    throw new HexhoundError('E_CONFIG', 'HOME', 'is not set, so there is no place for global hooks');
  return folder;
}

/** The nearest folder that is there: nothing above it is touched. */
function foldersOf(folder: string): RepositoryFolders {
  let root = folder;
  while (!existsSync(root)) root = dirname(root);
  return { root, commonDir: root };
}

function openIn(folders: RepositoryFolders, path: string): OpenedFile {
  return { ...openFile(folders, path), shown: path };
}

const SHEBANG = '#!/bin/sh';

/**
 * The hooks of githooks(5), without those whose being there changes what git does (push-to-checkout, proc-receive) or that it
 * finds by another setting (fsmonitor-watchman).
 */
const ALL_HOOKS = [
  ...HOOKS,
  ...['applypatch-msg', 'pre-applypatch', 'post-applypatch', 'prepare-commit-msg', 'post-commit', 'pre-rebase'],
  ...['post-checkout', 'post-merge', 'post-rewrite', 'pre-auto-gc', 'reference-transaction', 'post-index-change'],
  ...['pre-receive', 'update', 'post-receive', 'post-update', 'sendemail-validate'],
] as const;

function isOneOf(hook: string): hook is Hook {
  return (HOOKS as readonly string[]).includes(hook);
}

/** A hook that runs ours, unless the repository's own does, and then the repository's own. */
function chainedHook(hook: string, lines: readonly string[]): string {
  const own = `hexhound_own="$(git rev-parse --git-common-dir)/hooks/${hook}"`;
  const isOwn = `[ -x "$hexhound_own" ] && grep -q '^# >>> hexhound >>>' "$hexhound_own"`;
  const scan = lines.length === 0 ? [] : [`if ${isOwn}; then :; else`, ...lines, 'fi'];
  const goOn = ['if [ -x "$hexhound_own" ]; then', '  exec "$hexhound_own" "$@"', 'fi'];
  return insertBlock(`${SHEBANG}\n`, 1, [own, ...scan, ...goOn]);
}
