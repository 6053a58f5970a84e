import { compareConfidence, isAtLeast } from '../model/confidence.ts';
import { HexhoundError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { compareText } from '../model/occurrence-order.ts';
import type { Report, Stop } from '../model/report.ts';
import { ScanLog } from '../model/scan-log.ts';
import type { Secret } from '../model/secret.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { JudgedMatch } from '../model/verdict.ts';
import { slowExpressions } from '../rules/allow-list.ts';
import { collectFindings } from './collect.ts';
import { pathFrom } from './config/path-filter.ts';
import { FileInspector, fileRule } from './file-rules/inspector.ts';
import { joinParts } from './join-parts.ts';
import { withUser } from './login-part.ts';
import type { Progress } from './options.ts';
import type { ScanSettings } from './settings.ts';
import type { Base, Source } from './sources/source.ts';

/**
 * One scan: source -> fragment -> anchors -> match -> verdict -> suppress -> verify -> report.
 * @param command for the report: `scan`, `staged`, `history`, `stdin`
 * @throws HexhoundError if the scan cannot go on; unreadable files and objects are in `report.errors`
 */
export async function runScan(command: string, source: Source, settings: ScanSettings): Promise<Report> {
  const run: Run = { command, source, settings, log: new ScanLog(), started: Date.now() };
  for (const notice of settings.notices) run.log.notice(notice);
  return whileListening(settings, async () => {
    const files = new FileInspector(settings.ruleSet);
    const matches = await search(run, files);
    const missing = await missingIgnores(run);
    const stop = stopOf(run);
    const { secrets, ignored } = collectFindings(matches);
    for (const error of slowExpressions(settings.ruleSet)) run.log.report(error.toScanError());
    const findings = [...joinParts(secrets).map(withUser), ...files.findings(secrets), ...missing];
    const confident = await confidentOf(findings, source.base, settings);
    const kept = await suppress(confident, source.base, settings, run.log);
    const traced = await trace(run, kept);
    const detailed = await withDetails(traced, run.started);
    const verified = stop === undefined ? await verify(run, detailed) : detailed;
    const hidden = {
      lowConfidence: findings.length - confident.length,
      inline: ignored.length,
      baseline: confident.length - kept.length,
    };
    if (settings.strict) refuseGaps(run.log);
    const suppressed = [...ignored, ...suppressedOf(findings, traced)];
    return {
      ...reportOf(run, [...verified].sort(byImportance), hidden, stop),
      ...(suppressed.length > 0 && { suppressed }),
    };
  });
}

/** Findings with what their secrets tell of themselves. @param now in milliseconds since 1970 */
async function withDetails(findings: readonly Finding[], now: number): Promise<readonly Finding[]> {
  if (!findings.some(({ rule }) => 'details' in rule)) return findings;
  const { detailsOf } = await import('../rules/details.ts');
  return findings.map((finding) => {
    const { rule, secret } = finding;
    if (!('details' in rule) || rule.details === undefined || secret === undefined) return finding;
    const details = detailsOf(rule.details, secret.reveal(), now);
    return details === undefined ? finding : { ...finding, details };
  });
}

/** One running scan. */
interface Run {
  readonly command: string;
  readonly source: Source;
  readonly settings: ScanSettings;
  readonly log: ScanLog;
  /** Milliseconds since 1970. */
  readonly started: number;
}

/**
 * Runs `work` with a listener on the signal. Its sender can see by that whether a scan would stop. At the deadline git is
 * ended too: it may be what the scan waits for.
 */
async function whileListening<T>({ signal, deadline }: ScanSettings, work: () => Promise<T>): Promise<T> {
  const listener = () => {};
  signal?.addEventListener('abort', listener);
  const rest = deadline - performance.now();
  const timer = rest <= LONGEST_TIMER ? setTimeout(endGit, Math.max(1, rest)) : undefined;
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', listener);
  }
}

/** In milliseconds: timers cannot wait longer. */
const LONGEST_TIMER = 2 ** 31 - 1;

async function endGit(): Promise<void> {
  const { killAll } = await import('../git/run.ts');
  killAll();
}

async function search(run: Run, files: FileInspector): Promise<Iterable<JudgedMatch>> {
  const { source, settings, log } = run;
  const { ruleSet, applyIgnores, requireReason, fileTimeoutMs, env, onProgress } = settings;
  const goOn = () => {
    onProgress?.(progressOf(run));
    return whyStopped(settings) === undefined;
  };
  return unlessTimedOut(settings, [], () =>
    source.search({ ruleSet, detection: { applyIgnores, requireReason, fileTimeoutMs }, files, log, env, goOn }),
  );
}

/** The result of `work`; `otherwise` if it is not begun or fails because the time is over: the deadline ends git. */
async function unlessTimedOut<T>(settings: ScanSettings, otherwise: T, work: () => Promise<T>): Promise<T> {
  try {
    return whyStopped(settings) === 'E_TIMEOUT' ? otherwise : await work();
  } catch (thrown) {
    if (whyStopped(settings) === 'E_TIMEOUT' && thrown instanceof HexhoundError) return otherwise;
    throw thrown;
  }
}

