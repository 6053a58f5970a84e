import type { ScanError } from '../model/errors.ts';
import type { Exposure } from '../respond/exposure/exposure.ts';

/** `undecided` if the project's files do not tell. */
export type Status = 'passed' | 'failed' | 'undecided';

/** Something that speaks for or against a line of the checklist. */
export interface Evidence {
  /**
   * `failure`: fails the line; `doubt`: a person has to look; `advice`: could be better, does not change the status;
   * `support`: speaks for the line.
   */
  readonly weight: 'failure' | 'doubt' | 'advice' | 'support';
  /** Half a sentence without any value. */
  readonly note: string;
  /** Relative to the folder of the audit, in the history to the repository's top; POSIX separators. */
  readonly path?: string;
  /** From 1. */
  readonly line?: number;
  readonly rule?: string;
  readonly fingerprint?: string;
  /** Of a finding in the history, if that was scanned. */
  readonly exposure?: Exposure;
}

/** One line of the checklist. */
export interface ChecklistLine {
  /** Stable, for machines: `environment`. */
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  /** Why it is undecided, if no evidence says so: half a sentence. */
  readonly reason?: string;
  readonly evidence: readonly Evidence[];
  /** What to do, in order, a sentence each. Empty for a line that passed. */
  readonly remedy: readonly string[];
}

export interface Audit {
  /** The folder, as the user named it. */
  readonly target: string;
  readonly lines: readonly ChecklistLine[];
  /** What is unreadable. Lines that depend on it may be wrong. */
  readonly errors: readonly ScanError[];
  readonly notices: readonly string[];
}

/** 2 if something was unreadable, else 1 if a line failed, else 0. */
export function exitCodeOf({ lines, errors }: Audit): number {
  if (errors.length > 0) return 2;
  return lines.some(({ status }) => status === 'failed') ? 1 : 0;
}
