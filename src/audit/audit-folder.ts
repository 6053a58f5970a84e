import { realpathSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Io } from '../cli/command.ts';
import { withoutHookVariables } from '../git/safety.ts';
import { HexhoundError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { SourceLog } from '../model/log.ts';
import type { Report } from '../model/report.ts';
import { defaultHistoryFile } from '../respond/balance/balance-history.ts';
import type { Exposure } from '../respond/exposure/exposure.ts';
import { findMissingIgnores } from '../scan/file-rules/gitignore.ts';
import { fileRule } from '../scan/file-rules/inspector.ts';
import type { ScanOptions } from '../scan/options.ts';
import { type Policy, readPolicy } from '../scan/policy.ts';
import { scanTarget } from '../scan/run-scan.ts';
import { toPosix } from '../scan/sources/list-files.ts';
import { openHistory } from '../scan/targets/history.ts';
import { openTree } from '../scan/targets/scan.ts';
import type { Audit, Evidence } from './audit.ts';
import { checklist, type LineId } from './checklist.ts';
import type { CheckContext } from './checks/check.ts';
import { isCiFile } from './checks/ci/paths.ts';
import { type EnvironmentRead, environmentReads } from './checks/code/checks.ts';
import { ProjectFiles } from './checks/project-files.ts';
import { shippingOf } from './checks/shipping.ts';
import { CHECKS } from './checks.ts';
import {
  balanceEvidence,
  environmentEvidence,
  type FoundKeys,
  ignoreEvidence,
  keyEvidence,
  redactionEvidence,
  rotationEvidence,
  spendsBalance,
  storeEvidence,
} from './evidence.ts';
import { type Inspected, type Inspection, inspect } from './inspect.ts';

/** What the command line asks of an audit. */
export interface AuditWish {
  readonly options: ScanOptions;
  readonly wantsHistory: boolean;
  /** Days after which a key is to be replaced. */
  readonly maxKeyAge: number;
}

/** The checklist, and what it was made from, for repairs. */
export interface Audited {
  readonly audit: Audit;
  readonly files: ProjectFiles;
  /** Problems that are reported. */
  readonly inspected: readonly Inspected[];
  /** Findings that are reported: of the files, and of the history only. */
  readonly keys: FoundKeys;
}

/** An audit under way: where it is and what decides about it. */
interface Setting {
  readonly io: Io;
  readonly options: ScanOptions;
  readonly policy: Policy;
  readonly files: ProjectFiles;
  readonly log: SourceLog;
}

/** Scans a folder's files and history, runs the checks, and puts all of it under the lines of the checklist. */
export async function auditFolder(folder: string, wish: AuditWish, outer: Io): Promise<Audited> {
  const io = inFolder(folder, outer);
  const { options } = wish;
  const policy = await readPolicy(options, io);
  const log = new SourceLog();
  const files = await ProjectFiles.open(io, await policy.wanted(baseOf(io)), log);
  const setting = { io, options, policy, files, log };
  const [tree, past] = await scan(setting, wish.wantsHistory);
  const inspection = await inspect({
    files,
    ruleSet: policy.ruleSet,
    secrets: tree.findings,
    checks: CHECKS,
    honourIgnores: options.honourIgnores,
  });
  const problems = await reported(inspection, setting);
  const known = new Set(tree.findings.map(({ fingerprint }) => fingerprint));
  const inHistory = findingsBelow(prefixOf(files), past?.findings ?? []).filter(
    ({ fingerprint }) => !known.has(fingerprint),
  );
  const keys = { inFiles: tree.findings.filter(hasSecret), inHistory: inHistory.filter(hasSecret) };
  const fileFindings = [...tree.findings, ...inHistory, ...problems.missing].filter((each) => !hasSecret(each));
  const exposures = await exposuresOf(setting, [...keys.inFiles, ...keys.inHistory, ...fileFindings], past);
  const reads = environmentReads(inspection.context);
  const audit = checklist({
    target: folder,
    ...problems,
    fileFindings,
    unread: inspection.unread,
    evidence: await evidenceOf(setting, inspection, reads, keys, wish),
    irrelevant: irrelevantTo(inspection.context, reads, keys),
    // Last, when everything has been looked at.
    errors: distinct([...log.errors, ...tree.errors, ...(past?.errors ?? [])]),
    notices: distinct([...log.notices, ...tree.notices, ...(past?.notices ?? []), ...uncheckedIn(files)]),
  });
  return { audit: withExposures(audit, exposures), files, inspected: problems.inspected, keys };
}

/**
 * Who could see what is in the history. What a file holds and the history does not is in no commit.
 * @param past undefined where the history was not looked at
 */
async function exposuresOf(
  { files, log }: Setting,
  findings: readonly Finding[],
  past: Report | undefined,
): Promise<ReadonlyMap<string, Exposure>> {
  if (past === undefined) return new Map();
  const committed = new Map(past.findings.map((finding) => [finding.fingerprint, finding]));
  const known = findings.flatMap(({ fingerprint }) => committed.get(fingerprint) ?? []);
  if (known.length === 0) return new Map();
  const { exposureOf } = await import('../respond/exposure/exposure.ts');
  const here = known.map((finding) => findingsBelow(prefixOf(files), [finding])[0] ?? finding);
  return exposureOf(here, files.repository, { log, ...shippingOf(files) });
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

/** @throws HexhoundError E_SOURCE for what is no folder */
function inFolder(folder: string, io: Io): Io {
  const cwd = resolve(io.cwd, folder);
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new HexhoundError('E_SOURCE', folder, 'no such folder');
  }
  return folder === '.' ? io : { ...io, cwd, env: withoutHookVariables(io.env) };
}

function baseOf(io: Io): () => Promise<string> {
  return () => Promise.resolve(io.cwd);
}

async function scan({ io, options, policy, files }: Setting, wantsHistory: boolean): Promise<[Report, Report?]> {
  const tree = await scanTarget('scan', [], io, options, policy, openTree);
  if (!wantsHistory || files.repository === undefined) return [tree];
  return [tree, await scanTarget('history', [], io, options, policy, openHistory)];
}

/** Problems, and entries that ignore files below the repository's top lack, without those that are suppressed. */
async function reported(
  { inspected }: Inspection,
  { io, policy, files, log }: Setting,
): Promise<{ inspected: readonly Inspected[]; missing: readonly Finding[] }> {
  const missing = await missingIgnores(files, policy);
  const { kept } = await policy.suppress([...inspected.map(({ finding }) => finding), ...missing], baseOf(io), (text) =>
    log.notice(text),
  );
  const isKept = new Set(kept.map(({ fingerprint }) => fingerprint));
  return {
    inspected: inspected.filter(({ finding }) => isKept.has(finding.fingerprint)),
    missing: missing.filter(({ fingerprint }) => isKept.has(fingerprint)),
  };
}

/** A scan looks for them where a whole repository is scanned; this is for a folder in one. */
async function missingIgnores(files: ProjectFiles, policy: Policy): Promise<Finding[]> {
  const { repository, root, paths } = files;
  const rule = fileRule(policy.ruleSet, 'gitignore-missing-entry');
  if (repository === undefined || rule === undefined || prefixOf(files) === '') return [];
  return findMissingIgnores({ ...repository, root }, paths, rule);
}

/** Where the audited folder is in its repository: `packages/app/`; empty for the top. */
function prefixOf({ repository, root }: ProjectFiles): string {
  if (repository?.root === undefined) return '';
  const path = toPosix(relative(realpathSync(repository.root), realpathSync(root)));
  return path === '' ? '' : `${path}/`;
}

/** What of a history's findings is in a folder, with paths relative to it. */
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

async function evidenceOf(
  { io, files }: Setting,
  { context, inspected }: Inspection,
  reads: readonly EnvironmentRead[],
  keys: FoundKeys,
  { maxKeyAge }: AuditWish,
): Promise<ReadonlyMap<LineId, readonly Evidence[]>> {
  const now = new Date();
  const folders = [io.cwd, ...(files.repository?.root === undefined ? [] : [files.repository.root])];
  return new Map<LineId, readonly Evidence[]>([
    ['environment', environmentEvidence(reads, keys)],
    ['logs', redactionEvidence(context)],
    ['ci', storeEvidence(context)],
    ['gitignore', await ignoreEvidence(files)],
    ['source', keyEvidence(keys, new Set(inspected.flatMap(placesInDocuments)))],
    ['rotation', rotationEvidence(folders, maxKeyAge, now)],
    ['balance', balanceEvidence(files, defaultHistoryFile(io.env), now)],
  ]);
}

function irrelevantTo(
  context: CheckContext,
  reads: readonly EnvironmentRead[],
  keys: FoundKeys,
): ReadonlyMap<LineId, string> {
  const { files } = context;
  const irrelevant = new Map<LineId, string>();
  if (files.repository === undefined)
    irrelevant.set('gitignore', 'outside of git nothing says what would be committed');
  if (files.paths.length === 0) irrelevant.set('source', 'there are no files to look at');
  if (!files.paths.some(isCiFile)) irrelevant.set('ci', 'there is no CI file');
  if (!spendsBalance(context, reads, keys)) irrelevant.set('balance', 'nothing here spends a balance');
  return irrelevant;
}

/** Scans look into files of any size; checks do not. */
function uncheckedIn({ tooLarge }: ProjectFiles): string[] {
  if (tooLarge.length === 0) return [];
  const named = tooLarge.slice(0, 3).join(', ') + (tooLarge.length > 3 ? ` and ${tooLarge.length - 3} more` : '');
  return [`files of more than 1 MiB were scanned for keys and not checked otherwise: ${named}`];
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function placesInDocuments({ problem: { rule, path, line } }: Inspected): string[] {
  return rule === 'documentation-key' ? [`${path}:${line}`] : [];
}
