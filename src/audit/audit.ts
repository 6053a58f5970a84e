import type { ScanError } from '../model/errors.ts';
import type { Exposure } from '../respond/exposure/exposure.ts';

/** `undecided` where what the project holds does not tell. */
export type Status = 'passed' | 'failed' | 'undecided';

/** Something that speaks for or against a line of the checklist. */
export interface Evidence {
  /**
   * `failure`: fails the line; `doubt`: somebody has to look before it can be told; `advice`: could be better, and changes
   * nothing; `support`: speaks for it.
   */
  readonly weight: 'failure' | 'doubt' | 'advice' | 'support';
  /** Half a sentence without any value. */
  readonly note: string;
  /** Relative to the folder of the audit, POSIX separators; of the history: to the repository's top. */
  readonly path?: string;
  /** From 1. */
  readonly line?: number;
  readonly rule?: string;
  readonly fingerprint?: string;
  /** Of what is in the history, where that was looked at. */
  readonly exposure?: Exposure;
}

/** One line of the checklist. */
export interface ChecklistLine {
  /** Stable, for machines: `environment`. */
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  /** Why it is not decidable, where no evidence says so: half a sentence. */
  readonly reason?: string;
  readonly evidence: readonly Evidence[];
  /** What to do, in order, each a sentence; none for a line that passed. */
  readonly remedy: readonly string[];
}

export interface Audit {
  /** The folder, as the user named it. */
  readonly target: string;
  readonly lines: readonly ChecklistLine[];
  /** What could not be looked at: no line may be trusted that depends on it. */
  readonly errors: readonly ScanError[];
  readonly notices: readonly string[];
}

/** 2 something could not be looked at, else 1 a line failed, else 0. */
export function exitCodeOf({ lines, errors }: Audit): number {
  if (errors.length > 0) return 2;
  return lines.some(({ status }) => status === 'failed') ? 1 : 0;
}
