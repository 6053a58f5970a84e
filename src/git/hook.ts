import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { HexhoundError } from '../model/errors.ts';
import { type GitContext, hasHookVariables, withoutHookVariables } from './safety.ts';

/**
 * The folder and environment to run git in, for a folder that the user names. In a hook, git's variables name the objects of
 * a push that is not accepted yet (git-receive-pack(1), QUARANTINE ENVIRONMENT) and the index that is committed. They apply
 * to the hook's repository, by whatever path it is named, and to no other.
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
    // Not in a repository, or in one that git refuses: whoever opens it reports that.
    if (thrown instanceof HexhoundError) return undefined;
    throw thrown;
  }
}
