import { lstatSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Env } from '../model/env.ts';

/** For each kind of file: its variables, and where it is below the home folder (XDG Base Directory Specification). */
const FOLDERS = {
  cache: { variables: ['XDG_CACHE_HOME', 'LOCALAPPDATA'], below: '.cache' },
  state: { variables: ['XDG_STATE_HOME', 'LOCALAPPDATA'], below: '.local/state' },
  data: { variables: ['XDG_DATA_HOME', 'LOCALAPPDATA'], below: '.local/share' },
  config: { variables: ['XDG_CONFIG_HOME', 'APPDATA'], below: '.config' },
} as const;

/**
 * Our folder among a user's files of one kind. As the specification says, a path that is not absolute is ignored: it would lead
 * into whatever folder we are started in, which may be anybody's.
 * @returns undefined without a home folder
 */
export function userFolder(env: Env, kind: keyof typeof FOLDERS): string | undefined {
  const { variables, below } = FOLDERS[kind];
  const candidates = [...variables.map((name) => env[name]), env.HOME && join(env.HOME, below)];
  const base = candidates.find((path) => path && isAbsolute(path));
  return base && join(base, 'hexhound');
}

/** Whether a folder, if it is there, is the user's own, and no one else can write to it. */
export function isOwnFolder(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isDirectory()) return found === undefined;
  // Windows has neither: there, %LOCALAPPDATA% is the user's.
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
}
