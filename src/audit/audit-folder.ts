import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { isCiFile } from '../files/ci-files.ts';
import { type GitContext, withoutHookVariables } from '../git/safety.ts';
import { HexhoundError, type ScanError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { secretsOf } from '../model/masking.ts';
import type { Report } from '../model/report.ts';
import { ScanLog } from '../model/scan-log.ts';
import type { Secret } from '../model/secret.ts';
import { defaultHistoryFile } from '../respond/balance/balance-history.ts';
import type { Exposure } from '../respond/exposure/exposure.ts';
import { findMissingIgnores } from '../scan/file-rules/gitignore.ts';
import { fileRule } from '../scan/file-rules/inspector.ts';
import { type ScanOptions, scanContextOf } from '../scan/options.ts';
import { runScan, suppress } from '../scan/pipeline.ts';
import { readSettings, type ScanSettings, wantedPaths } from '../scan/settings.ts';
import { isFolder, openHistory } from '../scan/sources/history.ts';
import { toPosix } from '../scan/sources/list-files.ts';
import { openTree } from '../scan/sources/tree.ts';
import { firstOf } from '../syntax/words.ts';
import type { Audit, Evidence } from './audit.ts';
import { balanceEvidence } from './balance-evidence.ts';
import { checklist, type LineId } from './checklist.ts';
import type { CheckContext } from './checks/check.ts';
import { type EnvironmentRead, environmentReads } from './checks/code/environment.ts';
import { ProjectFiles } from './checks/project-files.ts';
import { shippingOf } from './checks/shipping.ts';
import { CHECKS } from './checks.ts';
import { type DotenvSecret, dotenvSecrets, environmentEvidence, sharedKeys } from './environment-evidence.ts';
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
  const exposures = await exposuresOf(context, inspection, [...keys.inFiles, ...keys.inHistory, ...fileFindings], past);
  if (!hasTime(settings)) log.error('E_TIMEOUT', folder, 'the audit was stopped by --timeout before its end');
  const reads = environmentReads(inspection.context);
  const dotenv = dotenvSecrets(files);
  const audit = checklist({
    target: folder,
    ...problems,
    fileFindings,
    unread: inspection.unread,
    evidence: await evidenceOf(context, inspection, { reads, dotenv, keys, tree, past }, options.maxKeyAge),
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

/**
 * The exposure of the findings that are in the history, by fingerprint.
 * @param past undefined if the history was not scanned
 */
async function exposuresOf(
  { settings, files, log }: AuditContext,
  { context }: Inspection,
  findings: readonly Finding[],
  past: Report | undefined,
): Promise<ReadonlyMap<string, Exposure>> {
  if (past === undefined || !hasTime(settings)) return new Map();
  const committed = new Map(past.findings.map((finding) => [finding.fingerprint, finding]));
  const known = findings.flatMap(({ fingerprint }) => committed.get(fingerprint) ?? []);
  if (known.length === 0) return new Map();
  const { exposureOf } = await import('../respond/exposure/examine.ts');
  const here = known.map((finding) => findingsBelow(prefixOf(files), [finding])[0] ?? finding);
  return exposureOf(here, files.repository, { log, ...shippingOf(context.facts) });
}

function hasTime({ deadline }: ScanSettings): boolean {
  return performance.now() < deadline;
}

function withExposures(audit: Audit, exposures: ReadonlyMap<string, Exposure>): Audit {
  const lines = audit.lines.map((line) => ({
    ...line,
    evidence: line.evidence.map((each) => {
      const exposure = each.fingerprint === undefined ? undefined : exposures.get(each.fingerprint);
      return exposure === undefined ? each : { ...each, exposure };
    }),
  }));
  return { ...audit, lines };
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

/** The audited folder relative to its repository's top: `packages/app/`; empty for the top. */
function prefixOf({ repository, root }: ProjectFiles): string {
  if (repository?.root === undefined) return '';
  const path = toPosix(relative(realpathSync(repository.root), realpathSync(root)));
  return path === '' ? '' : `${path}/`;
}

/** The findings of a history that are in a folder, with paths relative to it. */
function findingsBelow(prefix: string, findings: readonly Finding[]): readonly Finding[] {
  if (prefix === '') return findings;
  return findings.flatMap((finding) => {
    const occurrences = finding.occurrences.flatMap((occurrence) =>
      occurrence.path?.startsWith(prefix) ? [{ ...occurrence, path: occurrence.path.slice(prefix.length) }] : [],
    );
    return occurrences.length === 0 ? [] : [{ ...finding, occurrences }];
  });
}

function hasSecret({ secret }: Finding): boolean {
  return secret !== undefined;
}

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

async function evidenceOf(
  { settings, files }: AuditContext,
  { context, inspected }: Inspection,
  { reads, dotenv, keys, tree, past }: Found & Scanned,
  maxKeyAge: number,
): Promise<ReadonlyMap<LineId, readonly Evidence[]>> {
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
function irrelevantTo(context: CheckContext, { reads, dotenv, keys }: Found): ReadonlyMap<LineId, string> {
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

/** The place of a problem in a document: the finding there is not listed again. */
function placesInDocuments({ problem: { rule, path, line } }: Inspected): string[] {
  return rule === 'documentation-key' ? [`${path}:${line}`] : [];
}
