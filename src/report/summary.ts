import type { ScanError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Report, Stop } from '../model/report.ts';
import { SEVERITIES } from '../model/severity.ts';
import { bytes, duration, grouped, listed, plural } from '../syntax/words.ts';

/** How a scan ended. It is only `clean` if everything could be read. */
export interface Conclusion {
  readonly state: 'found' | 'clean' | 'incomplete' | 'nothing';
  readonly text: string;
}

/** The last line of a report. */
export function conclusionOf(report: Omit<Report, 'tool' | 'target' | 'notices' | 'hidden'>): Conclusion {
  const { command, findings, scanned, interrupted } = report;
  const errors = problemsOf(report);
  const missed = `${plural(errors.length, 'thing')} could not be looked at`;
  const isNothing = scanned.files === 0 && scanned.blobs === 0 && scanned.commits === 0 && scanned.bytes === 0;
  const extent = `${extentOf(report)}, ${bytes(scanned.bytes)} in ${duration(scanned.seconds)}`;
  const ending = endingOf(errors.length > 0 ? missed : '', gapsOf(report));

  if (interrupted !== undefined) {
    const found =
      findings.length === 0
        ? `no secrets found so far (${extent})`
        : `${plural(findings.length, 'finding')} so far (${severitiesOf(findings)}) in ${extent}`;
    return {
      state: findings.length > 0 ? 'found' : 'incomplete',
      text: `${stoppedAfter(interrupted)}: ${found}${ending}`,
    };
  }
  if (findings.length > 0) {
    const text = `${plural(findings.length, 'finding')} (${severitiesOf(findings)}) in ${extent}`;
    return { state: 'found', text: `${text}${ending}` };
  }
  if (errors.length > 0) {
    return {
      state: 'incomplete',
      text: isNothing
        ? `nothing was scanned: ${missed}`
        : `no secrets found, but ${missed} (${extent})${endingOf(gapsOf(report))}`,
    };
  }
  if (isNothing) return { state: 'nothing', text: nothing(command) };
  return { state: 'clean', text: `no secrets found in ${extent}${ending}` };
}

/** What was not looked into, but where `--strict` made errors of it, which say so. */
export function gapsIn<Gap>({
  notOpened,
  errors,
}: {
  readonly notOpened: readonly Gap[];
  readonly errors: readonly Pick<ScanError, 'code'>[];
}): readonly Gap[] {
  return errors.some(({ code }) => code === 'E_NOT_OPENED') ? [] : notOpened;
}

/** `2 things were not looked into`; empty if nothing was. */
function gapsOf(report: Pick<Report, 'notOpened' | 'errors'>): string {
  const { length } = gapsIn(report);
  return length === 0 ? '' : `${plural(length, 'thing was', 'things were')} not looked into`;
}

function endingOf(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => `; ${part}`)
    .join('');
}

/** `stopped after 1,204 of 57,302 objects` */
function stoppedAfter({ done, total, unit }: Stop): string {
  return `stopped after ${grouped(done)}${total === undefined ? '' : ` of ${grouped(total)}`} ${unit}`;
}

/** Errors but for the one that says of the whole that it was stopped. */
export function problemsOf({ errors, interrupted }: Pick<Report, 'errors' | 'interrupted'>): readonly ScanError[] {
  return interrupted === undefined
    ? errors
    : errors.filter(({ code }) => code !== 'E_INTERRUPTED' && code !== 'E_TIMEOUT');
}

function nothing(command: string): string {
  if (command === 'staged') return 'nothing staged - 0 files scanned';
  if (command === 'commit-msg') return 'nothing to scan - the message is empty';
  if (command === 'stdin') return 'nothing to scan - 0 bytes on standard input';
  return `nothing to scan - 0 ${['history', 'push', 'receive'].includes(command) ? 'commits' : 'files'} scanned`;
}

/** What was left out and how to see it; undefined if nothing was. */
export function hiddenOf({ lowConfidence, inline, baseline }: Report['hidden']): string | undefined {
  const parts: string[] = [];
  if (lowConfidence > 0) parts.push(`${plural(lowConfidence, 'low-confidence finding')} (--all shows them)`);
  if (inline > 0) parts.push(`${grouped(inline)} ignored by comments`);
  if (baseline > 0) parts.push(`${grouped(baseline)} in the baseline`);
  return parts.length === 0 ? undefined : `not shown: ${listed(parts)}`;
}

function severitiesOf(findings: readonly Finding[]): string {
  return SEVERITIES.map(
    (severity) => [findings.filter((finding) => finding.rule.severity === severity).length, severity] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${grouped(count)} ${severity}`)
    .join(', ');
}

/** `214 files`, `1,204 commits and 5,310 blobs`: blobs are counted where there are no files, for a file of the index is both. */
function extentOf({ command, scanned: { files, blobs, commits } }: Pick<Report, 'command' | 'scanned'>): string {
  const parts: string[] = [];
  if (files > 0) parts.push(plural(files, 'file'));
  if (commits > 0) parts.push(plural(commits, 'commit'));
  if (blobs > 0 && files === 0) parts.push(plural(blobs, 'blob'));
  if (parts.length > 0) return listed(parts);
  return command === 'commit-msg' ? 'the message' : 'the input';
}
