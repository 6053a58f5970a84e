import type { Env } from '../model/env.ts';

/** What of `node:fs`, `node:path` and `node:module` is used: an old Node.js, which this file must not fail in, lacks some of it. */
type Builtin = <T>(name: string) => T;

/** What `node:module` has since Node.js 22.1; @types/node is that of the oldest version. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
}

/**
 * Lets Node.js keep what V8 has compiled (https://nodejs.org/api/module.html#module-compile-cache), which is a tenth of the time
 * that a hook takes. Only in a folder that nobody else can write to: what is in it runs. Node.js 20 does not have this; whoever
 * sets NODE_COMPILE_CACHE or NODE_DISABLE_COMPILE_CACHE has decided.
 * @returns the folder, if it is used
 */
export function keepCompiled(env: Env): string | undefined {
  if (env.NODE_COMPILE_CACHE || env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const builtin = (process as { getBuiltinModule?: Builtin }).getBuiltinModule;
  const { enableCompileCache } = builtin?.<CompileCache>('node:module') ?? {};
  if (builtin === undefined || enableCompileCache === undefined) return undefined;
  const { isAbsolute, join } = builtin<typeof import('node:path')>('node:path');
  // As `userFolder` (files/user-folders.ts), which must not be loaded before this is done.
  const candidates = [env.XDG_CACHE_HOME, env.LOCALAPPDATA, env.HOME && join(env.HOME, '.cache')];
  const base = candidates.find((path) => path && isAbsolute(path));
  if (!base || isInRepository(base, builtin)) return undefined;
  const folder = join(base, 'hexhound', 'code');
  if (![base, join(base, 'hexhound'), folder].every((one) => isOwnFolder(one, builtin))) return undefined;
  enableCompileCache(folder);
  return folder;
}

/** Whether a folder lies in the repository that we are started in, which could bring what would run. */
function isInRepository(folder: string, builtin: Builtin): boolean {
  const { existsSync, realpathSync } = builtin<typeof import('node:fs')>('node:fs');
  const { dirname, join, sep } = builtin<typeof import('node:path')>('node:path');
  let top: string;
  try {
    top = process.cwd();
  } catch {
    // It was deleted: the command will say so.
    return true;
  }
  while (!existsSync(join(top, '.git'))) {
    if (dirname(top) === top) return false;
    top = dirname(top);
  }
  return existsSync(folder) && `${realpathSync(folder)}${sep}`.startsWith(`${realpathSync(top)}${sep}`);
}

/** Whether this is a folder of the user's that only the user can write to; creates it if there is none. */
function isOwnFolder(path: string, builtin: Builtin): boolean {
  const { lstatSync, mkdirSync } = builtin<typeof import('node:fs')>('node:fs');
  try {
    // Not recursive, as in scan/config/load-config.ts.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) mkdirSync(path, { mode: 0o700 });
    const found = lstatSync(path);
    // Windows has neither: there, %LOCALAPPDATA% is the user's.
    const isOwn = process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
    return isOwn && found.isDirectory();
  } catch {
    return false;
  }
}
