import { Detector } from './detect/detector.ts';
import type { Weigh } from './detect/find-hits.ts';
import { collectFindings } from './findings/collect.ts';
import type { Finding } from './findings/finding.ts';
import type { Found } from './findings/place.ts';
import type { Fragment } from './fragment.ts';
import type { Report } from './report/report.ts';
import type { Confidence, RuleSet, Severity } from './rules/rule.ts';
import type { SourceLog } from './sources/log.ts';
import type { Source } from './sources/source.ts';
import type { Evidence, Verdict } from './verdict/evidence.ts';

/** One scan: where from, by what rules, and what is left out of its report. */
export interface Scan {
  readonly command: string;
  /** What is scanned, as the user named it. */
  readonly target: string;
  readonly source: Source;
  readonly log: SourceLog;
  readonly ruleSet: RuleSet;
  /** What a bare key's content says, and what that is worth at a path. */
  readonly weigh: Weigh;
  readonly judge: (evidence: Evidence, path: string | undefined) => Verdict;
  readonly minConfidence: Confidence;
  readonly honourIgnores: boolean;
  readonly requireReason: boolean;
  /** Looks at files that are themselves the finding (`.env`), beside the secrets in them. */
  readonly fileInspector: FileInspector;
  /** Drops what a baseline, an ignore file or the configuration leaves out. */
  readonly suppress: (findings: readonly Finding[]) => Promise<{ kept: readonly Finding[]; hidden: number }>;
  readonly verify: (findings: readonly Finding[]) => Promise<readonly Finding[]>;
  readonly onProgress: (log: SourceLog) => void;
}

/** What rules about files see of a scan. */
export interface FileInspector {
  isNamed(path: string): boolean;
  inspect(fragment: Fragment): void;
  /** @param secrets what was found in the contents: a file is not reported for a line that is reported already */
  findings(secrets: readonly Finding[]): Promise<readonly Finding[]>;
}

/** source -> fragment -> anchors -> match -> verdict -> suppress -> verify -> report. */
export async function runScan(scan: Scan): Promise<Report> {
  const { source, log, fileInspector } = scan;
  const started = Date.now();
  const detector = new Detector(scan.ruleSet, scan.weigh, {
    noIgnore: !scan.honourIgnores,
    requireReason: scan.requireReason,
  });

  const found: Found[] = [];
  for await (const fragment of source.fragments()) {
    const { place } = fragment;
    for (const match of detector.detect(fragment)) found.push({ match, place });
    if (place.path !== undefined && fileInspector.isNamed(place.path)) fileInspector.inspect(fragment);
    scan.onProgress(log);
  }
  const located = source.locate
    ? await source.locate(found, (path) => fileInspector.isNamed(path))
    : { found, named: [] };
  for (const fragment of located.named) fileInspector.inspect(fragment);
  for (const problem of detector.problems) log.notice(problem);

  const [ignored, asked] = partition(located.found, ({ match }) => match.ignoredBy !== undefined);
  const secrets = collectFindings(asked, {
    rules: new Map(scan.ruleSet.rules.map((rule) => [rule.id, rule])),
    judge: scan.judge,
  });
  const all = [...secrets, ...(await fileInspector.findings(secrets))];
  const confident = all.filter(({ confidence }) => atLeast(confidence, scan.minConfidence));
  const { kept, hidden } = await scan.suppress(confident);
  const findings = [...(await scan.verify(kept))].sort(byImportance);

  const { files, blobs, commits, bytes, errors, notices } = log;
  return {
    tool: { name: 'hexhound', version: __VERSION__ },
    command: scan.command,
    target: scan.target,
    findings,
    errors,
    notices,
    hidden: {
      lowConfidence: all.length - confident.length,
      inline: new Set(ignored.map(({ match }) => match.secret.reveal())).size,
      baseline: hidden,
    },
    scanned: { files, blobs, commits, bytes, seconds: (Date.now() - started) / 1000 },
  };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

/**
 * 0 nothing found, 2 something could not be looked at (whatever was found), else `onFindings`.
 */
export function exitCodeOf(report: Pick<Report, 'findings' | 'errors'>, onFindings: number): number {
  if (report.errors.length > 0) return 2;
  return report.findings.length > 0 ? onFindings : 0;
}

const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

function atLeast(confidence: Confidence, least: Confidence): boolean {
  return CONFIDENCES.indexOf(confidence) >= CONFIDENCES.indexOf(least);
}

function byImportance(a: Finding, b: Finding): number {
  const [first, second] = [a.occurrences[0], b.occurrences[0]];
  return (
    SEVERITIES.indexOf(a.rule.severity) - SEVERITIES.indexOf(b.rule.severity) ||
    CONFIDENCES.indexOf(b.confidence) - CONFIDENCES.indexOf(a.confidence) ||
    compare(first?.path ?? '', second?.path ?? '') ||
    (first?.line ?? 0) - (second?.line ?? 0) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
