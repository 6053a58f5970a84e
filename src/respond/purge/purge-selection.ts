import { HexhoundError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import type { ScanOptions } from '../../scan/options.ts';
import { runScan } from '../../scan/pipeline.ts';
import { readSettings } from '../../scan/settings.ts';
import { openHistory } from '../../scan/sources/history.ts';

/** Options that find everything, also what the configuration and ignore files leave out. */
export const EVERYTHING = { minConfidence: 'low', applyIgnores: false } as const satisfies ScanOptions;

/** The history of the repository at `options.cwd`. */
export async function scanHistory(options: ScanOptions): Promise<Report> {
  // Files that take long must be searched, too.
  const settings = await readSettings({ ...options, fileTimeoutMs: Number.POSITIVE_INFINITY });
  return runScan('history', await openHistory(undefined, [], settings), settings);
}

/** Whether a finding is in the history: missing entries of .gitignore, for one, are not. */
export function isInHistory({ occurrences }: Finding): boolean {
  return occurrences.some(({ blob }) => blob !== undefined);
}

/** The finding that a fingerprint, or a unique beginning of one, names. */
export function findOne(given: string, { findings }: Pick<Report, 'findings'>): Finding {
  const [finding, ...others] = findings.filter((one) => isInHistory(one) && one.fingerprint.startsWith(given));
  if (finding === undefined) {
    throw new HexhoundError('E_USAGE', given, 'no finding in the history has this fingerprint');
  }
  if (others.length > 0)
    throw new HexhoundError('E_USAGE', given, 'several fingerprints begin like this: give more of it');
  return finding;
}
