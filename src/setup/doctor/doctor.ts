import { HexhoundError } from '../../model/errors.ts';
import type { Project } from '../project.ts';
import { checkBaseline } from './baseline.ts';
import type { Check } from './check.ts';
import { checkHooks, checkProgram } from './hooks.ts';
import { prove } from './proof.ts';
import { checkCi, checkClone, checkIgnores } from './surroundings.ts';

/**
 * Finds out whether the hooks of a repository refuse a key.
 * @param options.proof run the hooks, in a repository that is thrown away
 */
export async function examine(project: Project, { proof }: { readonly proof: boolean }): Promise<Check[]> {
  const { checks, manager, isGuarded } = checkHooks(project);
  return [
    ...checks,
    checkProgram(project, manager),
    ...(isGuarded && proof ? await attempt('proof', () => prove(project, manager)) : [notTried(isGuarded)]),
    ...(await attempt('ci', async () => [await checkCi(project)])),
    checkClone(project),
    ...(await attempt('ignored', async () => [await checkIgnores(project)])),
    ...(await attempt('baseline', () => checkBaseline(project))),
  ];
}

function notTried(isGuarded: boolean): Check {
  const why = isGuarded ? 'as --no-proof says' : 'as git runs no hook before a commit that calls hexhound';
  return { id: 'proof', state: 'skipped', message: `no commit was tried, ${why}` };
}

/** What cannot be looked at does not keep the rest from being looked at. */
async function attempt(id: string, check: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await check();
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    return [{ id, state: 'unknown', message: `${thrown.subject}: ${thrown.message}` }];
  }
}
