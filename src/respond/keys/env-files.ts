import { basename, dirname } from 'node:path';
import { type EnvFile, isReadableByOthers, noEnvFile, readEnvFile } from '../../files/env-file.ts';
import { git } from '../../git/run.ts';
import { HexhoundError } from '../../model/errors.ts';
import { escapeForeign } from '../../syntax/escape.ts';
import type { KeyIo } from './key-io.ts';

/** The file that is read if no other is named. */
export const DEFAULT_ENV_FILE = '.env';

/** The `.env` file that the user named. @throws HexhoundError E_SOURCE if it does not exist or cannot be read */
export function readNamedEnvFile(envFile: string, { cwd }: KeyIo): EnvFile {
  const file = readEnvFile(envFile, cwd);
  if (file.bytes === undefined) throw new HexhoundError('E_SOURCE', envFile, 'no such file');
  return file;
}

/**
 * The `.env` of the current folder. The user did not name it, so if it cannot be read (Python environments are folders of
 * that name), a message says so and it counts as missing.
 */
export function readDefaultEnvFile({ cwd, stderr }: KeyIo): EnvFile {
  try {
    return readEnvFile(DEFAULT_ENV_FILE, cwd);
  } catch (thrown) {
    if (!(thrown instanceof HexhoundError)) throw thrown;
    stderr.write(`${escapeForeign(`${thrown.subject} is not looked at: it ${thrown.message}`)}\n`);
    return noEnvFile(DEFAULT_ENV_FILE, cwd);
  }
}

/** Warns if others can read a `.env` file: users of the machine, or everybody with access to the repository. */
export async function envFileWarnings(file: EnvFile, { env }: KeyIo): Promise<string[]> {
  const warnings: string[] = [];
  if (isReadableByOthers(file)) {
    warnings.push(`Other users of this machine can read ${file.shown}: chmod 600 makes it yours alone.`);
  }
  if (await isTracked(file, env)) {
    warnings.push(
      `git tracks ${file.shown}: whoever has the repository has the key. Untrack the file, replace the key.`,
    );
  }
  return warnings;
}

async function isTracked({ path, bytes }: EnvFile, env: KeyIo['env']): Promise<boolean> {
  if (bytes === undefined) return false;
  try {
    await git({ cwd: dirname(path), env }, ['ls-files', '--error-unmatch', '--', basename(path)]);
    return true;
  } catch (thrown) {
    // Not tracked, not in a repository, or git is not installed.
    if (thrown instanceof HexhoundError) return false;
    throw thrown;
  }
}
