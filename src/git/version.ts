import { HexhoundError } from '../model/errors.ts';
import { gitText } from './run.ts';
import type { GitContext } from './safety.ts';

/** The first with `git rev-parse --end-of-options`; without it, a revision could be read as an option. */
const OLDEST = [2, 30] as const;

/** @throws HexhoundError E_GIT for a git that is too old to scan ranges */
export async function checkGitVersion(context: GitContext): Promise<void> {
  const version = await gitText(context, ['version']);
  if (isOld(version)) {
    throw new HexhoundError(
      'E_GIT',
      version,
      `is too old to look at ranges: it takes git ${OLDEST.join('.')} or newer`,
    );
  }
}

/** @param version as `git version` prints it: `git version 2.39.5 (Apple Git-154)` @internal exported for tests */
export function isOld(version: string): boolean {
  const [, major = '', minor = ''] = /^git version (\d+)\.(\d+)/.exec(version) ?? [];
  // A git that somebody built themselves may have any version.
  return major !== '' && (Number(major) < OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) < OLDEST[1]));
}
