import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { type GitContext, hasHookVariables, withoutHookVariables } from './safety.ts';

/**
 * Where git is to run for a folder that somebody names. In a hook, git's variables say where the objects of a push are that are
 * not accepted yet (git-receive-pack(1), QUARANTINE ENVIRONMENT), and which index a commit is made of. They hold for the
 * repository of the hook, however it is named, and for no other.
 * @param context of this process
 */
export async function contextIn(folder: string, context: GitContext): Promise<GitContext> {
  const { cwd, env } = context;
  const there = { cwd: resolve(cwd, folder), env: withoutHookVariables(env) };
  if (!hasHookVariables(env)) return there;
  const own = await gitDirOf(context);
  // Relative paths in the variables start at the folder of the hook.
  return own !== undefined && own === (await gitDirOf(there)) ? { cwd, env } : there;
}

async function gitDirOf(context: GitContext): Promise<string | undefined> {
  const { askGit } = await import('./ask.ts');
  try {
    return realpathSync(await askGit(context, ['rev-parse', '--absolute-git-dir']));
  } catch (thrown) {
    // It is in no repository, or in one that git refuses: whoever opens it says so.
    if (thrown instanceof HexhoundError) return undefined;
    throw thrown;
  }
}
