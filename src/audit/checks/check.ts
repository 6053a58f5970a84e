import type { Finding } from '../../model/finding.ts';
import type { ProjectFacts } from './facts.ts';
import type { CheckedFile, Problem } from './problem.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ValueKind } from './value-kind.ts';

/** What checks may ask. */
export interface CheckContext {
  /** All files, for checks that look from one to another. */
  readonly files: ProjectFiles;
  /** What several checks ask about the project as a whole. */
  readonly facts: ProjectFacts;
  /** How much a value is worth keeping secret under its name, as the scanner judges it. */
  judgeValue(name: string, value: string): ValueKind;
  /** What the scan found in a file, `low` confidence left out: the first occurrence's line is where it is. */
  findingsIn(path: string): readonly Finding[];
  /** Says that a file was not looked at: what follows from it cannot be told. Half a sentence: `is no valid YAML`. */
  markUnread(path: string, why: string): void;
}

/** Why a file was not looked at whose script is beyond what is read. */
export const UNREADABLE_SCRIPT = 'has a shell script that is nested too deep or too hard to read';

/** Looks at single files. */
export interface FileCheck {
  /** Ids of the rules that its problems are of. */
  readonly rules: readonly string[];
  /** By the path alone, and for every file there is: cheap. */
  concerns(path: string): boolean;
  check(file: CheckedFile, context: CheckContext): Iterable<Problem>;
}

/** Looks at the project as a whole. */
export interface ProjectCheck {
  readonly rules: readonly string[];
  check(context: CheckContext): Promise<Iterable<Problem>>;
}

export type Check = FileCheck | ProjectCheck;
