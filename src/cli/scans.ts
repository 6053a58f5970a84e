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
 * The commands that scan, in one file: loaded apart they would share two dozen chunks, and each file costs a hook a
 * millisecond.
 */

/** `hexhound scan [PATH...]`: a working tree, folders, files; `-` reads the list of paths from standard input. */
export const scan: Command = scanCommand('scan', { ...SCAN_FLAGS, ...PATH_FLAGS }, async (paths, settings, io) =>
  openTree(await expandList(paths, io), settings),
);

async function expandList(paths: readonly string[], { stdin }: Io): Promise<readonly string[]> {
  if (!paths.includes('-')) return paths;
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  const listed = readList(Buffer.concat(chunks).toString('utf8'));
  return paths.flatMap((path) => (path === '-' ? listed : [path]));
}

/** `hexhound staged`: what the commit would contain. */
export const staged: Command = scanCommand('staged', { ...SCAN_FLAGS, ...PATH_FLAGS }, ([unexpected], settings) => {
  // Hook managers append file names; reading those instead of the index would look at the wrong thing.
  if (unexpected !== undefined) {
    throw new HexhoundError('E_USAGE', unexpected, 'hexhound staged reads the index and takes no paths');
  }
  return openStaged(settings);
});

/** `hexhound stdin`: whatever is piped in. */
export const stdin: Command = scanCommand('stdin', SCAN_FLAGS, ([unexpected], { cwd }, io) => {
  if (unexpected !== undefined) throw new HexhoundError('E_USAGE', unexpected, 'hexhound stdin takes no paths');
  return openStdin(io.stdin, cwd);
});

/** `hexhound history [REPOSITORY] [REVISION...]`: what is a folder is the repository, everything else a revision. */
export const history: Command = scanCommand(
  'history',
  { ...SCAN_FLAGS, ...PATH_FLAGS, ...HISTORY_FLAGS },
  (positionals, settings) => {
    const { folder, revisions } = readHistoryArguments(positionals, settings.cwd);
    return openHistory(folder, revisions, settings);
  },
);