function whyStopped({ signal, deadline }: ScanSettings): 'E_INTERRUPTED' | 'E_TIMEOUT' | undefined {
  if (signal?.aborted === true) return 'E_INTERRUPTED';
  return performance.now() >= deadline ? 'E_TIMEOUT' : undefined;
}

function progressOf({ source: { unit }, log }: Run): Progress {
  return { done: log[unit], unit, ...(log.total === undefined ? {} : { total: log.total }) };
}

/** Progress of a scan that was stopped; undefined if it was not. */
function stopOf(run: Run): Stop | undefined {
  const code = whyStopped(run.settings);
  if (code === undefined) return undefined;
  const how = code === 'E_TIMEOUT' ? 'stopped by --timeout' : 'stopped';
  run.log.error(code, run.source.name, `the scan was ${how} before its end: the rest was not looked at`);
  return progressOf(run);
}

/** Makes an error of everything that was left out. */
function refuseGaps(log: ScanLog): void {
  for (const { path, reason } of log.notOpened) log.error('E_NOT_OPENED', path, reason);
}

/** The secrets that are not reported, without those that hardly are any: a hash in a path tells something. */
function suppressedOf(findings: readonly Finding[], kept: readonly Finding[]): Secret[] {
  const isKept = new Set(kept.map(({ fingerprint }) => fingerprint));
  return findings.flatMap(({ fingerprint, secret, confidence }) =>
    secret === undefined || confidence === 'low' || isKept.has(fingerprint) ? [] : [secret],
  );
}

/** Missing entries of the .gitignore, if a repository is scanned as a whole. */
async function missingIgnores({ source, settings }: Run): Promise<readonly Finding[]> {
  const rule = fileRule(settings.ruleSet, 'gitignore-missing-entry');
  return unlessTimedOut(settings, [], async () => {
    const repository = rule && (await source.wholeRepository?.());
    if (rule === undefined || repository === undefined) return [];
    const [{ findMissingIgnores }, { trackedFiles }] = await Promise.all([
      import('./file-rules/gitignore.ts'),
      import('../git/work-tree.ts'),
    ]);
    return findMissingIgnores(repository, await trackedFiles(repository), rule);
  });
}

/** The findings of enough confidence for where they are, with the severity that they have there. */
async function confidentOf(
  findings: readonly Finding[],
  base: Base,
  { overrides, minConfidence, paths: { folder } }: ScanSettings,
): Promise<readonly Finding[]> {
  if (overrides.length === 0) return findings.filter(({ confidence }) => isAtLeast(confidence, minConfidence));
  const { applyOverrides } = await import('./overrides.ts');
  const from = await base();
  return applyOverrides(findings, overrides, minConfidence, pathFrom(folder ?? from, from));
}

/** Leaves out findings by configuration, baseline and ignore files. @param base folder that the findings' paths are relative to */
export async function suppress(
  findings: readonly Finding[],
  base: Base,
  settings: ScanSettings,
  log: ScanLog,
): Promise<readonly Finding[]> {
  if (!settings.applyIgnores || findings.length === 0) return findings;
  const { suppressFindings } = await import('./suppress/suppress.ts');
  const suppression = { ...settings.suppression, base: await base() };
  return suppressFindings(findings, suppression, (text) => log.notice(text)).kept;
}

/** Findings with how far they have got, where the source knows. */
async function trace({ source, settings, log }: Run, findings: readonly Finding[]): Promise<readonly Finding[]> {
  if (findings.length === 0 || source.trace === undefined) return findings;
  const work = source.trace;
  return unlessTimedOut(settings, findings, () => work(findings, log));
}

async function verify({ settings }: Run, findings: readonly Finding[]): Promise<readonly Finding[]> {
  if (settings.verification === undefined) return findings;
  const { verifyFindings } = await import('./verify/verify.ts');
  return verifyFindings(findings, settings.verification);
}

function reportOf(
  { command, source, log, started }: Run,
  findings: readonly Finding[],
  hidden: Report['hidden'],
  stop: Stop | undefined,
): Report {
  const { files, blobs, commits, bytes, errors, notOpened, notices } = log;
  return {
    tool: { name: 'hexhound', version: __VERSION__ },
    command,
    target: source.name,
    started,
    findings,
    errors,
    notOpened,
    notices,
    hidden,
    scanned: { files, blobs, commits, bytes, seconds: (Date.now() - started) / 1000 },
    ...(stop && { interrupted: stop }),
  };
}

/** 2 if something could not be read, else `onFindings` if there are findings, else 0. */
export function exitCodeOf(report: Pick<Report, 'findings' | 'errors'>, onFindings: number): number {
  if (report.errors.length > 0) return 2;
  return report.findings.length > 0 ? onFindings : 0;
}

function byImportance(a: Finding, b: Finding): number {
  const [first, second] = [a.occurrences[0], b.occurrences[0]];
  return (
    SEVERITIES.indexOf(a.rule.severity) - SEVERITIES.indexOf(b.rule.severity) ||
    compareConfidence(b.confidence, a.confidence) ||
    compareText(first?.path ?? '', second?.path ?? '') ||
    (first?.line ?? 0) - (second?.line ?? 0) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
