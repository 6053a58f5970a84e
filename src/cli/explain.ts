import { HexhoundError, UsageError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { explain } from '../report/explain.ts';
import { runScan } from '../scan/pipeline.ts';
import { readSettings } from '../scan/settings.ts';
import { openHistory } from '../scan/sources/history.ts';
import type { Source } from '../scan/sources/source.ts';
import { openTree } from '../scan/sources/tree.ts';
import type { Invocation, Io } from './command.ts';
import type { Flags, FlagValues } from './flags.ts';
import { readHistoryArguments } from './history-arguments.ts';
import { toScanOptions } from './scan-flags.ts';
import { watch } from './watch.ts';

export const flags = {
  history: { type: 'boolean', help: 'look for it in the history only, not in the files first' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'use this configuration' },
  'no-config': { type: 'boolean', help: 'use no configuration' },
} as const satisfies Flags;

/** A fingerprint may be given by this many of its first characters, or more. */
const SHORTEST = 6;

/**
 * `hexhound explain FINGERPRINT [PATH...]`: shows everything that spoke for and against one finding, whatever its
 * confidence. It scans again, because findings are not stored.
 *
 * @returns 0
 * @throws HexhoundError E_USAGE for something else than a fingerprint, and for one that no finding has
 */
export async function run({ values, positionals }: Invocation<typeof flags>, io: Io): Promise<number> {
  const [fingerprint = '', ...paths] = positionals;
  if (!/^[0-9a-f]+$/.test(fingerprint) || fingerprint.length < SHORTEST) {
    throw new UsageError(`takes a fingerprint, or at least its first ${SHORTEST} characters`);
  }
  const finding = await find(fingerprint, paths, values, io);
  if (finding === undefined) {
    const where = values.history ? 'in the history' : 'in the files and the history';
    throw new HexhoundError('E_USAGE', fingerprint, `no finding ${where} has this fingerprint`);
  }
  io.stdout.write(explain(finding));
  return 0;
}

/** Searches the files first, then the history, for findings of every confidence and suppressed ones too. */
async function find(
  fingerprint: string,
  paths: readonly string[],
  { history, ...values }: FlagValues<typeof flags>,
  io: Io,
): Promise<Finding | undefined> {
  const options = toScanOptions({ ...values, all: true, 'no-ignore': true }, io);
  return watch(io, false, async (watched) => {
    const settings = await readSettings({ ...options, ...watched });
    const scan = async (command: string, source: Source) => {
      const { findings } = await runScan(command, source, settings);
      return findings.find((finding) => finding.fingerprint.startsWith(fingerprint));
    };
    const inFiles = history ? undefined : await scan('scan', openTree(paths, settings));
    if (inFiles !== undefined) return inFiles;
    const { folder, revisions } = readHistoryArguments(paths, settings.cwd);
    return scan('history', await openHistory(folder, revisions, settings));
  });
}
