import { isCiFile } from '../files/ci-files.ts';
import type { Report } from '../model/report.ts';
import { defaultHistoryFile } from '../respond/balance/balance-history.ts';
import type { ScanSettings } from '../scan/settings.ts';
import type { Evidence } from './audit.ts';
import { balanceEvidence } from './balance-evidence.ts';
import type { LineId } from './checklist.ts';
import type { CheckContext } from './checks/check.ts';
import type { EnvironmentRead } from './checks/code/environment.ts';
import { type DotenvSecret, environmentEvidence, sharedKeys } from './environment-evidence.ts';
import {
  coverageEvidence,
  type FoundKeys,
  ignoreEvidence,
  keyEvidence,
  meteredKeys,
  meteredVariables,
  redactionEvidence,
  rotationEvidence,
  storeEvidence,
} from './evidence.ts';
import type { Inspected, Inspection } from './inspect.ts';

/** Where keys are, and where they come from. */
interface Found {
  readonly reads: readonly EnvironmentRead[];
  readonly dotenv: readonly DotenvSecret[];
  readonly keys: FoundKeys;
}

/** The reports of the scans. */
interface Scanned {
  readonly tree: Report;
  /** Undefined if the history was not scanned. */
  readonly past: Report | undefined;
}

/** The evidence for the lines of the checklist, except for problems and findings of file rules. */
export async function gatherEvidence(
  settings: ScanSettings,
  { context, inspected }: Inspection,
  { reads, dotenv, keys, tree, past }: Found & Scanned,
  maxKeyAge: number,
): Promise<ReadonlyMap<LineId, readonly Evidence[]>> {
  const { files } = context;
  const now = new Date();
  const folders = [settings.cwd, ...(files.repository?.root === undefined ? [] : [files.repository.root])];
  const watched = meteredKeys(dotenv, keys);
  return new Map<LineId, readonly Evidence[]>([
    ['environment', [...environmentEvidence(reads, keys.inFiles), ...sharedKeys(dotenv)]],
    ['logs', redactionEvidence(context)],
    ['ci', storeEvidence(context)],
    ['gitignore', await ignoreEvidence(files)],
    [
      'source',
      [...keyEvidence(keys, new Set(inspected.flatMap(placesInDocuments))), ...coverageEvidence(files, tree, past)],
    ],
    ['rotation', rotationEvidence(folders, maxKeyAge, now, meteredVariables(context, reads, dotenv))],
    ['balance', balanceEvidence(files, watched, defaultHistoryFile(settings.env), now)],
  ]);
}

/** Lines that do not apply to the project, and why. */
export function irrelevantTo(context: CheckContext, { reads, dotenv, keys }: Found): ReadonlyMap<LineId, string> {
  const { files } = context;
  const irrelevant = new Map<LineId, string>();
  if (files.repository === undefined)
    irrelevant.set('gitignore', 'outside of git nothing says what would be committed');
  if (files.paths.length === 0) irrelevant.set('source', 'there are no files to look at');
  if (!files.paths.some(isCiFile)) irrelevant.set('ci', 'there is no CI file');
  const isMetered = meteredVariables(context, reads, dotenv).size + meteredKeys([], keys).length > 0;
  if (!isMetered) irrelevant.set('balance', 'nothing here spends a balance');
  return irrelevant;
}

/** The place of a problem in a document: the finding there is not listed again. */
function placesInDocuments({ problem: { rule, path, line } }: Inspected): string[] {
  return rule === 'documentation-key' ? [`${path}:${line}`] : [];
}
