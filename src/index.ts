/**
 * hexhound as a library: the scans of the command line, with the report as data.
 * @module
 */

import { Readable } from 'node:stream';
import type { Report } from './model/report.ts';
import type { ScanOptions } from './scan/options.ts';
import { runScan } from './scan/pipeline.ts';
import { readSettings, type ScanSettings } from './scan/settings.ts';
import { openHistory } from './scan/sources/history.ts';
import type { Source } from './scan/sources/source.ts';
import { openStaged } from './scan/sources/staged.ts';
import { openStdin } from './scan/sources/stdin.ts';
import { openTree } from './scan/sources/tree.ts';

export { type ErrorCode, HexhoundError, type ScanError } from './model/errors.ts';
export type { Finding, Occurrence, Reason, Span, Verification } from './model/finding.ts';
export type { Report, Scanned } from './model/report.ts';
export type { Confidence, Provider, Rule, RuleSet, Severity } from './model/rule.ts';
export { Secret } from './model/secret.ts';
export type { Progress, ScanOptions } from './scan/options.ts';

/**
 * Scans files and folders, as `hexhound scan` does.
 * @param paths none: the current folder
 * @throws HexhoundError for wrong options, a bad configuration, and a path that does not exist; what else cannot be read
 *   is in `report.errors`
 */
export function scanTree(paths: readonly string[] = [], options: ScanOptions = {}): Promise<Report> {
  return scan('scan', options, (settings) => openTree(paths, settings));
}

/**
 * Scans what the next commit in the repository at `options.cwd` would contain, as `hexhound staged` does.
 * @throws HexhoundError as `scanTree`, and E_GIT outside a repository
 */
export function scanStaged(options: ScanOptions = {}): Promise<Report> {
  return scan('staged', options, (settings) => openStaged([], settings));
}

/**
 * Scans the history of a repository, as `hexhound history` does.
 * @param revisions such as `main..HEAD`: only what these commits add; none: every object
 * @throws HexhoundError as `scanTree`, and E_GIT outside a repository and for an unknown revision
 */
export function scanHistory(
  repository: string,
  revisions: readonly string[] = [],
  options: ScanOptions = {},
): Promise<Report> {
  return scan('history', options, (settings) => openHistory(repository, revisions, settings));
}

/** Scans one text or its bytes, as `hexhound stdin` does. @throws HexhoundError as `scanTree` */
export function scanText(text: string | Uint8Array, options: ScanOptions = {}): Promise<Report> {
  return scan('stdin', options, ({ cwd }) => openStdin(Readable.from([Buffer.from(text)]), cwd));
}

async function scan(
  command: string,
  options: ScanOptions,
  open: (settings: ScanSettings) => Source | Promise<Source>,
): Promise<Report> {
  const settings = await readSettings(options);
  return runScan(command, await open(settings), settings);
}
