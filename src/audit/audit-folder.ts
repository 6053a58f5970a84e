import { resolve } from 'node:path';
import { isFolder } from '../files/is-folder.ts';
import { type GitContext, withoutHookVariables } from '../git/safety.ts';
import { HexhoundError, type ScanError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { secretsOf } from '../model/masking.ts';
import type { Report } from '../model/report.ts';
import { ScanLog } from '../model/scan-log.ts';
import type { Secret } from '../model/secret.ts';
import { findMissingIgnores } from '../scan/file-rules/gitignore.ts';
import { fileRule } from '../scan/file-rules/inspector.ts';
import { type ScanOptions, scanContextOf } from '../scan/options.ts';
import { runScan, suppress } from '../scan/pipeline.ts';
import { readSettings, type ScanSettings, wantedPaths } from '../scan/settings.ts';
import { openHistory } from '../scan/sources/history.ts';
import { openTree } from '../scan/sources/tree.ts';
import { firstOf } from '../syntax/words.ts';
import type { Audit } from './audit.ts';
import { checklist } from './checklist.ts';
import { environmentReads } from './checks/code/environment.ts';
import { ProjectFiles } from './checks/project-files.ts';
import { CHECKS } from './checks.ts';
import { dotenvSecrets } from './environment-evidence.ts';
import type { FoundKeys } from './evidence.ts';
import { exposuresOf, findingsBelow, prefixOf, withExposures } from './exposures.ts';
import { gatherEvidence, irrelevantTo } from './gather-evidence.ts';
import { type Inspected, type Inspection, inspect, type Unread } from './inspect.ts';

export interface AuditOptions {
  readonly scan: ScanOptions;
  /** Look at the history too. */
  readonly history: boolean;
  /** Days after which a key must be replaced. */
  readonly maxKeyAge: number;
}

/** The checklist, with what repairs need to know. */
export interface Audited {
  readonly audit: Audit;
  readonly files: ProjectFiles;
  /** Problems that are reported. */
  readonly inspected: readonly Inspected[];
  /** Findings with a secret that are reported. */
  readonly keys: FoundKeys;
  /** Everything that was found, in the whole repository and in ignored `.env` files: must not get into any output. */
  readonly secrets: readonly Secret[];
}

/** What the steps of one audit share. */
interface AuditContext {
  readonly settings: ScanSettings;
  readonly files: ProjectFiles;
  readonly log: ScanLog;
}

/**
 * Scans a folder's files and history, runs the checks, and sorts the results into the lines of the checklist.
 * @param folder relative to `cwd` of the options. Other relative paths of the options are relative to the folder
 * @throws HexhoundError E_SOURCE if it is not a folder, E_CONFIG for a bad configuration
 */
export async function auditFolder(folder: string, options: AuditOptions): Promise<Audited> {
  const settings = await readSettings({ ...options.scan, ...contextOf(folder, options.scan) });
  const log = new ScanLog();
  const isWanted = await wantedPaths(settings.paths, () => Promise.resolve(settings.cwd));
  const files = await ProjectFiles.open(settings, isWanted, log);
  const context = { settings, files, log };
  const [tree, past] = await scan(context, options.history);
  const inspection = await inspect({
    files,
    ruleSet: settings.ruleSet,
    secrets: tree.findings,
    checks: CHECKS,
    applyIgnores: settings.applyIgnores,
    goOn: () => hasTime(settings),
  });
  const problems = await withoutSuppressed(inspection, context);
  const known = new Set(tree.findings.map(({ fingerprint }) => fingerprint));
  const inHistory = findingsBelow(prefixOf(files), past?.findings ?? []).filter(
    ({ fingerprint }) => !known.has(fingerprint),
  );
  const keys = { inFiles: tree.findings.filter(hasSecret), inHistory: inHistory.filter(hasSecret) };
  const fileFindings = [...tree.findings, ...inHistory, ...problems.missing].filter((each) => !hasSecret(each));
  const exposures =
    past === undefined || !hasTime(settings)
      ? new Map()
      : await exposuresOf([...keys.inFiles, ...keys.inHistory, ...fileFindings], past, inspection.context, log);
  if (!hasTime(settings)) log.error('E_TIMEOUT', folder, 'the audit was stopped by --timeout before its end');
  const reads = environmentReads(inspection.context);
  const dotenv = dotenvSecrets(files);
  const audit = checklist({
    target: folder,
    ...problems,
    fileFindings,
    unread: inspection.unread,
    evidence: await gatherEvidence(settings, inspection, { reads, dotenv, keys, tree, past }, options.maxKeyAge),
    irrelevant: irrelevantTo(inspection.context, { reads, dotenv, keys }),
    // Last: the steps above add to the log.
    errors: distinct([...log.errors, ...tree.errors, ...(past?.errors ?? []), ...inspection.unread.map(errorOf)]),
    notices: distinct([...log.notices, ...tree.notices, ...(past?.notices ?? []), ...noticesAbout(files)]),
  });
  const secrets = [
    ...[...secretsOf(tree.findings), ...secretsOf(past?.findings ?? []), ...secretsOf(dotenv)],
    ...[...(tree.suppressed ?? []), ...(past?.suppressed ?? [])],
  ];
  return { audit: withExposures(audit, exposures), files, inspected: problems.inspected, keys, secrets };
}

function hasTime({ deadline }: ScanSettings): boolean {
  return performance.now() < deadline;
}

/** Git's hook variables are dropped for another folder: it may not be in the repository that the hook runs for. */
function contextOf(folder: string, options: ScanOptions): GitContext {
  const { cwd, env } = scanContextOf(options);
  if (folder === '.') return { cwd, env };
  const path = resolve(cwd, folder);
  if (!isFolder(path)) throw new HexhoundError('E_SOURCE', folder, 'no such folder');
  return { cwd: path, env: withoutHookVariables(env) };
}

async function scan({ settings, files }: AuditContext, withHistory: boolean): Promise<[Report, Report?]> {
  const tree = await runScan('scan', openTree([], settings), settings);
  if (!withHistory || files.repository === undefined) return [tree];
  return [tree, await runScan('history', await openHistory(undefined, [], settings, files.repository), settings)];
}

/** The problems and the missing entries of ignore files that are not suppressed. */
async function withoutSuppressed(
  { inspected }: Inspection,
  { settings, files, log }: AuditContext,
): Promise<{ inspected: readonly Inspected[]; missing: readonly Finding[] }> {
  const missing = await missingIgnores(files, settings);
  const all = [...inspected.map(({ finding }) => finding), ...missing];
  const kept = await suppress(all, () => Promise.resolve(settings.cwd), settings, log);
  const isKept = new Set(kept.map(({ fingerprint }) => fingerprint));
  return {
    inspected: inspected.filter(({ finding }) => isKept.has(finding.fingerprint)),
    missing: missing.filter(({ fingerprint }) => isKept.has(fingerprint)),
  };
}

/** Missing entries of ignore files, for a folder below the repository's top. For a whole repository the scan finds them. */
async function missingIgnores(files: ProjectFiles, { ruleSet }: ScanSettings): Promise<Finding[]> {
  const { repository, root, paths } = files;
  const rule = fileRule(ruleSet, 'gitignore-missing-entry');
  if (repository === undefined || rule === undefined || prefixOf(files) === '') return [];
  return findMissingIgnores({ ...repository, root }, paths, rule);
}

function hasSecret({ secret }: Finding): boolean {
  return secret !== undefined;
}

/** Scans read files of any size; checks do not. */
function noticesAbout({ tooLarge }: ProjectFiles): string[] {
  if (tooLarge.length === 0) return [];
  return [`files of more than 1 MiB were scanned for keys and not checked otherwise: ${firstOf(tooLarge, 3)}`];
}

/** A file that no check could read is an error, as one that no scan could read. */
function errorOf({ path, why }: Unread): ScanError {
  return { code: 'E_SOURCE', subject: path, message: `was not checked: it ${why}` };
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
