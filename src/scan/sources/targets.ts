import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { HexhoundError } from '../../model/errors.ts';
import { shownTyped } from '../file-rules/typed-text.ts';

/** What a pattern has in it, and names of files seldom. */
const WILDCARD = /[*?[\]{}]/;

/**
 * The files that a target names. One that is not there and has wildcards in it is a pattern: cmd.exe and quotes leave them to
 * the program. Files whose names begin with a dot count too; symbolic links are not followed into folders.
 * @throws HexhoundError E_SOURCE for a pattern that matches nothing
 */
export async function expandTarget(cwd: string, target: string): Promise<readonly string[]> {
  if (!WILDCARD.test(target) || existsSync(resolve(cwd, target))) return [target];
  const { default: glob } = await import('fast-glob');
  const pattern = process.platform === 'win32' ? glob.convertPathToPattern(target) : target;
  const found = await glob(pattern, { cwd, dot: true, followSymbolicLinks: false, suppressErrors: true });
  if (found.length === 0)
    throw new HexhoundError('E_SOURCE', shownTyped(target), 'no such file or folder, and nothing matches it');
  return found.sort();
}
