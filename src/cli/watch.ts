import type { ScanOptions } from '../scan/options.ts';
import type { PlannedCalls } from '../scan/verify/options.ts';
import type { Io } from './command.ts';
import { createProgress } from './progress.ts';

/** What somebody at a terminal sees of scans under way, and how they stop one. */
type Watched = Pick<ScanOptions, 'signal' | 'onProgress' | 'onVerify'>;

/** Shows the progress of the scans that `work` does, unless that is not wanted, and takes it away again at the end. */
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
    stderr.write(`${doing} ${host} about ${keys} ${service} key${keys === 1 ? '' : 's'}${sent}\n`);
  }
  if (dryRun) stderr.write('nothing was sent: --dry-run\n');
}
