import { HexhoundError, UsageError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { isFingerprint, SHORTEST_FINGERPRINT } from '../model/fingerprint.ts';
import { runScan } from '../scan/pipeline.ts';
import { readSettings } from '../scan/settings.ts';
import { openHistory } from '../scan/sources/history.ts';
import type { Source } from '../scan/sources/source.ts';
import { openTree } from '../scan/sources/tree.ts';
import type { Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';
import { readHistoryArguments } from './history-arguments.ts';
import { SCAN_FLAGS, toScanOptions } from './scan-flags.ts';
import { watch } from './watch.ts';

/** Flags of commands that look for one finding. */
export const FIND_FLAGS = {
  history: { type: 'boolean', help: 'look for it in the history only, not in the files first' },
  timeout: { ...SCAN_FLAGS.timeout, help: 'stop the search after this time; exit code 2' },
  config: SCAN_FLAGS.config,
  'no-config': { type: 'boolean', help: 'use no configuration' },
} as const satisfies Flags;

/** A finding, and all others of the same scan. */
export interface Found {
  readonly finding: Finding;
  readonly findings: readonly Finding[];
}

/**
 * Searches the files first, then the history, for findings of every confidence and suppressed ones too. It scans again,
 * because findings are not stored.
 * @param paths files and folders, or a repository and revisions
 * @throws HexhoundError E_USAGE if no finding has the fingerprint, or several begin with what is given of it;
 *   E_INTERRUPTED or E_TIMEOUT if the search was stopped before
 */
export async function findFinding(
  fingerprint: string,
  paths: readonly string[],
  { history, ...values }: FlagValues<typeof FIND_FLAGS>,
  io: Io,
): Promise<Found> {
  if (!isFingerprint(fingerprint)) {
    throw new UsageError(`takes a fingerprint, or at least its first ${SHORTEST_FINGERPRINT} characters`);
  }
  const scanned = toScanOptions({ ...values, all: true, 'no-ignore': true }, io);
  // The finding may be in what takes long.
  const options = { ...scanned, fileTimeoutMs: Number.POSITIVE_INFINITY };
  return watch(io, false, async (watched) => {
    const settings = await readSettings({ ...options, ...watched });
    const scan = async (command: string, source: Source): Promise<Found | undefined> => {
      const { findings, interrupted, errors } = await runScan(command, source, settings);
      const [finding, another] = findings.filter((each) => each.fingerprint.startsWith(fingerprint));
      if (finding === undefined && interrupted !== undefined) {
        const code = errors.some((error) => error.code === 'E_TIMEOUT') ? 'E_TIMEOUT' : 'E_INTERRUPTED';
        throw new HexhoundError(code, fingerprint, 'was not found before the search was stopped');
      }
      if (another !== undefined) {
        throw new HexhoundError('E_USAGE', fingerprint, 'more than one finding begins so: give more of its characters');
      }
      return finding === undefined ? undefined : { finding, findings };
    };
    const inFiles = history ? undefined : await scan('scan', openTree(paths, settings));
    if (inFiles !== undefined) return inFiles;
    const { folder, revisions } = readHistoryArguments(paths, settings.cwd);
    const inHistory = await scan('history', await openHistory(folder, revisions, settings));
    if (inHistory !== undefined) return inHistory;
    const where = history ? 'in the history' : 'in the files and the history';
    throw new HexhoundError('E_USAGE', fingerprint, `no finding ${where} has this fingerprint`);
  });
}
