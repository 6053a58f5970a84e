import type { Finding } from '../../model/finding.ts';
import type { ProjectFacts } from './facts.ts';
import type { CheckedFile, Problem } from './problem.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ValueKind } from './value-kind.ts';

/** What a check can ask for. */
export interface CheckContext {
  /** All files, for checks that compare several. */
  readonly files: ProjectFiles;
  /** What several checks need to know about the project as a whole. */
  readonly facts: ProjectFacts;
  /** Whether a value is a secret under its name, as the scanner judges it. */
  judgeValue(name: string, value: string): ValueKind;
  /** What the scan found in a file, without `low` confidence. Each finding has its one occurrence. */
  findingsIn(path: string): readonly Finding[];
  /**
   * Records that a file could not be read: its lines of the checklist stay undecided, and the exit code is 2. `why` is half
   * a sentence.
   */
  markUnread(path: string, why: string): void;
}

/** Looks at single files. */
export interface FileCheck {
  /** Ids of the rules of its problems. */
  readonly rules: readonly string[];
  /** Decides by the path alone. It is asked about every file, so it must be cheap. */
  concerns(path: string): boolean;
  /** A file that cannot be read as text is reported as unread. Without this it is skipped, as for a megabyte of code. */
  readonly needsText?: true;
  check(file: CheckedFile, context: CheckContext): Iterable<Problem>;
}

/** Looks at the project as a whole. */
export interface ProjectCheck {
  readonly rules: readonly string[];
  check(context: CheckContext): Promise<Iterable<Problem>>;
}

export type Check = FileCheck | ProjectCheck;
