import { HexhoundError } from '../model/errors.ts';
import { openStaged } from '../scan/sources/staged.ts';
import { openStdin } from '../scan/sources/stdin.ts';
import { openTree } from '../scan/sources/tree.ts';
import { refuseAddresses } from './address.ts';
import type { Command } from './command.ts';
import { scanCommand } from './scan-command.ts';
import { HISTORY_FLAGS, PATH_FLAGS, SCAN_FLAGS } from './scan-flags.ts';

/*
 * The commands that scan are in one file. In files of their own they would share two dozen chunks of the bundle, and
 * each chunk costs a hook a millisecond.
 */

/** `hexhound scan [PATH...]`: the working tree, or folders and files. `-` reads their list, or a content, from standard input. */
export const scan: Command = scanCommand(
  'scan',
  { ...SCAN_FLAGS, ...PATH_FLAGS, jobs: HISTORY_FLAGS.jobs },
  async (paths, settings, io) => {
    refuseAddresses(paths, settings.cwd);
    if (!paths.includes('-')) return openTree(paths, { ...settings, namesUnusedComments: true });
    return (await import('./piped-list.ts')).openPiped(paths, settings, io.stdin);
  },
);

/** `hexhound staged [FILE...]`: the content that the next commit would have; with files, which lint-staged appends, theirs. */
export const staged: Command = scanCommand('staged', { ...SCAN_FLAGS, ...PATH_FLAGS }, openStaged);

/** `hexhound stdin`: standard input. */
export const stdin: Command = scanCommand('stdin', SCAN_FLAGS, ([unexpected], { cwd }, io) => {
  if (unexpected !== undefined) throw new HexhoundError('E_USAGE', unexpected, 'hexhound stdin takes no paths');
  return openStdin(io.stdin, cwd);
});

/** `hexhound history [REPOSITORY] [REVISION...]`: a whole history, or the commits that the revisions add. */
export const history: Command = scanCommand(
  'history',
  { ...SCAN_FLAGS, ...PATH_FLAGS, ...HISTORY_FLAGS },
  async (positionals, settings) => {
    // A quarter of the code, which a hook does not need.
    const [{ readHistoryArguments }, { openHistory }] = await Promise.all([
      import('./history-arguments.ts'),
      import('../scan/sources/history.ts'),
    ]);
    const { folder, revisions } = readHistoryArguments(positionals, settings.cwd);
    return openHistory(folder, revisions, settings);
  },
);
