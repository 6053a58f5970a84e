import { join } from 'node:path';
import { userFolder } from '../files/user-folders.ts';
import type { Env } from '../model/env.ts';
import { HexhoundError } from '../model/errors.ts';

/** Where the fleet is: a `postgres://` URL, or the folder of a database on this machine. */
export function fleetAddress(env: Env): string {
  const { HEXHOUND_FLEET: given = '' } = env;
  if (given !== '') return given;
  const base = userFolder(env, 'data');
  if (base === undefined)
    throw new HexhoundError('E_CONFIG', 'HEXHOUND_FLEET', 'is not set, and there is no home folder');
  return join(base, 'fleet');
}

export function isServer(address: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(address);
}

/** Where the clones are that a worker keeps: they can be made again at any time. */
export function cloneFolder(env: Env): string {
  const base = userFolder(env, 'cache');
  if (base === undefined)
    throw new HexhoundError('E_CONFIG', '--cache', 'names no folder, and there is no home folder');
  return join(base, 'fleet');
}
