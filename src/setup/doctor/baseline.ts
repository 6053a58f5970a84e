import { relative } from 'node:path';
import { isExpired } from '../../scan/config/config.ts';
import { readConfig } from '../../scan/config/load-config.ts';
import { BASELINE_KEY } from '../../scan/options.ts';
import { runScan } from '../../scan/pipeline.ts';
import { readSettings } from '../../scan/settings.ts';
import { openHistory } from '../../scan/sources/history.ts';
import { openTree } from '../../scan/sources/tree.ts';
import { prunedBaseline } from '../../scan/suppress/baseline.ts';
import { readBaseline } from '../../scan/suppress/baseline-file.ts';
import { findBaseline } from '../../scan/suppress/suppress.ts';
import { today } from '../../syntax/date.ts';
import { plural } from '../../syntax/words.ts';
import type { Project } from '../project.ts';
import { type Check, ok, problem } from './check.ts';

/** Milliseconds for looking whether what was accepted is still there. */
const LONGEST = 60_000;

/** Whether what was accepted still counts, and is still there. */
export async function checkBaseline({ root, repository: { env } }: Project): Promise<Check[]> {
  const context = { cwd: root, env };
  const config = await readConfig(undefined, context);
  const day = today();
  const expired = [...config.ignore.fingerprints, ...config.ignore.scoped].filter((entry) => isExpired(entry, day));
  const checks = [];
  if (expired.length > 0) {
    const message = `${config.files.join(', ')}: ${plural(expired.length, 'entry', 'entries')} of ignore: expired`;
    checks.push(
      problem('ignore-expired', `${message}; what they left out is reported again, so mend it or renew them`),
    );
  }
  const path = findBaseline({ config, baselineFile: undefined, cwd: root });
  if (path === undefined) return checks;
  const shown = relative(root, path);
  const baseline = readBaseline(path, shown, env[BASELINE_KEY]);
  const settings = await readSettings({ ...context, baseline: false, minConfidence: 'low', timeoutMs: LONGEST });
  const reports = [
    await runScan('scan', openTree([], settings), settings),
    await runScan('history', await openHistory(undefined, [], settings), settings),
  ];
  if (reports.some(({ errors }) => errors.length > 0)) {
    const message = `${shown}: whether all entries are used could not be told: not everything could be looked at`;
    return [...checks, { id: 'baseline', state: 'unknown', message }];
  }
  const findings = reports.flatMap((report) => report.findings);
  const unused = baseline.entries.size - prunedBaseline(baseline, findings, day).entries.size;
  if (unused === 0) return [...checks, ok('baseline', `${shown}: every entry is used`)];
  const message = `${shown}: ${plural(unused, 'entry is', 'entries are')} expired or about nothing that is there`;
  return [...checks, problem('baseline', message, 'hexhound baseline prune')];
}
