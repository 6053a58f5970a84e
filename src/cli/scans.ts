import { HexhoundError } from '../model/errors.ts';
import { openHistory } from '../scan/sources/history.ts';
import { openStaged } from '../scan/sources/staged.ts';
import { openStdin } from '../scan/sources/stdin.ts';
import { openTree, readList } from '../scan/sources/tree.ts';
import type { Command, Io } from './command.ts';
import { readHistoryArguments } from './history-arguments.ts';
import { scanCommand } from './scan-command.ts';
import { HISTORY_FLAGS, PATH_FLAGS, SCAN_FLAGS } from './scan-flags.ts';

/*
 * The commands that scan are in one file. In files of their own they would share two dozen chunks of the bundle, and
 * each chunk costs a hook a millisecond.
 */

/** `hexhound scan [PATH...]`: the working tree, or folders and files. `-` reads their list from standard input. */
export const scan: Command = scanCommand('scan', { ...SCAN_FLAGS, ...PATH_FLAGS }, async (paths, settings, io) =>
  paths.length === 0 ? openTree(paths, settings) : openTree(paths, settings, await expandList(paths, io)),
);

/** An empty list is nothing to scan, not the current folder. */
async function expandList(paths: readonly string[], { stdin }: Io): Promise<readonly string[]> {
  if (!paths.includes('-')) return paths;
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  const listed = readList(Buffer.concat(chunks).toString('utf8'));
  return paths.flatMap((path) => (path === '-' ? listed : [path]));
}

/** `hexhound staged`: the content that the next commit would have. */
export const staged: Command = scanCommand('staged', { ...SCAN_FLAGS, ...PATH_FLAGS }, ([unexpected], settings) => {
  // Hook managers append file names. Their files may differ from the index, which is what gets committed.
  if (unexpected !== undefined) {
    throw new HexhoundError('E_USAGE', unexpected, 'hexhound staged reads the index and takes no paths');
  }
  return openStaged(settings);
});

/** `hexhound stdin`: standard input. */
export const stdin: Command = scanCommand('stdin', SCAN_FLAGS, ([unexpected], { cwd }, io) => {
  if (unexpected !== undefined) throw new HexhoundError('E_USAGE', unexpected, 'hexhound stdin takes no paths');
  return openStdin(io.stdin, cwd);
});

/** `hexhound history [REPOSITORY] [REVISION...]`: a whole history, or the commits that the revisions add. */
export const history: Command = scanCommand(
  'history',
  { ...SCAN_FLAGS, ...PATH_FLAGS, ...HISTORY_FLAGS },
  (positionals, settings) => {
    const { folder, revisions } = readHistoryArguments(positionals, settings.cwd);
    return openHistory(folder, revisions, settings);
  },
);
