import { realpathSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { HexhoundError, systemReason } from '../model/errors.ts';
import { parseVariables } from './edit-env.ts';
import { linkOnTheWay } from './link-on-the-way.ts';
import { exactText, MIB, readSmallFile } from './read-file.ts';

/** A `.env` file as it was read. */
export interface EnvFile {
  /** As the user named it. */
  readonly shown: string;
  /** Absolute, with symbolic links resolved. */
  readonly path: string;
  /** A symbolic link of a repository on the way to it: nothing is written through that. */
  readonly link: string | undefined;
  /** Undefined where there is no such file. */
  readonly bytes: Buffer | undefined;
  /** Permission bits and owner, of a file that is there. */
  readonly stat: Pick<Stats, 'mode' | 'uid' | 'gid'> | undefined;
  /** As the dotenv package reads them. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Real files are smaller. */
const MAX_BYTES = MIB;

/**
 * Reads a `.env` file.
 * @param shown relative to `cwd`
 * @throws HexhoundError E_SOURCE if it is not a regular file, too large, not readable, or not UTF-8 text
 */
export function readEnvFile(shown: string, cwd: string): EnvFile {
  const full = resolve(cwd, shown);
  const read = readSmallFile(full, MAX_BYTES, 'followed');
  if ('failure' in read) {
    if (read.failure === 'missing') return noEnvFile(shown, cwd);
    if (read.failure === 'unreadable') throw envFileError(shown, 'cannot be read', read.cause);
    const isLarge = read.failure === 'too large';
    const why = isLarge ? 'is too large for a .env file (over 1 MiB)' : 'is not a regular file';
    throw new HexhoundError('E_SOURCE', shown, why);
  }
  const { bytes, stat } = read;
  const variables = parseVariables(decodeEnv(shown, bytes));
  return { shown, path: realpathSync(full), link: linkOnTheWay(full), bytes, stat, variables };
}

/** For a file that does not exist. */
export function noEnvFile(shown: string, cwd: string): EnvFile {
  const path = resolve(cwd, shown);
  return { shown, path, link: linkOnTheWay(path), bytes: undefined, stat: undefined, variables: {} };
}

/** @throws HexhoundError E_SOURCE */
export function decodeEnv(shown: string, bytes: Buffer): string {
  const text = exactText(bytes);
  if (text !== undefined) return text;
  throw new HexhoundError('E_SOURCE', shown, 'is not UTF-8 text (PowerShell writes UTF-16): save it as UTF-8 first');
}

/** Whether others than its owner may read it. Windows has no such bits. */
export function isReadableByOthers({ stat }: EnvFile): boolean {
  return stat !== undefined && process.platform !== 'win32' && (stat.mode & 0o044) !== 0;
}

/** An error of the system, without absolute paths. */
export function envFileError(shown: string, what: string, cause: unknown): HexhoundError {
  return new HexhoundError('E_SOURCE', shown, `${what}: ${systemReason(cause)}`, { cause });
}
