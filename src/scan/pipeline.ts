import { compareConfidence, isAtLeast } from '../model/confidence.ts';
import type { Evidence, Verdict } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { Fragment } from '../model/fragment.ts';
import type { SourceLog } from '../model/log.ts';
import type { Found } from '../model/place.ts';
import type { Report, Stop } from '../model/report.ts';
import type { Confidence, RuleSet, Severity } from '../model/rule.ts';
import { collectFindings, type Knowledge, opinionOn } from './collect.ts';
import { Detector, type DetectorOptions } from './detect/detector.ts';
import type { FragmentSource, Located, Search, Source } from './sources/source.ts';

/** One scan: where from, by what rules, and what is left out of its report. */
export interface Scan {
  readonly command: string;
  /** What is scanned, as the user named it. */
  readonly target: string;
  readonly source: Source;
  readonly log: SourceLog;
  readonly ruleSet: RuleSet;
  /** What the evidence for a bare key is worth at a path. */
  readonly judge: (evidence: Evidence, path: string | undefined) => Verdict;
  readonly minConfidence: Confidence;
  readonly honourIgnores: boolean;
  readonly requireReason: boolean;
  /** Looks at files that are themselves the finding (`.env`), beside the secrets in them. */
  readonly fileInspector: FileInspector;
  /** Drops what a baseline, an ignore file or the configuration leaves out. */
  readonly suppress: (findings: readonly Finding[]) => Promise<{ kept: readonly Finding[]; hidden: number }>;
  readonly verify: (findings: readonly Finding[]) => Promise<readonly Finding[]>;
  /** Answers whether to go on. */
  readonly onProgress: (log: SourceLog) => boolean;
  /** How far the scan had come when its user stopped it; undefined where nobody did. */
  readonly interruption: () => Stop | undefined;
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
  const knowledge = knowledgeOf(scan);
  const located =
    'search' in source ? await source.search(searchFor(scan, knowledge)) : await searchFragments(source, scan);
  for await (const fragment of located.named) fileInspector.inspect(fragment);
  const interrupted = scan.interruption();
  if (interrupted !== undefined) {
    log.error('E_INTERRUPTED', scan.target, 'the scan was stopped before its end: the rest was not looked at');
  }

  const ignored = new Set<string>();
  const secrets = collectFindings(asked(located.found, ignored), knowledge);
  const all = [...secrets, ...(await fileInspector.findings(secrets))];
  const confident = all.filter(({ confidence }) => isAtLeast(confidence, scan.minConfidence));
  const { kept, hidden } = await scan.suppress(confident);
  const verified = interrupted === undefined ? await scan.verify(kept) : kept;
  const findings = [...verified].sort(byImportance);

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
      inline: ignored.size,
      baseline: hidden,
    },
    scanned: { files, blobs, commits, bytes, seconds: (Date.now() - started) / 1000 },
    ...(interrupted && { interrupted }),
  };
}

/** Looks at fragments one after the other. */
async function searchFragments(source: FragmentSource, scan: Scan): Promise<Located> {
  const { fileInspector, log } = scan;
  const detector = new Detector(scan.ruleSet, detectorOptions(scan));
  const found: Found[] = [];
  for await (const fragment of source.fragments()) {
    const { place } = fragment;
    for (const match of detector.detect(fragment)) found.push({ match, place });
    if (place.path !== undefined && fileInspector.isNamed(place.path)) fileInspector.inspect(fragment);
    if (!scan.onProgress(log)) break;
  }
  for (const problem of detector.problems) log.notice(problem);
  return source.locate ? source.locate(found, (path) => fileInspector.isNamed(path)) : { found, named: [] };
}

function searchFor(scan: Scan, knowledge: Knowledge): Search {
  return {
    ruleSet: scan.ruleSet,
    options: detectorOptions(scan),
    isWorth: (match, path) => opinionOn(match, path, knowledge) !== undefined,
    isNamed: (path) => scan.fileInspector.isNamed(path),
    onProgress: () => scan.onProgress(scan.log),
  };
}

function detectorOptions({ honourIgnores, requireReason }: Scan): DetectorOptions {
  return { noIgnore: !honourIgnores, requireReason };
}

/** Verdicts are remembered: a history has the same line in a thousand versions of a file. */
function knowledgeOf({ ruleSet, judge }: Scan): Knowledge {
  const verdicts = new WeakMap<Evidence, Map<string | undefined, Verdict>>();
  return {
    rules: new Map(ruleSet.rules.map((rule) => [rule.id, rule])),
    judge(evidence, path) {
      let byPath = verdicts.get(evidence);
      if (byPath === undefined) {
        byPath = new Map();
        verdicts.set(evidence, byPath);
      }
      let verdict = byPath.get(path);
      if (verdict === undefined) {
        verdict = judge(evidence, path);
        byPath.set(path, verdict);
      }
      return verdict;
    },
  };
}

/** What no inline comment leaves out; the others go to `ignored`. */
function* asked(found: Iterable<Found>, ignored: Set<string>): Generator<Found> {
  for (const item of found) {
    if (item.match.ignoredBy === undefined) yield item;
    else ignored.add(item.match.secret.reveal());
  }
}

/**
 * 0 nothing found, 2 something could not be looked at (whatever was found), else `onFindings`.
 */
export function exitCodeOf(report: Pick<Report, 'findings' | 'errors'>, onFindings: number): number {
  if (report.errors.length > 0) return 2;
  return report.findings.length > 0 ? onFindings : 0;
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

function byImportance(a: Finding, b: Finding): number {
  const [first, second] = [a.occurrences[0], b.occurrences[0]];
  return (
    SEVERITIES.indexOf(a.rule.severity) - SEVERITIES.indexOf(b.rule.severity) ||
    compareConfidence(b.confidence, a.confidence) ||
    compare(first?.path ?? '', second?.path ?? '') ||
    (first?.line ?? 0) - (second?.line ?? 0) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
