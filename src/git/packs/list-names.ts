import { readdirSync } from 'node:fs';
import { messageOf, type ScanError } from '../../model/errors.ts';

/**
 * The names in a folder, sorted; none where it does not exist: `git gc` may have removed it, and a folder without packs may
 * have no folder for them.
 * @param problem told about a folder that cannot be read
 */
export function listNames(folder: string, problem: (error: ScanError) => void): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      problem({ code: 'E_GIT', subject: folder, message: messageOf(cause) });
    }
    return [];
  }
}
