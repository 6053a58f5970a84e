import type { Change } from '../files/change.ts';

/** All that `init` or `init --uninstall` will do. Making a plan only reads; `applyChange` writes. */
export interface Plan {
  readonly changes: readonly Change[];
  /** What is already as it should be, and what else is to be done. */
  readonly notes: readonly string[];
}

/**
 * The hooks that can stop something (githooks(5)). A merge without conflicts runs the second and not the first; a rebase and a
 * cherry-pick run neither, so that what they make is looked at when it is pushed.
 */
export const HOOKS = ['pre-commit', 'pre-merge-commit', 'commit-msg', 'pre-push'] as const;

export type Hook = (typeof HOOKS)[number];

/** What each hook runs of hexhound. */
export const COMMAND: Readonly<Record<Hook, string>> = {
  'pre-commit': 'staged',
  'pre-merge-commit': 'staged',
  'commit-msg': 'commit-msg',
  'pre-push': 'push',
};

/** The same with what git gives the hook, as a shell writes it. */
export const CALL: Readonly<Record<Hook, string>> = {
  'pre-commit': 'staged',
  'pre-merge-commit': 'staged',
  'commit-msg': 'commit-msg "$1"',
  'pre-push': 'push "$@"',
};

/** What the installed hook does, for `Change.why`. */
export const PURPOSE: Readonly<Record<Hook, string>> = {
  'pre-commit': 'runs hexhound before each commit',
  'pre-merge-commit': 'looks at what a merge would commit, for which git does not run pre-commit',
  'commit-msg': 'looks at the message of each commit',
  'pre-push': 'looks at what a push publishes, what was rebased or cherry-picked too',
};

/** The same for configurations of all hooks. */
export const EACH_COMMIT = 'runs hexhound before each commit, merge and push';
