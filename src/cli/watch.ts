import type { ScanOptions } from '../scan/options.ts';
import type { PlannedCalls } from '../scan/verify/options.ts';
import { plural } from '../syntax/words.ts';
import type { Io } from './command.ts';
import { createProgress } from './progress.ts';

/** The options of a scan that show its progress and stop it. */
type Watched = Pick<ScanOptions, 'signal' | 'onProgress' | 'onVerify'>;

/**
 * Shows the progress of the scans that `work` runs, and clears it at the end.
 * @param quiet show no progress; which services are asked is still said
 */
export async function watch<T>(io: Io, quiet: boolean, work: (watched: Watched) => Promise<T>): Promise<T> {
  const progress = createProgress(io.stderr, !quiet && !io.env.CI);
  try {
    return await work({
      signal: io.signal,
      onProgress: (state) => progress.update(state),
      onVerify: (calls, dryRun) => announce(calls, dryRun, io),
    });
  } finally {
    progress.end();
  }
}

function announce(calls: readonly PlannedCalls[], dryRun: boolean, { stderr }: Io): void {
  for (const { service, host, keys, what } of calls) {
    const [doing, sent] = dryRun ? ['would ask', ` (${what})`] : ['asking', ''];
    stderr.write(`${doing} ${host} about ${plural(keys, `${service} key`)}${sent}\n`);
  }
  if (dryRun) stderr.write('nothing was sent: --dry-run\n');
}
