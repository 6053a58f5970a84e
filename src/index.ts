/**
 * hexhound as a library: the scans of the command line, giving their report as data.
 * @module
 */

import { Readable } from 'node:stream';
import { Interruption } from './model/interruption.ts';
import type { Report } from './model/report.ts';
import { resolveOptions, type ScanFlagValues } from './scan/options.ts';
import { readPolicy } from './scan/policy.ts';
import { type OpenTarget, scanTarget } from './scan/run-scan.ts';
import { openHistory } from './scan/targets/history.ts';
import { openTree } from './scan/targets/scan.ts';
import { openStaged } from './scan/targets/staged.ts';
import { openStdin } from './scan/targets/stdin.ts';

export { type ErrorCode, HexhoundError, type ScanError } from './model/errors.ts';
export type { Finding, Occurrence, Reason, Span, Verification } from './model/finding.ts';
export type { Report, Scanned } from './model/report.ts';
export type { Confidence, Provider, Rule, RuleSet, Severity } from './model/rule.ts';
export { Secret } from './model/secret.ts';

/** The flags of the command line that have a meaning here, and where relative paths start. */
export interface Options
  extends Pick<
    ScanFlagValues,
    'config' | 'no-config' | 'baseline' | 'no-ignore' | 'min-confidence' | 'all' | 'verify' | 'include' | 'exclude'
  > {
  /** The process's own by default. */
  readonly cwd?: string;
  /** Environment for git and for verification; the process's own by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * `hexhound scan`: files and folders.
 * @throws HexhoundError for wrong options, a bad configuration, and a path that does not exist; what cannot be read on
 *   the way is in `report.errors`
 */
export function scanTree(paths: readonly string[] = [], options: Options = {}): Promise<Report> {
  return scan('scan', paths, options, openTree);
}

/** `hexhound staged`: what the next commit in the repository at `options.cwd` would contain. */
export function scanStaged(options: Options = {}): Promise<Report> {
  return scan('staged', [], options, openStaged);
}

/** `hexhound history`: a whole history, or what the revisions (`main..HEAD`) add. */
export function scanHistory(
  repository: string,
  revisions: readonly string[] = [],
  options: Options = {},
): Promise<Report> {
  return scan('history', [repository, ...revisions], options, openHistory);
}

/** `hexhound stdin`: one text, or its bytes. */
export function scanText(text: string | Uint8Array, options: Options = {}): Promise<Report> {
  return scan('stdin', [], options, openStdin, Readable.from([Buffer.from(text)]));
}

async function scan(
  command: string,
  positionals: readonly string[],
  { cwd = process.cwd(), env = process.env, ...flags }: Options,
  open: OpenTarget,
  stdin: NodeJS.ReadableStream = Readable.from([]),
): Promise<Report> {
  const io = { stdin, stdout: process.stdout, stderr: process.stderr, env, cwd, interruption: new Interruption() };
  const options = resolveOptions({ ...flags, quiet: true }, [], io.stdout, env);
  return scanTarget(command, positionals, io, options, await readPolicy(options, io), open);
}
