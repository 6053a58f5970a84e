import type { Change } from '../files/change.ts';

/** All that `init` or `init --uninstall` will do. Making a plan only reads; `applyChange` writes. */
export interface Plan {
  readonly changes: readonly Change[];
  /** What is already as it should be, and what else is to be done. */
  readonly notes: readonly string[];
}

/** The hooks that run before a commit. A merge without conflicts runs only the second (githooks(5)). */
export const HOOKS = ['pre-commit', 'pre-merge-commit'] as const;

export type Hook = (typeof HOOKS)[number];

/** What the installed hook does, for `Change.why`. */
export const PURPOSE: Readonly<Record<Hook, string>> = {
  'pre-commit': 'runs hexhound before each commit',
  'pre-merge-commit': 'the same before each merge, for which git does not run pre-commit',
};

/** The same for configurations of both hooks. */
export const EACH_COMMIT = 'runs hexhound before each commit and each merge';
